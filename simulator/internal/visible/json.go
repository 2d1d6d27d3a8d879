package visible

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// JSON does what Line does to JSON, whose value stays the same: JSON has escapes of its own.
// Lines end where they ended.
func JSON(text []byte) []byte {
	text = bytes.ReplaceAll(text, []byte("##["), []byte(`##\u005b`))
	seen := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\t' || r == '\r': // strings have escapes for them
			seen = append(seen, ' ')
		case r == utf8.RuneError && size == 1:
			seen = append(seen, `\ufffd`...) // what is read of it
		case r == '\n' || strconv.IsPrint(r):
			seen = append(seen, text[:size]...)
		default:
			for _, unit := range utf16.AppendRune(nil, r) {
				seen = fmt.Appendf(seen, `\u%04x`, unit)
			}
		}
		text = text[size:]
	}
	return seen
}
