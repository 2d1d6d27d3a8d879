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
	known int64  // the length of the body in bytes; -1 if it is not known
	limit int64  // the length that it may have
	room  holder // that has to give room; nil if none need be asked for
}

// holder gives room for so many bytes in all, or says why not.
type holder interface{ hold(total int64) error }

func newBodyReader(c *gin.Context, limit int64) *bodyReader {
	b := &bodyReader{body: c.Request.Body, known: c.Request.ContentLength, limit: limit}
	if u, ok := c.Request.Body.(*Upload); ok {
		b.room, b.limit = u, min(limit, u.budget.size)
	}
	return b
}

func (b *bodyReader) hold(total int64) error {
	if b.room == nil {
		return nil
	}
	return b.room.hold(total)
}

// all reads the body. One of a known length has its room in the budget before
// it is read, so calls that have begun to read do not wait for each other.
func (b *bodyReader) all() ([]byte, error) {
	if b.known > b.limit {
		return nil, exchange.BodyTooLarge(b.limit)
	}
	if err := b.hold(b.known); err != nil {
		return nil, err
	}
	var content []byte
	for {
		if len(content) == cap(content) {
			over, err := b.grow(&content)
			if over || err != nil {
				return content, err
			}
		}
		n, err := b.body.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		if err == io.EOF {
			return content, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// The sizes of the buffer that a body is read into. The buffer grows as bytes arrive:
// a client is not believed to send what it announces before it does.
const (
	firstBuffer = 4 << 10
	// growth is by how much a buffer for an announced length grows at a time. The
	// buffers left behind are together an eighth of the body.
	growth = 8
)

// grow makes room for more bytes, at most up to the limit. The body is over if it has
// its announced length, or ends at the limit.
func (b *bodyReader) grow(content *[]byte) (over bool, err error) {
	have := int64(len(*content))
	var next int64
	switch {
	case have == b.known || have == b.limit:
		return b.atEnd(have)
	case b.known > 0:
		next = min(b.known, max(SmallBody, have*growth))
	default:
		next = min(b.limit, max(firstBuffer, have*2))
	}
	if err := b.hold(next); err != nil {
		return false, err
	}
	*content = slices.Grow(*content, int(next-have))[:have:next]
	return false, nil
}

// atEnd fails unless a body ends where it should, or where it must.
func (b *bodyReader) atEnd(have int64) (over bool, err error) {
	var more [1]byte
	for {
		n, err := b.body.Read(more[:])
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
