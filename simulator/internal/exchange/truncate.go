package exchange

import (
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Truncate is a text of at most limit bytes, cut between two characters, and
// whether it was cut. What was cut off is not held in memory by what is left.
func Truncate(text string, limit int) (kept string, goesOn bool) {
	if len(text) <= limit {
		return text, false
	}
	return strings.Clone(begin(text, limit)), true
}

// begin is the first bytes of a text, up to limit, without a part of a character.
func begin(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	end := limit
	for end > limit-utf8.UTFMax && end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// InJSON is a text as it stands between the quotes of a JSON string. Bytes that are
// not UTF-8 become U+FFFD.
func InJSON(text string) string {
	escaped, _ := jsontext.AppendQuote(nil, text) // its error tells of such bytes
	return string(escaped[1 : len(escaped)-1])
}
