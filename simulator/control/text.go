package control

import (
	"strconv"
	"unicode/utf8"
)

// longestQuote is how many bytes of a client's text an error repeats.
const longestQuote = 100

// quoted is a text of a client for an error: bounded, and UTF-8.
func quoted(text string) string {
	if beginning := cut(text, longestQuote); len(beginning) < len(text) {
		return strconv.Quote(beginning) + "..."
	}
	return strconv.Quote(text)
}

// cut is the beginning of a text, of at most so many bytes and of whole characters.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
