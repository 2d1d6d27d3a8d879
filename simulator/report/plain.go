package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// longest is how many bytes of a text people are shown. JSON has all of it.
const longest = 300

// forPeople is a copy of the report whose texts can be shown: much of it comes
// from clients, which send what they like.
func (r Report) forPeople() Report {
	return r.remade(func(text string) string { return plain(shortened(text)) })
}

// plain writes what cannot be seen as Go does, \n or \x1b: it would move the
// cursor of a terminal, turn the direction of a line or spoil XML.
func plain(text string) string {
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

// shortened cuts a text between two characters, and says how much is left out.
func shortened(text string) string {
	if len(text) <= longest {
		return text
	}
	end := longest
	for end > longest-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes more)", text[:end], len(text)-end)
}
