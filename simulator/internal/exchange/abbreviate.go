package exchange

import "strings"

// maxExcerpt is how many bytes of a client's text an error shows: enough to find
// it again.
const maxExcerpt = 200

// Excerpt is a text of a client as it may stand in an error, a header, a report:
// valid UTF-8, and the beginning of it if it is long.
func Excerpt(text string) string { return Abbreviate(text, maxExcerpt) }

// Abbreviate is the first bytes of a text, up to limit, as valid UTF-8: what is no UTF-8
// is U+FFFD, and … says that it goes on.
func Abbreviate(text string, limit int) string {
	valid := strings.ToValidUTF8(begin(text, limit), "\uFFFD")
	shown := begin(valid, limit) // what stands for bytes is longer than they are
	if len(text) > limit || len(shown) < len(valid) {
		shown += "…"
	}
	return shown
}
