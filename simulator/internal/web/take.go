package web

import (
	"io"
	"slices"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// bodyReader reads one body into memory.
type bodyReader struct {
	body  io.Reader
	known int64                   // how many bytes it has; -1 if that is not known
	limit int64                   // how many it may have
	hold  func(total int64) error // asks for room for so many in all
}

func newBodyReader(c *gin.Context, limit int64) *bodyReader {
	t := &bodyReader{body: c.Request.Body, known: c.Request.ContentLength, limit: limit, hold: func(int64) error { return nil }}
	if u, ok := c.Request.Body.(*Upload); ok {
		t.hold, t.limit = u.hold, min(limit, u.budget.size)
	}
	return t
}

// all reads the body. One of a known length has its room in the budget before
// it is read, so calls that have begun to read do not wait for each other.
func (t *bodyReader) all() ([]byte, error) {
	if t.known > t.limit {
		return nil, exchange.BodyTooLarge(t.limit)
	}
	if err := t.hold(t.known); err != nil {
		return nil, err
	}
	var content []byte
	for {
		if len(content) == cap(content) {
			over, err := t.grow(&content)
			if over || err != nil {
				return content, err
			}
		}
		n, err := t.body.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		if err == io.EOF {
			return content, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// The sizes of the buffer that a body is read into, which grows as bytes arrive:
// what a client says that it will send is not believed before it sends.
const (
	firstBuffer = 4 << 10
	// believed is the part of what is announced that has to be there for room for
	// all of it to be made. The buffers left behind are together an eighth of it.
	believed = 8
)

// grow makes room for more, at most one byte more than the limit. It is over if
// all that was announced is there.
func (t *bodyReader) grow(content *[]byte) (over bool, err error) {
	have := int64(len(*content))
	var next int64
	switch {
	case have == t.known || have == t.limit:
		return t.atEnd(have)
	case t.known > 0:
		next = min(t.known, max(SmallBody, have*believed))
	default:
		next = min(t.limit, max(firstBuffer, have*2))
	}
	if err := t.hold(next); err != nil {
		return false, err
	}
	*content = slices.Grow(*content, int(next-have))[:have:next]
	return false, nil
}

// atEnd looks whether a body ends where it should, or where it must.
func (t *bodyReader) atEnd(have int64) (over bool, err error) {
	var more [1]byte
	for {
		n, err := t.body.Read(more[:])
		switch {
		case n > 0:
			return true, exchange.BodyTooLarge(have)
		case err == io.EOF:
			return true, nil
		case err != nil:
			return true, err
		}
	}
}
