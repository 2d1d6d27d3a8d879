package control

import (
	"bytes"
	"context"
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// maxValues is how many values a world may be written with. A body may have a value
// in every second byte, and what is read of one takes some 200 bytes meanwhile; the
// worlds that fill a body of the largest size have fewer.
const maxValues = 8_000_000

// slot lets what reads worlds run one call after the other: each takes many times the
// memory of its body. Small bodies need no slot.
type slot struct {
	one      chan struct{}
	acquired bool
}

// acquire waits until no other call reads a large body. A call whose caller leaves
// meanwhile is not begun.
func (s *slot) acquire(ctx context.Context, request *exchange.Request) error {
	if len(request.Body) <= web.SmallBody {
		return nil
	}
	if n := values(request); n > maxValues {
		return badRequest(fmt.Sprintf("the body has up to %d values, it may have %d: leave out what may be left out, "+
			"or let the simulator begin with it (fixture); of JSON, unlike YAML, what stands in texts does not count", n, maxValues))
	}
	select {
	case s.one <- struct{}{}:
		s.acquired = true
	case <-ctx.Done():
	}
	if ctx.Err() != nil { // both may be so
		return badRequest("the caller left before the body was read")
	}
	return nil
}

// release lets the next call acquire it.
func (s *slot) release() {
	if s.acquired {
		<-s.one
	}
}

// values is how many values a body has at most: in YAML each but the first comes
// behind one of these signs.
func values(request *exchange.Request) int {
	if request.MediaType == web.JSON {
		return exchange.Values(request.Body)
	}
	n := 1
	for _, sign := range []string{",", ":", "[", "{", "\n", "- ", "-\t", "? ", "?\t"} {
		n += bytes.Count(request.Body, []byte(sign))
	}
	return n
}
