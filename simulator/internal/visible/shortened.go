package visible

import (
	"fmt"
	"unicode/utf8"
)

// longest is how many bytes of a text people are shown.
const longest = 300

// Shortened cuts a text between two characters, and says how much is left out.
func Shortened(text string) string {
	if len(text) <= longest {
		return text
	}
	end := longest
	for end > longest-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return fmt.Sprintf("%s… (%d bytes more)", text[:end], len(text)-end)
}
