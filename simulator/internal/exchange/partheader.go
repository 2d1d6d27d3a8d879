package exchange

import "strings"

// maxPartHeader is the size of the header of one part, in bytes, as busboy has it.
const maxPartHeader = 16 << 10

// partHeader reads the header of a part, byte by byte and exactly as strictly
// as busboy does: names are tokens, lines end in CR LF, a line that begins with
// a blank goes on with the one before.
type partHeader struct {
	fields map[string]string // the first of each name, in lower case
	state  headerState
	name   []byte
	value  []byte
	size   int
}

type headerState int

const (
	inName headerState = iota
	beforeValue
	inValue
	afterCR
	afterCRLF
	afterCRLFCR
	headerDone
	headerBroken
)

func newPartHeader() *partHeader { return &partHeader{fields: map[string]string{}} }

// read takes what it needs of the data and tells how much that was.
func (h *partHeader) read(data []byte) int {
	for i, c := range data {
		if h.size++; h.size > maxPartHeader {
			h.state = headerBroken
		}
		h.step(c)
		if h.state == headerDone || h.state == headerBroken {
			return i + 1
		}
	}
	return len(data)
}

func (h *partHeader) step(c byte) {
	switch h.state {
	case inName:
		h.inName(c)
	case beforeValue:
		if c != ' ' && c != '\t' {
			h.inValue(c)
		}
	case inValue:
		h.inValue(c)
	case afterCR:
		h.expect(c, '\n', afterCRLF)
	case afterCRLF:
		h.afterLine(c)
	case afterCRLFCR:
		h.expect(c, '\n', headerDone)
	case headerDone, headerBroken:
	}
}

func (h *partHeader) inName(c byte) {
	switch {
	case isToken(c):
		h.name = append(h.name, c)
	case c == ':' && len(h.name) > 0:
		h.state = beforeValue
	default:
		h.state = headerBroken
	}
}

func (h *partHeader) inValue(c byte) {
	h.state = inValue
	switch {
	case c == '\r':
		h.state = afterCR
	case c < ' ' && c != '\t' || c == 0x7f:
		h.state = headerBroken
	default:
		h.value = append(h.value, c)
	}
}

func (h *partHeader) afterLine(c byte) {
	if c == ' ' || c == '\t' {
		h.inValue(c)
		return
	}
	name := strings.ToLower(string(h.name))
	if _, given := h.fields[name]; !given {
		h.fields[name] = string(h.value)
	}
	h.name, h.value = h.name[:0], h.value[:0]
	if c == '\r' {
		h.state = afterCRLFCR
		return
	}
	h.state = inName
	h.inName(c)
}

func (h *partHeader) expect(c, want byte, next headerState) {
	h.state = headerBroken
	if c == want {
		h.state = next
	}
}
