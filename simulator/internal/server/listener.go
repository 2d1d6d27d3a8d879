package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// listener is one address that is listened on, with the connections that came in.
type listener struct {
	address string
	http    *http.Server
	socket  net.Listener
	writing web.Pace // at which a client has to take its answers

	mu       sync.Mutex
	conns    map[*conn]struct{}
	stopping bool
}

// How long a connection may take, by the time of the machine.
const (
	// headerTime is from the first byte of a call, or the beginning of a
	// connection, to the end of its header.
	headerTime = 10 * time.Second
	// idleTime is between two calls. It is longer than the clients of common
	// languages keep a connection (Go 90 s), so that they end it and not we: a call
	// that crosses with an end is lost.
	idleTime = 3 * time.Minute
)

// writing is the pace at which clients have to take their answers.
var writing = web.Pace{Grace: 30 * time.Second, Rate: 1 << 10}

func newListener(address string, handler http.Handler, logger *slog.Logger) *listener {
	l := &listener{address: address, writing: writing, conns: map[*conn]struct{}{}}
	l.http = &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            headerTime,
		IdleTimeout:                  idleTime,
		ConnState:                    noteCall,
		DisableGeneralOptionsHandler: true, // OPTIONS * is a path that is not there, as any
		ErrorLog:                     slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	return l
}

// open listens, so that an address that cannot be used shows at once and a
// client that is told the address is never refused.
func (l *listener) open() error {
	socket, err := net.Listen("tcp", l.address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", l.address, err)
	}
	l.socket = trackedListener{socket, l}
	return nil
}

// listens is the host and port that are listened on; empty before open.
func (l *listener) listens() string {
	if l.socket == nil {
		return ""
	}
	return l.socket.Addr().String()
}

func (l *listener) serve() error {
	if err := l.http.Serve(l.socket); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (l *listener) shutdown(ctx context.Context) error {
	l.hurry()
	err := l.http.Shutdown(ctx)
	if err != nil {
		_ = l.http.Close() // the calls under way had their time
	}
	return err
}

// trackedListener lets a listener keep track of the connections that it accepts.
type trackedListener struct {
	net.Listener
	owner *listener
}

func (w trackedListener) Accept() (net.Conn, error) {
	accepted, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return w.owner.admit(accepted), nil
}

func (l *listener) admit(accepted net.Conn) *conn {
	c := &conn{Conn: accepted, owner: l, meter: web.Meter{Pace: l.writing}}
	l.mu.Lock()
	l.conns[c] = struct{}{}
	stopping := l.stopping
	l.mu.Unlock()
	if stopping {
		c.hurry()
	}
	return c
}

func (l *listener) forget(c *conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, c)
}

// hurry keeps connections that nobody uses from keeping the server from stopping.
func (l *listener) hurry() {
	l.mu.Lock()
	l.stopping = true
	conns := slices.Collect(maps.Keys(l.conns))
	l.mu.Unlock()
	for _, c := range conns {
		c.hurry()
	}
}

// noteCall notes that a connection has called. Until then http.Server.Shutdown
// would wait for it for five seconds.
func noteCall(c net.Conn, state http.ConnState) {
	if tracked, ok := c.(*conn); ok && state != http.StateNew {
		tracked.called.Store(true)
	}
}
