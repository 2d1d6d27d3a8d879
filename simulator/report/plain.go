package report

import (
	"fmt"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// longest is how many bytes of a text people are shown. JSON has all of it.
const longest = 300

// forPeople is a copy of the report whose texts can be shown: much of it comes
// from clients, which send what they like.
func (r Report) forPeople() Report {
	return r.remade(func(text string) string { return visible.Line(shortened(text)) })
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
