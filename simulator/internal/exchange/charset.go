package exchange

import (
	"encoding/base64"
	"encoding/binary"
	"strings"
	"unicode/utf16"
)

// decodeText turns bytes in a charset into text, in the charsets that busboy
// knows (A58); in another one it is false. Text that is no valid UTF-8 comes
// out as it is.
func decodeText(content []byte, charset string) (text string, known bool) {
	switch strings.ToLower(charset) {
	case "utf-8", "utf8":
		return string(content), true
	case "latin1", "ascii", "us-ascii", "iso-8859-1", "iso8859-1", "iso88591", "iso_8859-1",
		"windows-1252", "iso_8859-1:1987", "cp1252", "x-cp1252":
		return latin1(string(content)), true
	case "utf16le", "utf-16le", "ucs2", "ucs-2":
		return decodeUTF16(content), true
	case "base64": // a charset to busboy, which then encodes
		return base64.StdEncoding.EncodeToString(content), true
	}
	return "", false
}

func isUTF8Name(charset string) bool {
	return strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "utf8")
}

// latin1 makes a character of each byte. It is how names come in that are not
// marked otherwise: é in UTF-8 becomes Ã©, as multer has it without a setting.
func latin1(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := range len(text) {
		b.WriteRune(rune(text[i]))
	}
	return b.String()
}

func decodeUTF16(content []byte) string {
	units := make([]uint16, len(content)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(content[2*i:])
	}
	return string(utf16.Decode(units))
}
