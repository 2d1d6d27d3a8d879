package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// hijacked is the connection of one call, taken from net/http.
type hijacked struct {
	conn    net.Conn
	ctx     context.Context // ends when the client leaves, which only a drained connection notices, or the server stops
	release func()          // closes the connection

	drained bool
	gone    context.CancelFunc // ends ctx
	reader  sync.WaitGroup
}

// hijack takes the connection of the call from net/http. Bytes that still come in on
// it stay unread until it is drained. It fails where there is no such connection, as
// with HTTP/2 or a test's recorder, and where a part of the body was sent.
func (c *call) hijack() (*hijacked, error) {
	s, w := c.server, c.gin.Writer
	if !canHijack(w) || !s.hijacks.add() {
		return nil, errNotHijacked
	}
	c.unanswered = c.unanswered || !w.Written()
	conn, _, err := w.Hijack()
	if err != nil {
		s.hijacks.open.Done()
		return nil, err
	}
	noteHijack(c.gin.Request.Body)
	h := &hijacked{conn: conn}
	h.ctx, h.gone = context.WithCancel(s.stopping)
	// A write to a client that does not read must not keep the server from stopping.
	forget := context.AfterFunc(s.stopping, func() { _ = conn.SetDeadline(time.Now()) })
	h.release = func() {
		forget()
		h.gone()
		_ = conn.Close()
		h.reader.Wait()
		s.hijacks.open.Done()
	}
	return h, nil
}

// noteHijack tells the body of a call that its connection is hijacked.
func noteHijack(body io.Reader) {
	if aborted, is := body.(abortedBody); is {
		body = aborted.whole
	}
	if upload, is := body.(*web.Upload); is {
		upload.Hijacked()
	}
}

// drain throws away the bytes that still come in, which is how the client's leaving
// is noticed.
func (h *hijacked) drain() {
	h.drained = true
	h.reader.Go(func() {
		_, _ = io.Copy(io.Discard, h.conn)
		h.gone()
	})
}

var errNotHijacked = errors.New("the connection cannot be taken from net/http")

// canHijack looks behind gin's writer, which claims that it can and panics if
// the one behind it cannot.
func canHijack(w gin.ResponseWriter) bool {
	wrapper, ok := w.(interface{ Unwrap() http.ResponseWriter })
	if !ok {
		return false
	}
	_, ok = wrapper.Unwrap().(http.Hijacker)
	return ok
}

// play sends the parts of a script that follow the head.
func (h *hijacked) play(box *sandbox.Sandbox, fault *exchange.Fault, ending script) error {
	write := func(piece []byte) error {
		_, err := h.conn.Write(piece)
		return err
	}
	if err := write(ending.before); err != nil {
		return err
	}
	if err := pace(h.ctx, box, fault, ending.body, write); err != nil {
		return err
	}
	return write(ending.after)
}

// end prepares how the connection ends once it is released.
func (h *hijacked) end(how exchange.Connection) {
	switch how {
	case exchange.ConnectionReset:
		h.reset()
	case exchange.ConnectionHang:
		h.hang()
	default:
		h.part()
	}
}

// reset lets closing send a TCP reset. Bytes that wait for room with the client
// are lost by that.
func (h *hijacked) reset() {
	conn := h.conn
	if wrapper, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = wrapper.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// stallTime is how long a hang leaves unread the bytes that come in, by the time of
// the machine. Tests shorten it.
var stallTime = 2 * time.Minute

// hang waits until the client leaves. The end of its side stands behind what it
// sent, and does not even arrive while that fills the connection. So nobody can
// tell a client that left from one that is stuck, but by reading on, which is put
// off until most clients have given up.
func (h *hijacked) hang() {
	if !h.drained && h.wait(stallTime) {
		h.drain()
	}
	<-h.ctx.Done()
}

// wait tells whether the time went by before the client left or the server stopped.
func (h *hijacked) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-h.ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// partingTime is how long a client has, by the time of the machine, to take note
// of the end and close its side.
const partingTime = time.Second

// part says that nothing more comes, and lets the client close first: closing a
// connection on which unread bytes arrive sends a reset, and that would take
// from the client what it has not read yet. A connection that is not drained
// ends so once the time is over, since the bytes that it left unread are still there.
func (h *hijacked) part() {
	if half, ok := h.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	h.wait(partingTime)
}

// hijackTracker counts the connections taken from net/http, which does not wait for them
// when it stops.
type hijackTracker struct {
	mu   sync.Mutex
	over bool // no more are hijacked
	open sync.WaitGroup
}

func (t *hijackTracker) add() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.over {
		t.open.Add(1)
	}
	return !t.over
}

// wait lets no more connections be hijacked and waits until all are released.
func (t *hijackTracker) wait() {
	t.mu.Lock()
	t.over = true
	t.mu.Unlock()
	t.open.Wait()
}
