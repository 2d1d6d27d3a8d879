package server

import (
	"errors"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// conn is a connection on which writing fails once its client takes too little:
// net/http knows a deadline for a whole answer only, and an answer that a fault
// holds back may take hours.
type conn struct {
	net.Conn
	owner  *listener
	called atomic.Bool // a call has begun to come in

	mu      sync.Mutex // guards what follows
	meter   web.Meter
	set     time.Time // the deadline of writing
	fixed   bool      // somebody else has set it
	writing bool
}

// hurriedGrace is for how long a client that takes nothing of its answer keeps a
// server from stopping.
const hurriedGrace = time.Second

func (c *conn) Write(p []byte) (n int, err error) {
	for {
		c.begin()
		moved, err := c.Conn.Write(p[n:])
		n += moved
		more := c.moved(moved) && moved > 0 && errors.Is(err, os.ErrDeadlineExceeded)
		if !more {
			return n, err
		}
	}
}

// begin sets the deadline, unless the one that is set is about right: most writes wait
// for nothing.
func (c *conn) begin() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing = true
	if c.fixed {
		return
	}
	if at := c.meter.Begin(time.Now()); at.Before(c.set) || at.Sub(c.set) > c.meter.Grace/8 {
		c.set = at
		_ = c.Conn.SetWriteDeadline(at)
	}
}

// moved counts n written bytes. It tells whether the client may have more time.
func (c *conn) moved(n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writing = false
	if c.fixed {
		return false
	}
	c.meter.Moved(n, time.Now())
	return true
}

// SetDeadline is net.Conn's. The zero time gives the deadline of writing back to
// the connection itself.
func (c *conn) SetDeadline(at time.Time) error {
	c.fix(at)
	return c.Conn.SetDeadline(at)
}

// SetWriteDeadline is net.Conn's, see SetDeadline.
func (c *conn) SetWriteDeadline(at time.Time) error {
	c.fix(at)
	return c.Conn.SetWriteDeadline(at)
}

func (c *conn) fix(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fixed, c.set = !at.IsZero(), at
}

// hurry closes a connection whose call has not come in, as the server stops and
// net/http serves no more. A client of a call has less time to take its answer.
func (c *conn) hurry() {
	if !c.called.Load() {
		_ = c.Close()
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.meter.Hurry(hurriedGrace)
	if c.writing && !c.fixed {
		c.set = c.meter.Begin(time.Now())
		_ = c.Conn.SetWriteDeadline(c.set)
	}
}

// Close closes the connection, and lets its listener forget it.
func (c *conn) Close() error {
	c.owner.forget(c)
	return c.Conn.Close()
}

// CloseWrite tells the client that nothing more comes.
func (c *conn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return errors.ErrUnsupported
}

// NetConn is the connection behind this one.
func (c *conn) NetConn() net.Conn { return c.Conn }
