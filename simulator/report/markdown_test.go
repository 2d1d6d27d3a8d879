package report_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// TestMarkdownIsInert compares the structure of a page of hostile texts with that
// of a page of harmless ones.
func TestMarkdownIsInert(t *testing.T) {
	got := markdownShape(written(t, nasty(hostile), report.Markdown))
	want := markdownShape(written(t, nasty("x"), report.Markdown))
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

var (
	markdownEscape = regexp.MustCompile(`\\[[:punct:]]|&#?\w+;`) // stands for a character that means nothing
	htmlPlain      = regexp.MustCompile(`[^<>\n]`)
	markdownPlain  = regexp.MustCompile("[^|<>`*#\\[\\]\\n]")
)

// markdownShape is what has a meaning in Markdown, line by line; of a summary, what
// has one in HTML.
func markdownShape(page string) string {
	var shape strings.Builder
	for line := range strings.Lines(page) {
		unimportant := markdownPlain
		if strings.HasPrefix(line, "<details>") {
			unimportant = htmlPlain
		}
		shape.WriteString(unimportant.ReplaceAllString(markdownEscape.ReplaceAllString(line, ""), ""))
	}
	return shape.String()
}

func TestMarkdownTables(t *testing.T) {
	for name, sample := range samples() {
		columns := 0
		for line := range strings.Lines(written(t, sample, report.Markdown)) {
			if !strings.HasPrefix(line, "|") {
				columns = 0
				continue
			}
			if columns == 0 {
				columns = strings.Count(line, "|")
			}
			if got := strings.Count(line, "|"); got != columns {
				t.Errorf("%s: %d pipes, not %d in %s", name, got, columns, line)
			}
		}
	}
}

func TestMarkdownIsNotTooLong(t *testing.T) {
	sample := failing()
	for range 2000 {
		sample.Violations = append(sample.Violations, violations()[0])
	}
	if page := written(t, sample, report.Markdown); !strings.Contains(page, "\nand 1918 more\n") {
		t.Error("not cut")
	}
}
