package report_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/vsrsim/vsrsim/simulator/report"
)

func TestTextIsOneLineAFact(t *testing.T) {
	for name, sample := range samples() {
		for line := range strings.Lines(written(t, sample, report.Text)) {
			if i := strings.IndexFunc(strings.TrimSuffix(line, "\n"), unicode.IsControl); i >= 0 {
				t.Errorf("%s: control character %q in %q", name, line[i], line)
			}
		}
	}
}

func TestTextInColour(t *testing.T) {
	for name, sample := range samples() {
		var b bytes.Buffer
		if err := sample.WriteText(&b, true); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "\x1b[1m") {
			t.Errorf("%s: no colour", name)
		}
		bare := ansi.Replace(b.String())
		if bare != written(t, sample, report.Text) {
			t.Errorf("%s: colours change the text:\n%s", name, bare)
		}
	}
}

// ansi takes out the codes that we use; what is left of others is seen.
var ansi = strings.NewReplacer("\x1b[0m", "", "\x1b[1m", "", "\x1b[2m", "", "\x1b[31m", "", "\x1b[32m", "", "\x1b[33m", "")

func TestTextOfAPassingRunIsShort(t *testing.T) {
	text := written(t, passing(), report.Text)
	if lines := strings.Count(text, "\n"); lines > 14 {
		t.Errorf("%d lines:\n%s", lines, text)
	}
}

func TestTextIsCut(t *testing.T) {
	sample := failing()
	sample.Checks[0].Text = strings.Repeat("é", 1000)
	text := written(t, sample, report.Text)
	if !strings.Contains(text, strings.Repeat("é", 150)+"… (1700 bytes more)") {
		t.Errorf("not cut between two letters:\n%s", text)
	}
}
