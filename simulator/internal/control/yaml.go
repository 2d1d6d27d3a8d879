package control

import (
	"bytes"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// yamlOf writes valid JSON as YAML that reads the same, line by line. JSON is
// YAML but for a few things: YAML has no surrogate pairs and its reader no
// "\/", and some characters that JSON takes as they are are line breaks in
// YAML or not allowed.
func yamlOf(json []byte) []byte {
	var yaml bytes.Buffer
	yaml.Grow(len(json))
	for len(json) > 0 {
		if json[0] == '\\' { // only in a string
			json = json[copyEscape(&yaml, json):]
		} else {
			json = json[copyCharacter(&yaml, json):]
		}
	}
	return yaml.Bytes()
}

// copyCharacter copies one character and returns its size.
func copyCharacter(yaml *bytes.Buffer, json []byte) int {
	r, size := utf8.DecodeRune(json)
	switch {
	case r == '\t': // between values
		yaml.WriteByte(' ')
	case r >= 0x7f && r < 0xa0, r == 0x2028, r == 0x2029, r == 0xfeff, r == 0xfffe, r == 0xffff:
		fmt.Fprintf(yaml, `\u%04x`, r)
	default:
		yaml.Write(json[:size])
	}
	return size
}

// copyEscape copies an escape and returns how long it was.
func copyEscape(yaml *bytes.Buffer, json []byte) int {
	if json[1] == '/' {
		yaml.WriteByte('/')
		return 2
	}
	if json[1] != 'u' {
		yaml.Write(json[:2])
		return 2
	}
	if r := unit(json); utf16.IsSurrogate(r) {
		fmt.Fprintf(yaml, `\U%08x`, utf16.DecodeRune(r, unit(json[6:])))
		return 12
	}
	yaml.Write(json[:6])
	return 6
}

// unit is the number in \u1234.
func unit(escape []byte) rune {
	number, err := strconv.ParseUint(string(escape[2:6]), 16, 32)
	if err != nil { // a valid escape has four hexadecimal digits
		panic(err)
	}
	return rune(number)
}
