// Package visible makes texts that others wrote fit to be shown to people.
package visible

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Line writes what cannot be seen as Go does, \n or \x1b: it would move the cursor
// of a terminal, turn the direction of a line or spoil XML. What GitHub's runner takes for a
// command wherever it stands in a line, ##[error], is none any more.
func Line(text string) string {
	text = strings.ReplaceAll(text, "##[", `##\x5b`)
	var b strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case strconv.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRune(r), "'"))
		}
		text = text[size:]
	}
	return b.String()
}

// Lines does the same, but for the ends of lines.
func Lines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = Line(line)
	}
	return strings.Join(lines, "\n")
}
