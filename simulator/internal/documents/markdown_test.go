package documents_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// page is a document in Markdown.
type page struct {
	name     string // below the root, with slashes
	anchors  []string
	links    []string
	blocks   []block
	lineEnds int
}

// block is a fenced block of code.
type block struct {
	language string
	words    []string // what follows the language
	text     string
	line     int
}

// is tells whether a word follows the language.
func (b block) is(word string) bool { return slices.Contains(b.words, word) }

// value is what follows a name and an equals sign, behind the language.
func (b block) value(name string) string {
	for _, word := range b.words {
		if value, found := strings.CutPrefix(word, name+"="); found {
			return value
		}
	}
	return ""
}

// readPage reads a document by its name below the root.
func readPage(t *testing.T, name string) page {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	p := page{name: name, lineEnds: strings.Count(string(source), "\n")}
	document := goldmark.DefaultParser().Parse(text.NewReader(source))
	err = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			p.anchors = append(p.anchors, anchor(plain(node, source), p.anchors))
		case *ast.Link:
			p.links = append(p.links, string(node.Destination))
		case *ast.FencedCodeBlock:
			p.blocks = append(p.blocks, newBlock(node, source))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func newBlock(node *ast.FencedCodeBlock, source []byte) block {
	b := block{text: string(node.Lines().Value(source))}
	if node.Info != nil {
		words := strings.Fields(string(node.Info.Value(source)))
		b.language, b.words = words[0], words[1:]
		b.line = 1 + strings.Count(string(source[:node.Info.Segment.Start]), "\n")
	}
	return b
}

// plain is the text of a node without its marks.
func plain(node ast.Node, source []byte) string {
	var b strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		if leaf, ok := child.(*ast.Text); ok {
			b.Write(leaf.Value(source))
		} else {
			b.WriteString(plain(child, source))
		}
	}
	return b.String()
}

// anchor is what GitHub makes of a heading: lower case, hyphens for blanks, and
// nothing else but letters, digits, hyphens and underscores.
func anchor(heading string, taken []string) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r == '_', unicode.IsLetter(r), unicode.IsDigit(r):
			return unicode.ToLower(r)
		default:
			return -1
		}
	}, heading)
	if slices.Contains(taken, name) {
		return name + "-1"
	}
	return name
}
