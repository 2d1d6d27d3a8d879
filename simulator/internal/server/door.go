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

// door is one address that is listened on, with the connections that came in.
type door struct {
	address  string
	http     *http.Server
	listener net.Listener
	writing  web.Pace // at which a client has to take its answers

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

func newDoor(address string, handler http.Handler, logger *slog.Logger) *door {
	d := &door{address: address, writing: writing, conns: map[*conn]struct{}{}}
	d.http = &http.Server{
		Handler:                      handler,
		ReadHeaderTimeout:            headerTime,
		IdleTimeout:                  idleTime,
		ConnState:                    noteCall,
		DisableGeneralOptionsHandler: true, // OPTIONS * is a path that is not there, as any
		ErrorLog:                     slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	return d
}

// open listens, so that an address that cannot be used shows at once and a
// client that is told the address is never refused.
func (d *door) open() error {
	listener, err := net.Listen("tcp", d.address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", d.address, err)
	}
	d.listener = watched{listener, d}
	return nil
}

// listens is the host and port that it listens on; empty before open.
func (d *door) listens() string {
	if d.listener == nil {
		return ""
	}
	return d.listener.Addr().String()
}

func (d *door) serve() error {
	if err := d.http.Serve(d.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func (d *door) shutdown(ctx context.Context) error {
	d.hurry()
	err := d.http.Shutdown(ctx)
	if err != nil {
		_ = d.http.Close() // the calls under way had their time
	}
	return err
}

// watched is a listener whose connections are watched by the door.
type watched struct {
	net.Listener
	door *door
}

func (w watched) Accept() (net.Conn, error) {
	accepted, err := w.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return w.door.admit(accepted), nil
}

func (d *door) admit(accepted net.Conn) *conn {
	c := &conn{Conn: accepted, door: d, meter: web.Meter{Pace: d.writing}}
	d.mu.Lock()
	d.conns[c] = struct{}{}
	stopping := d.stopping
	d.mu.Unlock()
	if stopping {
		c.hurry()
	}
	return c
}

func (d *door) forget(c *conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.conns, c)
}

// hurry keeps connections that nobody uses from keeping the server from stopping.
func (d *door) hurry() {
	d.mu.Lock()
	d.stopping = true
	conns := slices.Collect(maps.Keys(d.conns))
	d.mu.Unlock()
	for _, c := range conns {
		c.hurry()
	}
}

// noteCall notes that a connection has called. Until then http.Server.Shutdown
// would wait for it for five seconds.
func noteCall(c net.Conn, state http.ConnState) {
	if watched, ok := c.(*conn); ok && state != http.StateNew {
		watched.called.Store(true)
	}
}
