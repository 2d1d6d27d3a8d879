package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// FuzzWrite writes texts from outside in all formats: they stay texts.
func FuzzWrite(f *testing.F) {
	for _, text := range []string{hostile, "x", "]]>", "</title><script>", "\\|", "a\\\\|b", "\xed\xa0\x80", "~1~0/", "]]]]>>"} {
		f.Add(text)
	}
	harmless := nasty("x")
	wantTags := tags(f, written(f, harmless, report.HTML))
	wantMarkdown := outsideCode(f, written(f, harmless, report.Markdown))
	wantXML := elements(f, written(f, harmless, report.JUnit))
	f.Fuzz(func(t *testing.T, text string) {
		sample := nasty("x" + text) // an empty text is left out with what is around it
		if !slices.Equal(tags(t, written(t, sample, report.HTML)), wantTags) {
			t.Error("it changes the HTML")
		}
		if !slices.Equal(elements(t, written(t, sample, report.JUnit)), wantXML) {
			t.Error("it changes the XML")
		}
		if got := outsideCode(t, written(t, sample, report.Markdown)); got != wantMarkdown {
			t.Errorf("it changes the Markdown:\n%s", got)
		}
		if i := strings.IndexFunc(written(t, sample, report.Text), isBad); i >= 0 {
			t.Error("it has control characters")
		}
		if _, err := report.Read([]byte(written(t, sample, report.JSON))); err != nil {
			t.Error(err)
		}
	})
}

func isBad(r rune) bool { return r != '\n' && unicode.IsControl(r) }

// elements are those of an XML document, in order.
func elements(t testing.TB, document string) []string {
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
