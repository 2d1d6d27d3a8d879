package report

import (
	"html"
	"slices"
	"strings"
)

// code writes a text as a code span. In it Markdown means nothing, and GitHub and
// GitLab look for no names, references, addresses or emoji. All that may come from
// a client stands in one.
func code(text string) string {
	if text == "" {
		return ""
	}
	fence := "`"
	for slices.Contains(backticks(text), len(fence)) {
		fence += "`"
	}
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") || takesSpaces(text) {
		text = " " + text + " "
	}
	return fence + text + fence
}

// backticks are the lengths of the runs of them in a text: none may be as long as
// the one that ends a code span.
func backticks(text string) []int {
	var lengths []int
	run := 0
	for _, b := range []byte(text + " ") {
		if b == '`' {
			run++
		} else if run > 0 {
			lengths = append(lengths, run)
			run = 0
		}
	}
	return lengths
}

// takesSpaces is whether a code span would lose a space at both of its ends.
func takesSpaces(text string) bool {
	return strings.HasPrefix(text, " ") && strings.HasSuffix(text, " ") && strings.Trim(text, " ") != ""
}

// cellText is Markdown as a cell of a table has it: a pipe ends a cell even in a code
// span, unless the backslashes before it are odd in number. One of them goes; of
// those that the text itself has, none does.
func cellText(markdown string) string {
	var b strings.Builder
	odd := false
	for _, c := range []byte(markdown) {
		if c == '|' {
			b.WriteByte('\\')
			if odd {
				b.WriteByte('\\')
			}
		}
		b.WriteByte(c)
		odd = c == '\\' && !odd
	}
	return b.String()
}

// htmlCode is code within HTML, in which Markdown means nothing, but GitHub and
// GitLab look for names and references all the same.
func htmlCode(text string) string { return "<code>" + html.EscapeString(text) + "</code>" }
