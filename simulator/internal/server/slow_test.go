package server

import (
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// impatient shortens all that a client may take.
func impatient(r *rig) {
	pace := web.Pace{Grace: 300 * time.Millisecond, Rate: 10_000}
	r.s.intake.Pace, r.s.intake.Linger = pace, pace
	r.s.api.writing = pace
	r.s.api.http.ReadHeaderTimeout, r.s.api.http.IdleTimeout = pace.Grace, pace.Grace
}

// reads is a handler that reads the whole body, or none of it, and answers.
func reads(all bool, answer []byte) func(*rig, *gin.Context) {
	return func(r *rig, g *gin.Context) {
		if all {
			_, _ = io.Copy(io.Discard, g.Request.Body)
		}
		response := respond(exchange.Fault{})
		response.Body = answer
		web.Send(g, response)
	}
}

// headOfClosed is the head of an answer that net/http itself closes after.
var headOfClosed = strings.TrimSuffix(headOfAnswer, "\r\n") + "Connection: close\r\n\r\n"

// slowKinds are the ways not to go on with a call. Each is sent, and then comes
// nothing more but every drip, a few times in the grace.
var slowKinds = []struct {
	name   string
	handle func(*rig, *gin.Context)
	send   string
	drip   string
}{
	{"silent", reads(true, []byte(answer)), "", ""},
	{"half a header", reads(true, []byte(answer)), "GET / HTTP/1.1\r\nHo", ""},
	{"a header by bytes", reads(true, []byte(answer)), "GET / HTTP/1.1\r\nA: ", "x"},
	{"idle after a call", reads(true, []byte(answer)), getRequest, ""},
	{"half a header of the second call", reads(true, []byte(answer)), getRequest + "GET /", ""},
	{"half a body", reads(true, []byte(answer)), uploadHead(1000) + "half", ""},
	{"a body by bytes", reads(true, []byte(answer)), uploadHead(1 << 20), "x"},
	{"half a chunk", reads(true, []byte(answer)), "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nx", ""},
	{"half a body that nobody reads", reads(false, []byte(answer)), uploadHead(1000) + "half", ""},
	{"much of a body that nobody reads", reads(false, []byte(answer)), uploadHead(1<<20) + lots(100_000), "x"},
	{"a body that is waited with", reads(false, []byte(answer)), "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n", ""},
	{"does not read a large answer", reads(true, make([]byte, 16<<20)), getRequest, ""},
	{"does not read many answers", reads(true, make([]byte, 512<<10)), strings.Repeat(getRequest, 40), ""},
}

// Every connection ends whose client does not go on. It has not more time than
// its pace, and the others are served meanwhile.
func TestSlowConnectionsEnd(t *testing.T) {
	connections := 1000
	if testing.Short() {
		connections = 50
	}
	for _, kind := range slowKinds {
		t.Run(kind.name, func(t *testing.T) {
			r := newTunedRig(t, impatient, kind.handle)
			conns := make([]net.Conn, connections)
			for i := range conns {
				conns[i] = r.dial().send(kind.send).Conn
			}
			r.wantSound()
			var dripping sync.WaitGroup
			if kind.drip != "" {
				dripping.Go(func() { drip(conns, kind.drip) })
			}
			r.wantNoConnections()
			for _, conn := range conns {
				_ = conn.Close()
			}
			dripping.Wait()
		})
	}
}

// drip writes on all connections until they are closed.
func drip(conns []net.Conn, text string) {
	for sent := true; sent; time.Sleep(20 * time.Millisecond) {
		sent = false
		for _, conn := range conns {
			if _, err := io.WriteString(conn, text); err == nil {
				sent = true
			}
		}
	}
}

func (r *rig) wantNoConnections() {
	r.t.Helper()
	for guard := time.Now().Add(time.Minute); r.open() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(guard) {
			r.t.Fatalf("%d connections are still there", r.open())
		}
	}
}

func (r *rig) open() int {
	r.s.api.mu.Lock()
	defer r.s.api.mu.Unlock()
	return len(r.s.api.conns)
}

// Who keeps to the pace is served, however long it takes.
func TestASlowBodyThatKeepsToThePace(t *testing.T) {
	got := make(chan int64, 1)
	r := newTunedRig(t, impatient, func(r *rig, g *gin.Context) {
		n, _ := io.Copy(io.Discard, g.Request.Body)
		got <- n
		web.Send(g, respond(exchange.Fault{}))
	})
	const pieces = 12
	client := r.dial().send(uploadHead(pieces * 2000))
	for range pieces {
		time.Sleep(100 * time.Millisecond) // a pace of 20,000 bytes a second
		client.send(lots(2000))
	}
	client.wantNext(headOfAnswer + answer)
	if n := <-got; n != pieces*2000 {
		t.Errorf("got %d bytes", n)
	}
}

// An answer that is slow on purpose is not the client's fault.
func TestAnAnswerThatAFaultHoldsBackIsNotCut(t *testing.T) {
	for name, fault := range map[string]exchange.Fault{
		"a delay": {Delay: time.Minute}, "a drip": {Drip: exchange.Drip{Bytes: 16, Every: time.Minute}},
		"a broken drip": {Drip: exchange.Drip{Bytes: 16, Every: time.Minute}, Truncate: exchange.Amount{Set: true, Percent: 100}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newTunedRig(t, impatient, func(r *rig, g *gin.Context) {
				_, _ = io.Copy(io.Discard, g.Request.Body)
				r.deliver(g, fault)
			})
			client := r.dial().send(uploadHead(10) + lots(10))
			r.waitForWaiting()
			time.Sleep(2 * r.s.intake.Pace.Grace)
			r.advance(time.Minute)
			client.wantNext(headOfAnswer + answer)
		})
	}
}

// A body that comes in too slowly is said to.
func TestASlowBodyIsSaidToBeSlow(t *testing.T) {
	said := make(chan error, 1)
	r := newTunedRig(t, impatient, func(r *rig, g *gin.Context) {
		_, err := io.ReadAll(g.Request.Body)
		said <- err
		web.Send(g, respond(exchange.Fault{}))
	})
	client := r.dial().send(uploadHead(1000) + "half")
	client.wantRest(strings.Replace(headOfAnswer, "\r\nContent-Length", "\r\nConnection: close\r\nContent-Length", 1)+answer, nil)
	err := <-said
	if body, ok := errors.AsType[*exchange.BodyError](err); !ok || body.Text != "came in too slowly: after 4 of 1000 bytes there were fewer than 10000 bytes a second for 300ms" {
		t.Errorf("got %v", err)
	}
}

// A client that sends all before it reads gets its answer, and goes on.
func TestAnUploadThatNobodyReads(t *testing.T) {
	r := newRigThat(t, reads(false, []byte(answer)))
	for _, size := range []int{1000, 300_000, 64 << 20} {
		client := r.dial().send(uploadHead(size) + lots(size))
		client.wantNext(headOfAnswer + answer)
		client.send(getRequest).wantNext(headOfAnswer + answer)
	}
}

// The answer does not wait for what nobody reads.
func TestARefusalDoesNotWaitForTheBody(t *testing.T) {
	r := newRigThat(t, reads(false, []byte(answer)))
	client := r.dial().send(uploadHead(1000))
	client.wantNext(headOfAnswer + answer)
	client.send(lots(1000) + getRequest).wantNext(headOfAnswer + answer)
}

func TestMoreIsThrownAwayOnlyUpToABound(t *testing.T) {
	r := newTunedRig(t, func(r *rig) { r.s.intake.LingerBytes = 1 << 20 }, reads(false, []byte(answer)))
	client := r.dial()
	go func() { _, _ = io.WriteString(client, uploadHead(wide)+lots(wide)) }()
	client.wantNext(headOfLast + answer)
	_ = client.SetDeadline(time.Now().Add(time.Minute))
	_, _ = io.Copy(io.Discard, client)
	r.wantNoConnections()
}

// A client that waits to be told to send is not told to.
func TestAnUploadThatWaitsIsRefusedAtOnce(t *testing.T) {
	r := newRigThat(t, reads(false, []byte(answer)))
	client := r.dial().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
	client.wantRest(headOfClosed+answer, nil)
}

func TestAnUploadThatWaitsIsToldToSend(t *testing.T) {
	r := newRigThat(t, reads(true, []byte(answer)))
	client := r.dial().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n")
	client.wantNext("HTTP/1.1 100 Continue\r\n\r\n")
	client.send(lots(10)).wantNext(headOfAnswer + answer)
}

// Nobody who does not go on keeps the server from stopping. net/http would wait
// for five seconds, or until it is told not to.
func TestStoppingWaitsForNobodyWhoDoesNotGoOn(t *testing.T) {
	for _, kind := range slowKinds {
		t.Run(kind.name, func(t *testing.T) {
			r := newRigThat(t, kind.handle)
			for range 20 {
				r.dial().send(kind.send)
			}
			r.wantSound() // they came in before
			began := time.Now()
			r.shutdown()
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

// Calls that go on keep their time.
func TestStoppingLeavesTimeToCallsUnderWay(t *testing.T) {
	reading := make(chan struct{}, 1)
	r := newRigThat(t, func(r *rig, g *gin.Context) {
		reading <- struct{}{}
		_, _ = io.Copy(io.Discard, g.Request.Body)
		web.Send(g, respond(exchange.Fault{}))
	})
	const pieces = 15
	client := r.dial().send(uploadHead(pieces * 10_000))
	receive1(t, reading, "the call does not begin")
	stopped := make(chan struct{})
	go func() { r.shutdown(); close(stopped) }()
	<-r.s.stopping.Done()
	for range pieces { // longer than a client that sends nothing has
		time.Sleep(100 * time.Millisecond)
		client.send(lots(10_000))
	}
	client.wantRest(headOfClosed+answer, nil)
	receive1(t, stopped, "it does not stop")
}

// A path that is none is a path that is not there, for net/http knows it.
func TestOptionsOfTheServerReachTheHandler(t *testing.T) {
	r := newRigThat(t, reads(true, []byte(answer)))
	client := r.dial().send("OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	got, err := io.ReadAll(client)
	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.1 404") {
		t.Errorf("got %q, %v", got, err)
	}
}
