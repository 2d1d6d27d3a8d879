package report_test

import (
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

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
	banned := []string{"script", "link", "img", "iframe", "object", "embed", "base", "form", "use", "image"}
	for name, sample := range samples() {
		for _, tag := range tags(t, written(t, sample, report.HTML)) {
			parts := strings.Fields(tag)
			if slices.Contains(banned, parts[1]) {
				t.Errorf("%s: %s", name, tag)
			}
			for _, attribute := range parts[2:] {
				if slices.Contains([]string{"src", "srcset", "style", "target", "ping", "download"}, attribute) || strings.HasPrefix(attribute, "on") {
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

// TestHTMLLinksLead: every link leads to a place of the page, no two places have one
// name, and no name has anything in it that came from outside.
func TestHTMLLinksLead(t *testing.T) {
	for name, sample := range samples() {
		document, err := html.Parse(strings.NewReader(written(t, sample, report.HTML)))
		if err != nil {
			t.Fatal(err)
		}
		places, links := map[string]bool{}, []string{}
		for node := range document.Descendants() {
			for _, a := range node.Attr {
				switch {
				case a.Key == "id" && (places[a.Val] || !anchorForm.MatchString(a.Val)):
					t.Errorf("%s: the place %q is there twice, or its name is odd", name, a.Val)
				case a.Key == "id":
					places[a.Val] = true
				case a.Key == "href":
					links = append(links, a.Val)
				}
			}
		}
		for _, link := range links {
			if !strings.HasPrefix(link, "#") || !places[link[1:]] {
				t.Errorf("%s: the link %q leads nowhere", name, link)
			}
		}
	}
}

var anchorForm = regexp.MustCompile(`^[a-z]+(-[0-9]+)?$`)

// TestHTMLLinksToTheCallThatIsMeant: a sandbox that began anew has the same ids again.
func TestHTMLLinksToTheCallThatIsMeant(t *testing.T) {
	sample := failing()
	other := sample.ShownCalls[0]
	other.Violations, other.Time = nil, other.Time.Add(time.Hour)
	sample.ShownCalls = append([]report.Call{other}, sample.ShownCalls...)
	if page := written(t, sample, report.HTML); !strings.Contains(page, `href="#call-2">default/3</a>, <span class="mono id">checkout-17/8</span>`) {
		t.Error("the violation leads to another call")
	}
}

// TestHTMLIsBounded: a report that has as much as a run keeps is no more than a few MB,
// whatever its bodies are.
func TestHTMLIsBounded(t *testing.T) {
	for _, body := range []string{
		strings.Repeat("'", 4<<10), strings.Repeat("<", 4<<10), strings.Repeat("[", 2<<10) + strings.Repeat("]", 2<<10),
		strings.Repeat("[", 16) + "1" + strings.Repeat(",1", 2<<10-17) + strings.Repeat("]", 16), strings.Repeat("\x1b", 4<<10), strings.Repeat("\n", 4<<10),
	} {
		sample := largest("x")
		call := failing().ShownCalls[0]
		call.Request.Body, call.Response.Body = body, body
		sample.ShownCalls = slices.Repeat([]report.Call{call}, 64) // 512 KiB of bodies
		if page := written(t, sample, report.HTML); len(page) > 8<<20 {
			t.Errorf("%d bytes with bodies such as %.20q", len(page), body)
		}
	}
}

func TestHTMLElementsAreClosed(t *testing.T) {
	void := []string{"meta", "br"}
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
