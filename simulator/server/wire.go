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

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
)

// wire is the connection of one call, taken from net/http.
type wire struct {
	conn    net.Conn
	ctx     context.Context // ends when the client leaves or the server stops
	release func()          // closes the connection
}

// seize takes the connection of a call from net/http. What still comes in on it
// is thrown away, which is how the client's leaving is noticed. It fails where
// there is no such connection, as with HTTP/2 or a test's recorder, and where a
// part of the body was sent.
func (s *Server) seize(c *gin.Context) (*wire, error) {
	if !canHijack(c.Writer) || !s.wires.add() {
		return nil, errNotTaken
	}
	if !c.Writer.Written() {
		c.Set(keyUnanswered, true)
	}
	conn, _, err := c.Writer.Hijack()
	if err != nil {
		s.wires.open.Done()
		return nil, err
	}
	ctx, cancel := context.WithCancel(s.stopping)
	var reader sync.WaitGroup
	reader.Go(func() {
		_, _ = io.Copy(io.Discard, conn)
		cancel()
	})
	// A write to a client that does not read must not keep the server from stopping.
	forget := context.AfterFunc(s.stopping, func() { _ = conn.SetDeadline(time.Now()) })
	return &wire{conn, ctx, func() {
		forget()
		_ = conn.Close()
		reader.Wait()
		s.wires.open.Done()
	}}, nil
}

var errNotTaken = errors.New("the connection cannot be taken from net/http")

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

// play sends what follows the head.
func (w *wire) play(clock *sandbox.Clock, fault *exchange.Fault, script script) error {
	write := func(piece []byte) error {
		_, err := w.conn.Write(piece)
		return err
	}
	if err := write(script.before); err != nil {
		return err
	}
	if err := pace(w.ctx, clock, fault, script.body, write); err != nil {
		return err
	}
	return write(script.after)
}

// end is how the connection ends once it is released.
func (w *wire) end(how exchange.Connection) {
	switch how {
	case exchange.ConnectionReset:
		w.reset()
	case exchange.ConnectionHang:
		<-w.ctx.Done()
	default:
		w.part()
	}
}

// reset lets closing send a TCP reset. Bytes that wait for room with the client
// are lost by that.
func (w *wire) reset() {
	conn := w.conn
	if wrapper, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
		conn = wrapper.NetConn()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// partingTime is how long a client has, by the time of the machine, to take note
// of the end and close its side.
const partingTime = time.Second

// part says that nothing more comes, and lets the client close first: closing a
// connection on which unread bytes arrive sends a reset, and that would take
// from the client what it has not read yet.
func (w *wire) part() {
	if half, ok := w.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	timer := time.NewTimer(partingTime)
	defer timer.Stop()
	select {
	case <-w.ctx.Done():
	case <-timer.C:
	}
}

// wires counts the connections taken from net/http, which does not wait for them
// when it stops.
type wires struct {
	mu   sync.Mutex
	over bool // no more are taken
	open sync.WaitGroup
}

func (w *wires) add() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.over {
		w.open.Add(1)
	}
	return !w.over
}

// wait takes no more connections and waits until all are released.
func (w *wires) wait() {
	w.mu.Lock()
	w.over = true
	w.mu.Unlock()
	w.open.Wait()
}
