package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
)

var update = flag.Bool("update", false, "write the expected reports and the schema anew")

// tester is a test, or one try of it with made-up texts.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
}

// written is a report in a format.
func written(t tester, r report.Report, format report.Format) string {
	t.Helper()
	var b bytes.Buffer
	if err := r.Write(&b, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	endings := map[report.Format]string{report.Text: "txt", report.Markdown: "md", report.HTML: "html", report.JUnit: "xml"}
	for name, sample := range samples() {
		for format, ending := range endings {
			golden(t, name+".golden."+ending, written(t, sample, format))
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; if that is meant: go test ./simulator/report -update\n%s", path, got)
	}
}

func TestFormatOf(t *testing.T) {
	for path, want := range map[string]report.Format{
		"report.txt": report.Text, "a/b.md": report.Markdown, "REPORT.MARKDOWN": report.Markdown, "junit.XML": report.JUnit,
		"r.json": report.JSON, "r.html": report.HTML, "r.sarif": report.SARIF, "r.2026.HTM": report.HTML,
	} {
		if got, err := report.FormatOf(path); got != want || err != nil {
			t.Errorf("%s: got %q, %v", path, got, err)
		}
	}
	for _, path := range []string{"", "report", "report.pdf", ".", "x.json/y"} {
		_, err := report.FormatOf(path)
		if err == nil || !strings.Contains(err.Error(), ".txt (text), .md (markdown), .xml (junit), .json (json), .html (html) or .sarif (sarif)") {
			t.Errorf("%q: got %v", path, err)
		}
	}
}

func TestFormats(t *testing.T) {
	if got := len(report.Formats()); got != 7 {
		t.Errorf("got %d formats", got)
	}
	for _, format := range report.Formats() {
		if report.ContentType(format) == report.ContentType("pdf") {
			t.Errorf("%s has no content type", format)
		}
	}
	if err := passing().Write(&bytes.Buffer{}, "pdf"); err == nil || !strings.Contains(err.Error(), "markdown") {
		t.Errorf("got %v", err)
	}
}

// broken is a file on a full disk.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestWriteFails(t *testing.T) {
	for _, format := range report.Formats() {
		if err := failing().Write(broken{}, format); err == nil {
			t.Errorf("%s: no error", format)
		}
	}
}

func TestWriteKeepsReport(t *testing.T) {
	sample := nasty(hostile)
	before := written(t, sample, report.JSON)
	for _, format := range report.Formats() {
		written(t, sample, format)
	}
	if written(t, sample, report.JSON) != before {
		t.Error("writing changed the report")
	}
}
