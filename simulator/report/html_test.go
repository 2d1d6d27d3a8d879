package report_test

import (
	"io"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// tags are the elements of a page with the names of their attributes, in order.
func tags(t tester, page string) []string {
	t.Helper()
	var found []string
	tokenizer := html.NewTokenizer(strings.NewReader(page))
	for {
		switch kind := tokenizer.Next(); kind {
		case html.ErrorToken:
			if err := tokenizer.Err(); err != io.EOF {
				t.Fatal(err)
			}
			return found
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			token := tokenizer.Token()
			text := kind.String() + " " + token.Data
			for _, a := range token.Attr {
				text += " " + a.Key
			}
			found = append(found, text)
		}
	}
}

// TestHTMLIsInert compares the structure of a page of hostile texts with that of a
// page of harmless ones.
func TestHTMLIsInert(t *testing.T) {
	got := tags(t, written(t, nasty(hostile), report.HTML))
	want := tags(t, written(t, nasty("x"), report.HTML))
	if !slices.Equal(got, want) {
		t.Errorf("got %d tags, want %d", len(got), len(want))
	}
}

func TestHTMLShowsHostileText(t *testing.T) {
	document, err := html.Parse(strings.NewReader(written(t, nasty("<script>alert(1)</script>"), report.HTML)))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for node := range document.Descendants() {
		if node.Type == html.TextNode {
			text.WriteString(node.Data)
		}
	}
	if !strings.Contains(text.String(), "<script>alert(1)</script>") {
		t.Error("the text is not to be seen")
	}
}

// TestHTMLNeedsNothingElse: no element or attribute of the page loads anything or
// runs.
func TestHTMLNeedsNothingElse(t *testing.T) {
	banned := []string{"script", "link", "img", "iframe", "object", "embed", "base", "form", "a", "use", "image"}
	for name, sample := range samples() {
		for _, tag := range tags(t, written(t, sample, report.HTML)) {
			parts := strings.Fields(tag)
			if slices.Contains(banned, parts[1]) {
				t.Errorf("%s: %s", name, tag)
			}
			for _, attribute := range parts[2:] {
				if slices.Contains([]string{"src", "href", "srcset", "style"}, attribute) || strings.HasPrefix(attribute, "on") {
					t.Errorf("%s: %s", name, tag)
				}
			}
		}
	}
	page := written(t, failing(), report.HTML)
	for _, text := range []string{"http://", "https://", "url(", "@import"} {
		if strings.Contains(page, text) {
			t.Errorf("the page has %s", text)
		}
	}
}

func TestHTMLElementsAreClosed(t *testing.T) {
	void := []string{"meta", "link", "br"}
	for name, sample := range samples() {
		var open []string
		for _, tag := range tags(t, written(t, sample, report.HTML)) {
			parts := strings.Fields(tag)
			switch {
			case parts[0] == "StartTag" && !slices.Contains(void, parts[1]):
				open = append(open, parts[1])
			case parts[0] == "EndTag":
				if len(open) == 0 || open[len(open)-1] != parts[1] {
					t.Fatalf("%s: %s ends within %v", name, parts[1], open)
				}
				open = open[:len(open)-1]
			}
		}
		if len(open) > 0 {
			t.Errorf("%s: not closed: %v", name, open)
		}
	}
}

func TestHTMLMatrix(t *testing.T) {
	page := written(t, failing(), report.HTML)
	for _, title := range []string{
		"createVendorSecurityReview 201: delivered, 14 calls, 1 of them broken off",
		"createVendorSecurityReview 429: delivered, not documented, 2 calls",
		"updateVendorSecurityReview 500: answered, but the connection broke, 2 calls",
		"sendSecurityQuestionnaire 400: never delivered",
		"sendSecurityQuestionnaire 200: not documented",
	} {
		if got := strings.Count(page, "<title>"+title+"</title>"); got != 2 { // for wide and for narrow windows
			t.Errorf("%s: %d times", title, got)
		}
	}
}
