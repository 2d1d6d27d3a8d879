package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// What these tests share: a server that answers every call with one response.

const answer = `{"name":"Example"}` // 18 bytes

const headOfAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n" + restOfHead

const restOfHead = "Content-Type: application/json; charset=utf-8\r\n" +
	"Date: Sun, 22 Nov 2026 12:30:45 GMT\r\nSim-Call: 1\r\n\r\n"

const chunkedHead = "HTTP/1.1 200 OK\r\n" + restOfHeadChunked

const restOfHeadChunked = "Content-Type: application/json; charset=utf-8\r\n" +
	"Date: Sun, 22 Nov 2026 12:30:45 GMT\r\nSim-Call: 1\r\nTransfer-Encoding: chunked\r\n\r\n"

var noise = []byte("\x00\xffnoise\r\n\x80")

func respond(fault exchange.Fault) exchange.Response {
	return exchange.Response{
		Status: 200, Body: []byte(answer), Fault: fault,
		Header: http.Header{"Date": {"Sun, 22 Nov 2026 12:30:45 GMT"}, "Sim-Call": {"1"}},
	}
}

// rig is a server with one fault. /sound is answered without it.
type rig struct {
	t       *testing.T
	s       *Server
	box     *sandbox.Sandbox // its clock is frozen
	counted *metrics.Operation
	began   chan struct{} // has a value for each call that began, and
	ended   chan struct{} // for each that ended, by its deferred functions
	log     logBuffer
}

// call is one that no operation was carried out for.
func (r *rig) call(g *gin.Context) *call {
	c := r.s.newCall(g)
	c.counted, c.box = r.counted, r.box
	return c
}

// logBuffer holds what net/http complains of.
type logBuffer struct{ text atomic.Value }

func (l *logBuffer) Write(p []byte) (int, error) { l.text.Store(string(p)); return len(p), nil }

// newRig answers with the fault, after having aborted the upload behind so many bytes
// if abortAt is not negative.
func newRig(t *testing.T, fault exchange.Fault, abortAt int64) *rig {
	t.Helper()
	return newRigThat(t, func(r *rig, g *gin.Context) {
		if abortAt >= 0 {
			_ = readAndAbort(g.Request, abortAt)
		}
		r.deliver(g, fault)
	})
}

// deliver sends the answer once its delay is over.
func (r *rig) deliver(g *gin.Context, fault exchange.Fault) {
	if r.pause(g, fault.Delay) != nil {
		r.call(g).drop()
		return
	}
	r.call(g).deliver(respond(fault))
}

func newRigThat(t *testing.T, handle func(*rig, *gin.Context)) *rig {
	t.Helper()
	return newTunedRig(t, func(*rig) {}, handle)
}

// newTunedRig lets the waiting times of the server be changed before it starts.
func newTunedRig(t *testing.T, tune func(*rig), handle func(*rig, *gin.Context)) *rig {
	t.Helper()
	at := time.Date(2026, time.November, 22, 12, 30, 45, 0, time.UTC)
	r := &rig{
		t: t, s: &Server{served: make(chan error, 1)},
		counted: metrics.New(metrics.Config{}).Operation(""),
		began:   make(chan struct{}, 100_000), ended: make(chan struct{}, 100_000),
	}
	boxes, err := sandbox.NewRegistry(sandbox.Settings{
		World: &state.World{}, Max: 1, Clock: sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: at},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.box = boxes.Default()
	engine := web.NewEngine()
	engine.GET("/sound", func(g *gin.Context) { r.call(g).deliver(respond(exchange.Fault{})) })
	engine.Any("/", func(g *gin.Context) {
		r.began <- struct{}{}
		defer func() { r.ended <- struct{}{} }()
		handle(r, g)
	})
	r.s.stopping, r.s.stop = context.WithCancel(context.Background())
	r.s.intake = web.NewIntake(r.s.stopping, web.NewBudget(512<<20), 512<<20)
	r.s.api = newListener("127.0.0.1:0", r.s.intake.Handler(engine), slog.New(slog.NewTextHandler(&r.log, nil)))
	tune(r)
	if err := r.s.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.shutdown)
	return r
}

func (r *rig) url() string { return "http://" + r.s.Address() + "/" }

// shutdown stops the server, and is right only if nothing keeps it from it.
func (r *rig) shutdown() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.s.Shutdown(ctx); err != nil {
		r.t.Errorf("shutdown: %v", err)
	}
	if text := r.log.text.Load(); text != nil {
		r.t.Errorf("net/http complained: %s", text)
	}
}

func (r *rig) wantEnd() {
	r.t.Helper()
	receive1(r.t, r.ended, "the call does not end")
}

func receive1(t *testing.T, from <-chan struct{}, otherwise string) {
	t.Helper()
	select {
	case <-from:
	case <-time.After(time.Minute):
		t.Fatal(otherwise)
	}
}

// waitForWaiting returns once a call waits for the clock.
func (r *rig) waitForWaiting() {
	r.t.Helper()
	for guard := time.Now().Add(time.Minute); r.box.Clock().Waiting == 0; runtime.Gosched() {
		if time.Now().After(guard) {
			r.t.Fatal("no call waits for the clock")
		}
	}
}

func (r *rig) advance(by time.Duration) {
	r.t.Helper()
	if _, err := r.box.Apply(sandbox.AdvanceClock{By: by}); err != nil {
		r.t.Fatal(err)
	}
}

// raw is a client that sees what is on the wire.
type raw struct {
	net.Conn
	t *testing.T
}

func (r *rig) dial() raw {
	r.t.Helper()
	conn, err := net.Dial("tcp", r.s.Address())
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		r.t.Fatal(err)
	}
	return raw{conn, r.t}
}

const getRequest = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"

func (r *rig) get() raw {
	r.t.Helper()
	return r.dial().send(getRequest)
}

func (c raw) send(text string) raw {
	c.t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		c.t.Fatal(err)
	}
	return c
}

// wantNext reads exactly as much as is wanted.
func (c raw) wantNext(want string) {
	c.t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(c, got)
	if err != nil || string(got[:n]) != want {
		c.t.Fatalf("got %q (%v), want %q", got[:n], err, want)
	}
}

// wantNoMore is sure only that what came is not more. That it is late cannot
// make it fail.
func (c raw) wantNoMore() {
	c.t.Helper()
	_ = c.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	n, err := c.Read(make([]byte, 1))
	if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		c.t.Fatalf("got %d bytes (%v), want none for now", n, err)
	}
	_ = c.SetReadDeadline(time.Now().Add(time.Minute))
}

// wantRest reads to the end: an orderly one if end is nil.
func (c raw) wantRest(want string, end error) {
	c.t.Helper()
	got, err := io.ReadAll(c)
	if string(got) != want {
		c.t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, end) {
		c.t.Errorf("ended with %v, want %v", err, end)
	}
}

// uploadHead is the head of a call that promises size bytes.
func uploadHead(size int) string {
	return fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", size)
}

// httpGet is what net/http's client says: the body, or the first error.
func httpGet(ctx context.Context, url string) (body []byte, err error) {
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// wantSound wants a call to go well.
func (r *rig) wantSound() {
	r.t.Helper()
	body, err := httpGet(r.t.Context(), r.url()+"sound")
	if err != nil || string(body) != answer {
		r.t.Errorf("another call: got %q (%v)", body, err)
	}
}

func lots(n int) string { return strings.Repeat("x", n) }
