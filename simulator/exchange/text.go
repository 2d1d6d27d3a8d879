package exchange

import (
	"strings"
	"unicode/utf8"
)

// maxExcerpt is how many bytes of a client's text an error shows: enough to find
// it again.
const maxExcerpt = 200

// Excerpt is a text of a client as it may stand in an error, a header, a report:
// valid UTF-8, and the beginning of it if it is long.
func Excerpt(text string) string { return Cut(text, maxExcerpt) }

// Cut is the first bytes of a text, up to limit, as valid UTF-8: what is no UTF-8
// is U+FFFD, and … says that it goes on.
func Cut(text string, limit int) string {
	if len(text) > limit {
		end := limit
		for end > limit-utf8.UTFMax && end > 0 && !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end] + "…"
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
