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

// wire is the connection of one call, taken from net/http.
type wire struct {
	conn    net.Conn
	ctx     context.Context // ends when the client leaves, which only a drained wire notices, or the server stops
	release func()          // closes the connection

	drained bool
	gone    context.CancelFunc // ends ctx
	reader  sync.WaitGroup
}

// seize takes the connection of a call from net/http. What still comes in on it
// stays where it is until the wire is drained. It fails where there is no such
// connection, as with HTTP/2 or a test's recorder, and where a part of the body
// was sent.
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
	bodyTaken(c.Request.Body)
	w := &wire{conn: conn}
	w.ctx, w.gone = context.WithCancel(s.stopping)
	// A write to a client that does not read must not keep the server from stopping.
	forget := context.AfterFunc(s.stopping, func() { _ = conn.SetDeadline(time.Now()) })
	w.release = func() {
		forget()
		w.gone()
		_ = conn.Close()
		w.reader.Wait()
		s.wires.open.Done()
	}
	return w, nil
}

// bodyTaken says of the body of a call that its connection is taken.
func bodyTaken(body io.Reader) {
	if cut, is := body.(cut); is {
		body = cut.whole
	}
	if upload, is := body.(*web.Upload); is {
		upload.Taken()
	}
}

// drain throws away what still comes in, which is how the client's leaving is
// noticed.
func (w *wire) drain() {
	w.drained = true
	w.reader.Go(func() {
		_, _ = io.Copy(io.Discard, w.conn)
		w.gone()
	})
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
		w.hang()
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

// stallTime is how long a hang leaves what comes in unread, by the time of the
// machine. Tests shorten it.
var stallTime = 2 * time.Minute

// hang waits until the client leaves. The end of its side stands behind what it
// sent, and does not even arrive while that fills the connection. So nobody can
// tell a client that left from one that is stuck, but by reading on, which is put
// off until most clients have given up.
func (w *wire) hang() {
	if !w.drained && w.wait(stallTime) {
		w.drain()
	}
	<-w.ctx.Done()
}

// wait tells whether the time went by before the client left or the server stopped.
func (w *wire) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-w.ctx.Done():
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
// from the client what it has not read yet. A wire that is not drained ends so
// once the time is over, since what it left unread is still there.
func (w *wire) part() {
	if half, ok := w.conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
	w.wait(partingTime)
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
