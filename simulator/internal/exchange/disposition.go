package exchange

import (
	"strings"
)

// disposition is what a part of a form says of itself. All of it is text of one
// byte a character, as it was on the wire.
type disposition struct {
	kind   string // form-data
	params map[string]string
}

// readDisposition reads a Content-Disposition as busboy does, the reader of
// forms behind multer (A58). It is false for one that busboy cannot read.
func readDisposition(text string) (d disposition, ok bool) {
	if text == "" {
		return d, false
	}
	end := tokenEnd(text)
	d = disposition{kind: strings.ToLower(text[:end]), params: map[string]string{}}
	for rest := text[end:]; ; {
		rest = strings.TrimLeft(rest, " \t")
		if rest == "" {
			return d, true
		}
		var name, value string
		if rest, ok = strings.CutPrefix(rest, ";"); !ok {
			return d, false
		}
		if name, value, rest, ok = readParameter(strings.TrimLeft(rest, " \t")); !ok {
			return d, false
		}
		if _, given := d.params[name]; !given { // the first one counts
			d.params[name] = value
		}
	}
}

// readParameter reads name=value, with the value in one of its three forms.
func readParameter(text string) (name, value, rest string, ok bool) {
	end := tokenEnd(text)
	if end == len(text) || text[end] != '=' || end+1 == len(text) {
		return "", "", "", false
	}
	name, rest = text[:end], text[end+1:]
	switch {
	case strings.HasSuffix(name, "*"):
		value, rest, ok = readExtended(rest)
	case rest[0] == '"':
		value, rest, ok = readQuoted(rest[1:])
		value = latin1(value)
	default:
		end := tokenEnd(rest)
		value, rest, ok = rest[:end], rest[end:], end > 0
	}
	return strings.ToLower(name), value, rest, ok
}

// readQuoted reads up to the closing quote. A backslash stands for itself but
// before another one and before a quote, so paths of Windows keep theirs.
func readQuoted(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], true
		case c == '\\' && i+1 < len(text) && (text[i+1] == '\\' || text[i+1] == '"'):
			i++
			b.WriteByte(text[i])
		case c < ' ' && c != '\t' || c == 0x7f:
			return "", "", false
		default:
			b.WriteByte(c)
		}
	}
	return "", "", false
}

// readExtended reads charset'language'value, where the value has percent
// escapes (RFC 5987). One in a charset that is not known is not read.
func readExtended(text string) (value, rest string, ok bool) {
	charset, afterCharset, ok := strings.Cut(text, "'")
	if !ok || strings.IndexFunc(charset, notIn(charsetMarks)) >= 0 {
		return "", "", false
	}
	_, encoded, ok := strings.Cut(afterCharset, "'")
	if !ok || encoded == "" {
		return "", "", false
	}
	var b strings.Builder
	i, ascii := 0, true
	for ; i < len(encoded); i++ {
		c := encoded[i]
		if c == '%' {
			var good bool
			if c, good = unhexPair(encoded[i+1:]); !good {
				return "", "", false
			}
			i, ascii = i+2, ascii && c < 0x80
		} else if notIn(valueMarks)(rune(c)) {
			break
		}
		b.WriteByte(c)
	}
	if isUTF8Name(charset) && ascii {
		return b.String(), encoded[i:], true
	}
	value, ok = decodeText([]byte(b.String()), charset)
	return value, encoded[i:], ok
}

// Beside letters and digits: what a token, the name of a charset and an extended
// value are made of.
const (
	tokenMarks   = "!#$%&'*+-.^_`|~"
	charsetMarks = "!#$%&+-^_`{}~"
	valueMarks   = "!#$&+-.^_`|~"
)

func notIn(marks string) func(rune) bool {
	return func(r rune) bool {
		alphanumeric := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !alphanumeric && (r >= 0x80 || strings.IndexByte(marks, byte(r)) < 0)
	}
}

func isToken(c byte) bool { return !notIn(tokenMarks)(rune(c)) }

// tokenEnd is the length of the token that a text begins with.
func tokenEnd(text string) int {
	for i := range len(text) {
		if !isToken(text[i]) {
			return i
		}
	}
	return len(text)
}

func unhexPair(text string) (c byte, ok bool) {
	if len(text) < 2 {
		return 0, false
	}
	high, low := strings.IndexByte(hexDigits, text[0]|0x20), strings.IndexByte(hexDigits, text[1]|0x20)
	return byte(high<<4 | low), high >= 0 && low >= 0
}

const hexDigits = "0123456789abcdef"
