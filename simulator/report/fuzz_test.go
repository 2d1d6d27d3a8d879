package report_test

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// FuzzWrite writes texts from outside in all formats: they stay texts.
func FuzzWrite(f *testing.F) {
	for _, text := range []string{hostile, "x", "]]>", "</title><script>", "\\|", "a\\\\|b", "\xed\xa0\x80", "~1~0/", "]]]]>>", "`` ` |", "GH-1"} {
		f.Add(text)
	}
	staysText := textCheck(f)
	f.Fuzz(func(t *testing.T, text string) { staysText(t, text) })
}

// TestTextsStayTexts is the same with made-up texts, in each run of the tests.
func TestTextsStayTexts(t *testing.T) {
	staysText := textCheck(t)
	for _, text := range append(bait, hostile) {
		staysText(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { staysText(t, hostileText().Draw(t, "text")) })
}

// textCheck compares reports of a text with those of a harmless one: neither the
// structure of a page may change, nor may a character be in it that moves the
// cursor of a terminal or turns a line around.
func textCheck(tb testing.TB) func(t tester, text string) {
	harmless := nasty("x")
	wantTags := tags(tb, written(tb, harmless, report.HTML))
	wantMarkdown := outsideCode(tb, written(tb, harmless, report.Markdown))
	wantXML := elements(tb, written(tb, harmless, report.JUnit))
	wantSARIF, wantCommands := values(tb, written(tb, harmless, report.SARIF)), len(commands(tb, written(tb, harmless, report.GitHub)))
	return func(t tester, text string) {
		t.Helper()
		sample := nasty("x" + text) // an empty text is left out with what is around it
		if !slices.Equal(tags(t, written(t, sample, report.HTML)), wantTags) {
			t.Errorf("%q changes the HTML", text)
		}
		if !slices.Equal(elements(t, written(t, sample, report.JUnit)), wantXML) {
			t.Errorf("%q changes the XML", text)
		}
		if got := outsideCode(t, written(t, sample, report.Markdown)); got != wantMarkdown {
			t.Errorf("%q changes the Markdown:\n%s", text, got)
		}
		if got := values(t, written(t, sample, report.SARIF)); got != wantSARIF {
			t.Errorf("%q changes the SARIF: %d values, not %d", text, got, wantSARIF)
		}
		if got := len(commands(t, written(t, sample, report.GitHub))); got != wantCommands {
			t.Errorf("%q changes the commands of GitHub: %d, not %d", text, got, wantCommands)
		}
		for _, format := range []report.Format{report.Text, report.Markdown, report.JUnit, report.HTML, report.SARIF, report.GitHub} {
			if strings.ContainsFunc(written(t, sample, format), isBad) {
				t.Errorf("%q is not shown, but acted upon, in %s", text, format)
			}
		}
		if _, err := report.Read([]byte(written(t, sample, report.JSON))); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// isBad is true of what cannot be seen, but for the ends of lines and tabs that are ours.
func isBad(r rune) bool { return r != '\n' && r != '\t' && !strconv.IsPrint(r) }

// elements are those of an XML document, in order.
func elements(t tester, document string) []string {
	t.Helper()
	var names []string
	decoder := xml.NewDecoder(strings.NewReader(document))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return names
		}
		if err != nil {
			t.Fatal(err)
		}
		if start, ok := token.(xml.StartElement); ok {
			names = append(names, start.Name.Local)
		}
	}
}

// values is how many values a JSON document has.
func values(t tester, document string) (n int) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(document))
	for {
		switch _, err := decoder.Token(); {
		case errors.Is(err, io.EOF):
			return n
		case err != nil:
			t.Fatal(err)
		}
		n++
	}
}
