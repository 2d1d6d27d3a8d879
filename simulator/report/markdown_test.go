package report_test

import (
	"io"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// gfm reads GitHub Flavored Markdown: tables, and links made of bare addresses.
var gfm = goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()

// outsideCode is the structure of a page with the text that stands in no code.
// References, names and emoji are looked for there, and nowhere else.
func outsideCode(t tester, page string) string {
	t.Helper()
	source := []byte(page)
	var found strings.Builder
	err := ast.Walk(gfm.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		found.WriteString("\n" + n.Kind().String() + " ")
		switch n := n.(type) {
		case *ast.CodeSpan:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			found.Write(n.Value(source))
		case *ast.RawHTML:
			found.WriteString(htmlOutsideCode(t, string(n.Segments.Value(source))))
		case *ast.HTMLBlock:
			found.WriteString(htmlOutsideCode(t, string(n.Lines().Value(source))))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found.String()
}

// htmlOutsideCode is the same of a piece of HTML.
func htmlOutsideCode(t tester, piece string) string {
	t.Helper()
	var found strings.Builder
	inCode := false
	tokenizer := html.NewTokenizer(strings.NewReader(piece))
	for {
		kind := tokenizer.Next()
		if kind == html.ErrorToken {
			if err := tokenizer.Err(); err != io.EOF {
				t.Fatal(err)
			}
			return found.String()
		}
		token := tokenizer.Token()
		if token.Data == "code" && kind != html.TextToken {
			inCode = kind == html.StartTagToken
		}
		if kind != html.TextToken || !inCode {
			found.WriteString(token.String())
		}
	}
}

// TestMarkdownTextIsCodeForGitHub asks the parser that follows GitHub's own most
// closely, where it makes links of addresses above all.
func TestMarkdownTextIsCodeForGitHub(t *testing.T) {
	texts := hostileTexts(30)
	pages := []string{written(t, nasty("x"), report.Markdown)}
	for _, client := range texts {
		pages = append(pages, written(t, nasty("x"+client), report.Markdown))
	}
	type node struct{ Type, Text string }
	var read [][]node
	judge.Node(t, "markdown.mjs", pages, &read)
	shapes := make([]string, len(read))
	for i, nodes := range read {
		for _, n := range nodes {
			switch n.Type {
			case "inlineCode":
				n.Text = ""
			case "html":
				n.Text = htmlOutsideCode(t, n.Text)
			}
			shapes[i] += n.Type + " " + n.Text + "\n"
		}
	}
	for i, client := range texts {
		if shapes[i+1] != shapes[0] {
			t.Errorf("%q changes the page", client)
		}
	}
}

// reference is what GitHub or GitLab would make a link, a name or a picture of.
var reference = regexp.MustCompile(`@\w|[#!%$&~]\d|\bGH-\d|\b[0-9a-f]{7,40}\b|:[\w+-]+:|\w://|www\.`)

// TestMarkdownRefersToNothing: neither do our own words.
func TestMarkdownRefersToNothing(t *testing.T) {
	for name, sample := range samples() {
		if found := reference.FindString(outsideCode(t, written(t, sample, report.Markdown))); found != "" {
			t.Errorf("%s has %s", name, found)
		}
	}
}

// codeSpans are the texts of the code spans of a page, in their order.
func codeSpans(t *testing.T, page string) []string {
	t.Helper()
	source := []byte(page)
	var spans []string
	err := ast.Walk(gfm.Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n, ok := n.(*ast.CodeSpan); ok && entering {
			span := ""
			for child := n.FirstChild(); child != nil; child = child.NextSibling() {
				span += string(child.(*ast.Text).Value(source))
			}
			spans = append(spans, span)
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return spans
}

// TestMarkdownKeepsText: what a client wrote is to be read as it is, in a table and
// outside of one.
func TestMarkdownKeepsText(t *testing.T) {
	for _, client := range []string{
		"GH-1", "`", "``", "a`b``c", "`a`", " a ", "  ", "|", "a|b", "||", `a\b`, `a\\`, `\\|`, "<b>&amp;", "[x](y)", "é漢🙂", "a  b",
	} {
		spans := codeSpans(t, written(t, nasty(client), report.Markdown))
		inTable, outside := 0, 0
		for i, span := range spans {
			switch {
			case span == client && i < 6: // what it played, when and of what it was, and the findings
				outside++
			case span == client:
				inTable++
			}
		}
		if outside != 3 || inTable < 10 {
			t.Errorf("%q: found %d and %d times in %q", client, outside, inTable, spans)
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

// TestTheLargestMarkdown is of a report with far more of everything than a run keeps,
// in the texts that take the most room.
func TestTheLargestMarkdown(t *testing.T) {
	for _, client := range []string{strings.Repeat("\x1b", 400), strings.Repeat("`", 400), strings.Repeat("|", 400), strings.Repeat("\\|", 400), strings.Repeat("\U000e0041", 400), "x"} {
		page := written(t, largest(client), report.Markdown)
		if len(page) > 1<<20 {
			t.Errorf("%.5q: %d bytes", client, len(page))
		}
		const parts = 12 // the list of scenarios, findings, operations, statuses, what is not simulated, violations, hints, expectations, checks, evidence, keys, elements
		if n := strings.Count(page, "and "); n < parts {
			t.Errorf("%.5q: %d parts say how much is left out", client, n)
		}
	}
}

// largest has each list many times over, and one text everywhere.
func largest(text string) report.Report {
	r := failing()
	enlarge(reflect.ValueOf(&r).Elem(), text)
	r.Omitted = 1
	for i := range r.Operations { // statuses that all differ
		for j := range r.Operations[i].Statuses {
			r.Operations[i].Statuses[j].Status = 100 + j
		}
		r.Operations[i].Calls = 1
	}
	for i := range r.Checks {
		r.Checks[i].Outcome = report.Failed
	}
	return r
}

func enlarge(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Slice:
		many := reflect.MakeSlice(v.Type(), 101, 101)
		for i := range many.Len() {
			enlarge(many.Index(i), text)
		}
		v.Set(many)
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				enlarge(v.Field(i), text)
			}
		}
	}
}
