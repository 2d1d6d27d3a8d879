package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Upload is the body of a call as it comes in. A client that sends too slowly is
// given up: reading then fails with an *exchange.BodyError.
type Upload struct {
	body    io.ReadCloser
	ctx     context.Context
	header  http.Header // of the answer
	conn    *http.ResponseController
	length  int64 // -1 if it is not known
	budget  *Budget
	held    int64 // bytes of the budget
	awaited bool  // the client waits to be told that it may send

	arrived int64
	over    bool // nothing more is to be read
	slow    error

	mu      sync.Mutex // guards what follows
	meter   Meter
	reading bool
	hurried bool // the server stops
}

// hurriedGrace is for how long a client that sends nothing keeps a server from
// stopping.
const hurriedGrace = time.Second

// Read reads as much as came in, and waits for something to come.
func (u *Upload) Read(p []byte) (int, error) {
	if u.slow != nil {
		return 0, u.slow
	}
	u.begin()
	n, err := u.body.Read(p)
	u.moved(n, err)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		u.over = true
		u.header.Set("Connection", "close")
		err = u.tooSlow()
		u.slow = err
	} else if err != nil {
		u.over = true
	}
	return n, err
}

func (u *Upload) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.reading = true
	u.setDeadline(u.meter.Begin(time.Now()))
}

func (u *Upload) moved(n int, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.reading = false
	u.arrived += int64(n)
	u.meter.Moved(n, time.Now())
	if err == io.EOF {
		u.setDeadline(time.Time{}) // net/http goes on to read, to see the client leave
	}
}

// setDeadline does nothing where there is no connection, as in a test's recorder.
func (u *Upload) setDeadline(at time.Time) { _ = u.conn.SetReadDeadline(at) }

// hurry shortens the grace, as the server stops: a client that sends keeps its time.
func (u *Upload) hurry() {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.hurried = true
	u.meter.Hurry(hurriedGrace)
	if u.reading {
		u.setDeadline(u.meter.Begin(time.Now()))
	}
}

func (u *Upload) tooSlow() error {
	u.mu.Lock()
	defer u.mu.Unlock()
	of := ""
	if u.length >= 0 {
		of = fmt.Sprintf(" of %d", u.length)
	}
	return &exchange.BodyError{Text: fmt.Sprintf("came in too slowly: after %d%s bytes there were fewer than %d bytes a second for %s",
		u.arrived, of, u.meter.Rate, u.meter.Grace)}
}

// Close closes the body that came from net/http.
func (u *Upload) Close() error { return u.body.Close() }

// Hijacked notes that the connection of the call was taken from net/http.
func (u *Upload) Hijacked() { u.over = true }

// hold takes room in the budget until the body has it for total bytes.
func (u *Upload) hold(total int64) error {
	if total <= SmallBody || total <= u.held {
		return nil
	}
	if err := u.budget.take(u.ctx, total-u.held); err != nil {
		return err
	}
	u.held = total
	return nil
}

// decodedValue is how many bytes a value of JSON takes at most once it is decoded, or
// nearly so: objects in objects take the most.
const decodedValue = 150

// holdValues takes room for what a body of JSON becomes when it is decoded, if that
// may be more than the body. It never wants more than there is.
func (u *Upload) holdValues(body []byte) error {
	decoded := int64(exchange.Values(body)) * decodedValue
	if len(body) <= SmallBody || decoded <= int64(len(body)) {
		return nil
	}
	return u.hold(min(u.budget.size, int64(len(body))+decoded))
}

// release gives the room of the body back to the budget.
func (u *Upload) release() {
	if u.held > 0 {
		held := u.held
		u.held = 0 // before others can know that there is room
		u.budget.giveBack(held)
	}
}

// linger lets the answer out and throws away the bytes that still come in. A client
// that waited to be told to send is told by the answer that it need not; net/http
// would wait for its bytes all the same.
func (u *Upload) linger(pace Pace, limit int64) {
	if u.over || u.conn.Flush() != nil {
		return
	}
	if u.awaited && u.arrived == 0 {
		u.setDeadline(time.Now())
		return
	}
	u.slacken(pace)
	_, _ = io.CopyN(io.Discard, u, limit-u.arrived)
}

// slacken goes on at another pace.
func (u *Upload) slacken(pace Pace) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.meter = Meter{Pace: pace}
	if u.hurried {
		u.meter.Hurry(hurriedGrace)
	}
}
