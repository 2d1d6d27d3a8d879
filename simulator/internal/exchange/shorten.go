package exchange

import (
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Shorten is a text of at most limit bytes, cut between two characters, and
// whether it was cut. What was cut off is not held in memory by what is left.
func Shorten(text string, limit int) (kept string, goesOn bool) {
	if len(text) <= limit {
		return text, false
	}
	end := limit
	for end > 0 && limit-end < utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return strings.Clone(text[:end]), true
}

// InJSON is a text as it stands between the quotes of a JSON string. Bytes that are
// not UTF-8 become U+FFFD.
func InJSON(text string) string {
	escaped, _ := jsontext.AppendQuote(nil, text) // its error tells of such bytes
	return string(escaped[1 : len(escaped)-1])
}
