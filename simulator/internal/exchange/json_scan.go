package exchange

import (
	"encoding/binary"
	"strconv"
	"unicode/utf8"
)

// JSONScan reads JSON as it is usually written, and gives up on the rest: what it reads,
// DecodeJSON reads, too, and as the same. Who gives up asks DecodeJSON, which says what is
// wrong, if anything is. It allocates nothing.
type JSONScan struct {
	text []byte
	at   int
}

// NewJSONScan reads a text, which must not change meanwhile.
func NewJSONScan(text []byte) JSONScan { return JSONScan{text: text} }

// Next is the byte that comes behind any blanks, which it skips; 0 at the end.
func (s *JSONScan) Next() byte {
	for s.at < len(s.text) {
		switch c := s.text[s.at]; c {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// Take goes on behind the byte c, if that is the next one.
func (s *JSONScan) Take(c byte) bool {
	if s.Next() != c {
		return false
	}
	s.at++
	return true
}

// End tells whether nothing but blanks is left.
func (s *JSONScan) End() bool { return s.Next() == 0 && s.at == len(s.text) }

// Literal goes on behind true, false or null, if the text has that here.
func (s *JSONScan) Literal(word string) bool {
	end := s.at + len(word)
	if end > len(s.text) || string(s.text[s.at:end]) != word {
		return false
	}
	s.at = end // what may not follow a literal is no separator either
	return true
}

// JSONText is a string of JSON as it is written: valid UTF-8.
type JSONText struct {
	quoted  []byte
	escaped int // bytes of the escapes beyond one for each rune that they stand for
}

// Raw is what stands between the quotes.
func (t JSONText) Raw() []byte {
	if len(t.quoted) == 0 { // it was given up
		return nil
	}
	return t.quoted[1 : len(t.quoted)-1]
}

// Plain tells whether the string is what stands between its quotes, without escapes.
func (t JSONText) Plain() bool { return t.escaped == 0 }

// Runes is how many the string has: at most as many as Raw has bytes.
func (t JSONText) Runes() int { return utf8.RuneCount(t.Raw()) - t.escaped }

// Object goes on behind the value that begins with {, calling member behind the colon of each
// with its name, which begins at that byte of the text; member reads the value. It gives up on
// names with escapes.
func (s *JSONScan) Object(member func(name []byte, at int) bool) bool {
	if !s.Take('{') {
		return false
	}
	if s.Take('}') {
		return true
	}
	for {
		name, ok := s.Text()
		if !ok || !name.Plain() {
			return false
		}
		at := s.at - len(name.quoted) + 1
		if !s.Take(':') || !member(name.Raw(), at) {
			return false
		}
		if !s.Take(',') {
			return s.Take('}')
		}
	}
}

// List goes on behind the value that begins with [, calling item for each of those in it;
// item reads the value.
func (s *JSONScan) List(item func() bool) bool {
	if !s.Take('[') {
		return false
	}
	if s.Take(']') {
		return true
	}
	for {
		if !item() {
			return false
		}
		if !s.Take(',') {
			return s.Take(']')
		}
	}
}

// The classes of bytes in a string.
const (
	usual = iota
	endOfText
	escape
	notASCII
	refused
)

var classes = func() (classes [256]uint8) {
	for c := range classes {
		switch {
		case c < ' ':
			classes[c] = refused
		case c >= utf8.RuneSelf:
			classes[c] = notASCII
		}
	}
	classes['"'], classes['\\'] = endOfText, escape
	return classes
}()

// Text goes on behind a string. It gives up on those that have no UTF-8 or an escape of a surrogate.
func (s *JSONScan) Text() (text JSONText, ok bool) {
	if !s.Take('"') {
		return text, false
	}
	start, ascii := s.at-1, true
	s.skipUsual()
	for s.at < len(s.text) {
		switch classes[s.text[s.at]] {
		case usual:
			s.at++
		case notASCII:
			ascii = false
			s.at++
		case escape:
			size := s.escape()
			if size == 0 {
				return text, false
			}
			text.escaped += size - 1
			s.at += size
		case endOfText:
			s.at++
			text.quoted = s.text[start:s.at]
			return text, ascii || utf8.Valid(text.quoted)
		default:
			return text, false
		}
	}
	return text, false
}

// skipUsual goes on behind usual bytes of a string, eight at a time: to less than eight
// before the next one that is not, or before the end.
func (s *JSONScan) skipUsual() {
	const (
		ones = 0x0101010101010101
		tops = 0x8080808080808080
	)
	for s.at+8 <= len(s.text) {
		eight := binary.LittleEndian.Uint64(s.text[s.at:])
		quotes, escapes := eight^ones*'"', eight^ones*'\\'
		// The highest bit of a byte is set where it is not ASCII, where it is below a blank, a
		// quote or an escape; and at times in a byte above such a one, which does not matter.
		if (eight|(eight-ones*' ')|(quotes-ones)&^quotes|(escapes-ones)&^escapes)&tops != 0 {
			return
		}
		s.at += 8
	}
}

// Name goes on behind the name of a member and its colon, if it is that one, and written
// without blanks.
func (s *JSONScan) Name(name string) bool {
	end := s.at + len(name) + len(`"":`)
	if end > len(s.text) || s.text[s.at] != '"' || string(s.text[s.at+1:end-2]) != name || s.text[end-2] != '"' || s.text[end-1] != ':' {
		return false
	}
	s.at = end
	return true
}

// AnyName goes on behind the name of a member and its colon. It gives up on names with
// escapes.
func (s *JSONScan) AnyName() (name []byte, ok bool) {
	text, ok := s.Text()
	return text.Raw(), ok && text.Plain() && s.Take(':')
}

// escape is how many bytes the escape here has; 0 for one that is none or of a surrogate.
func (s *JSONScan) escape() (size int) {
	rest := s.text[s.at+1:]
	if len(rest) == 0 {
		return 0
	}
	switch rest[0] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return len(`\n`)
	case 'u':
		if len(rest) < len("u0000") {
			return 0
		}
		code, err := strconv.ParseUint(string(rest[1:5]), 16, 16)
		if err != nil || code >= 0xd800 && code < 0xe000 {
			return 0
		}
		return len(`\u0000`)
	}
	return 0
}

// exactDigits is up to how many digits every integer is a float64.
const exactDigits = 15

// Number goes on behind a number.
func (s *JSONScan) Number() (value float64, ok bool) {
	s.Next()
	start := s.at
	negative := s.at < len(s.text) && s.text[s.at] == '-'
	if negative {
		s.at++
	}
	whole := s.digits()
	if len(whole) == 0 || whole[0] == '0' && len(whole) > 1 {
		return 0, false
	}
	if len(whole) <= exactDigits && !s.goesOn() {
		for _, digit := range whole {
			value = value*10 + float64(digit-'0')
		}
		if negative {
			value = -value
		}
		return value, true
	}
	if !s.fraction() {
		return 0, false
	}
	value, err := strconv.ParseFloat(string(s.text[start:s.at]), 64)
	return value, err == nil
}

// goesOn tells whether a number has more than the digits that were read.
func (s *JSONScan) goesOn() bool {
	if s.at == len(s.text) {
		return false
	}
	c := s.text[s.at]
	return c == '.' || c == 'e' || c == 'E'
}

// fraction goes on behind what may follow the integer of a number.
func (s *JSONScan) fraction() bool {
	if s.at < len(s.text) && s.text[s.at] == '.' {
		s.at++
		if len(s.digits()) == 0 {
			return false
		}
	}
	if s.goesOn() && s.text[s.at] != '.' {
		s.at++
		if s.at < len(s.text) && (s.text[s.at] == '+' || s.text[s.at] == '-') {
			s.at++
		}
		return len(s.digits()) > 0
	}
	return true
}

func (s *JSONScan) digits() []byte {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9' {
		s.at++
	}
	return s.text[start:s.at]
}
