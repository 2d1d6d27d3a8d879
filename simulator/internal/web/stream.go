package web

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Stream is an answer that goes on: its pieces are sent as they come about.
type Stream struct {
	writer http.ResponseWriter
	conn   *http.ResponseController
	grace  time.Duration // for which the client may take nothing, by the time of the machine

	mu      sync.Mutex // guards what follows, and the deadline of the connection
	sending bool
	cut     bool
}

// BeginStream sends the head of an answer, which says nothing of its length. HEAD gets that
// head, and no pieces.
func BeginStream(c *gin.Context, head exchange.Response, grace time.Duration) *Stream {
	SendHead(c, &head)
	c.Writer.Header().Del("Content-Length") // gin sends nothing before the next line
	c.Writer.WriteHeaderNow()
	// Not that of gin, which panics where the server of a program cannot flush.
	writer := http.ResponseWriter(c.Writer)
	if wrapper, is := writer.(interface{ Unwrap() http.ResponseWriter }); is {
		writer = wrapper.Unwrap()
	}
	return &Stream{writer: writer, conn: http.NewResponseController(writer), grace: grace}
}

// Send sends pieces to their end. It fails if the stream was cut, and if the client is gone
// or takes nothing for too long: then nothing more can be sent.
func (s *Stream) Send(pieces ...[]byte) error {
	if len(pieces) == 0 {
		return nil
	}
	if err := s.begin(); err != nil {
		return err
	}
	defer s.end()
	joined := joinedPieces.Get().(*bytes.Buffer)
	defer joinedPieces.Put(joined)
	joined.Reset()
	for _, piece := range pieces {
		joined.Write(piece)
	}
	if _, err := s.writer.Write(joined.Bytes()); err != nil {
		return err
	}
	return s.conn.Flush()
}

// joinedPieces are for pieces that are sent together: net/http sends what is large without
// a detour through its own buffers.
var joinedPieces = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// begin lets the client have its time. A server without connections has no deadlines.
func (s *Stream) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cut {
		return os.ErrDeadlineExceeded
	}
	s.sending = true
	if err := s.conn.SetWriteDeadline(time.Now().Add(s.grace)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	return nil
}

// end gives the deadline back to whoever cares for the connection between the pieces.
func (s *Stream) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sending = false
	if !s.cut {
		_ = s.conn.SetWriteDeadline(time.Time{})
	}
}

// Cut lets Send fail from now on, and at once where it waits for its client. Others may
// call it.
func (s *Stream) Cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = true
	if s.sending {
		_ = s.conn.SetWriteDeadline(time.Now())
	}
}
