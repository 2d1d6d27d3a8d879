package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// ends are the faults that end by themselves, and what each client sees of them.
var ends = []struct {
	name  string
	fault exchange.Fault
	wire  string // the exact bytes
	reset bool   // how they end; else orderly
	goErr string // what the error of net/http's client has in it; "" for none
	curl  []int  // its exit code, which differs by version
	node  []string
}{
	{
		name: "none", wire: headOfAnswer + answer, curl: []int{0},
	},
	{
		name: "reset", fault: exchange.Fault{Connection: exchange.ConnectionReset},
		reset: true, goErr: "connection reset by peer", curl: []int{56}, node: []string{"fetch failed", "ECONNRESET"},
	},
	{
		name: "close", fault: exchange.Fault{Connection: exchange.ConnectionClose},
		goErr: "EOF", curl: []int{52}, node: []string{"fetch failed", "UND_ERR_SOCKET"},
	},
	{
		name: "truncated", fault: exchange.Fault{Truncate: exchange.Amount{Set: true, Percent: 50}},
		wire: headOfAnswer + answer[:9], goErr: "unexpected EOF", curl: []int{18}, node: []string{"terminated", "UND_ERR_SOCKET"},
	},
	{
		name:  "truncated to nothing",
		fault: exchange.Fault{Truncate: exchange.Amount{Set: true}, Connection: exchange.ConnectionClose},
		wire:  headOfAnswer, goErr: "unexpected EOF", curl: []int{18}, node: []string{"terminated", "UND_ERR_SOCKET"},
	},
	{
		name:  "truncated beyond its end",
		fault: exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 1000}},
		wire:  headOfAnswer + answer, curl: []int{0},
	},
	{
		name:  "truncated, reset",
		fault: exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 5}, Connection: exchange.ConnectionReset},
		wire:  headOfAnswer + answer[:5], reset: true, goErr: "connection reset by peer", curl: []int{56},
		node: []string{"terminated"}, // libuv takes a reset that comes with data for an end, or not
	},
	{
		name:  "truncated in its chunk",
		fault: exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 5}, Chunked: true},
		wire:  chunkedHead + "12\r\n" + answer[:5], goErr: "unexpected EOF", curl: []int{18}, node: []string{"terminated", "UND_ERR_SOCKET"},
	},
	{
		name:  "truncated in its chunk, reset",
		fault: exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 5}, Chunked: true, Connection: exchange.ConnectionReset},
		wire:  chunkedHead + "12\r\n" + answer[:5], reset: true, goErr: "connection reset by peer", curl: []int{56},
		node: []string{"terminated"},
	},
	{
		name: "chunked", fault: exchange.Fault{Chunked: true},
		wire: chunkedHead + "12\r\n" + answer + "\r\n0\r\n\r\n", curl: []int{0},
	},
	{
		name:  "chunked in pieces",
		fault: exchange.Fault{Chunked: true, Drip: exchange.Drip{Bytes: 16}},
		wire:  chunkedHead + "10\r\n" + answer[:16] + "\r\n2\r\n" + answer[16:] + "\r\n0\r\n\r\n", curl: []int{0},
	},
	{
		name:  "garbage for a body",
		fault: exchange.Fault{Garbage: exchange.GarbageBody, Noise: noise},
		wire:  strings.Replace(headOfAnswer, "18", "10", 1) + string(noise), curl: []int{0}, node: []string{"not valid JSON"},
	},
	{
		name:  "garbage for a body, truncated",
		fault: exchange.Fault{Garbage: exchange.GarbageBody, Noise: noise, Truncate: exchange.Amount{Set: true, Percent: 20}},
		wire:  strings.Replace(headOfAnswer, "18", "10", 1) + string(noise[:2]), goErr: "unexpected EOF", curl: []int{18},
		node: []string{"terminated", "UND_ERR_SOCKET"},
	},
	{
		name:  "garbage for a chunk",
		fault: exchange.Fault{Garbage: exchange.GarbageChunk, Noise: noise},
		wire:  chunkedHead + string(noise), goErr: "invalid byte in chunk length", curl: []int{56}, node: []string{"terminated", "HPE_INVALID_CHUNK_SIZE"},
	},
	{
		name:  "garbage for an answer",
		fault: exchange.Fault{Garbage: exchange.GarbageConnection, Noise: noise},
		wire:  string(noise), goErr: "malformed HTTP response", curl: []int{1}, node: []string{"fetch failed", "HPE_INVALID_CONSTANT"},
	},
}

func TestFaultsOnTheWire(t *testing.T) {
	for _, row := range ends {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, row.fault, -1)
			client := r.get()
			var end error
			if row.reset {
				end = syscall.ECONNRESET
			}
			client.wantNext(row.wire) // a sound answer leaves the connection open
			if row.goErr == "" && !row.fault.Truncate.Set {
				client.send(getRequest).wantNext(row.wire)
				return
			}
			client.wantRest("", end)
			_ = client.Close() // or an orderly end gives it time to
			r.wantEnd()
		})
	}
}

func TestFaultsAsNetHTTPSeesThem(t *testing.T) {
	for _, row := range ends {
		t.Run(row.name, func(t *testing.T) {
			_, err := httpGet(t.Context(), newRig(t, row.fault, -1).url())
			if row.goErr == "" && err != nil || row.goErr != "" && (err == nil || !strings.Contains(err.Error(), row.goErr)) {
				t.Errorf("got %v, want %q", err, row.goErr)
			}
		})
	}
}

func TestFaultsAsCurlSeesThem(t *testing.T) {
	curl := judge.Program(t, "curl", "your system's package curl")
	for _, row := range ends {
		t.Run(row.name, func(t *testing.T) {
			code := runCurl(t, curl, newRig(t, row.fault, -1).url())
			if !slices.Contains(row.curl, code) {
				t.Errorf("got exit code %d, want one of %v", code, row.curl)
			}
		})
	}
	t.Run("hang", func(t *testing.T) {
		r := newRig(t, exchange.Fault{Connection: exchange.ConnectionHang}, -1)
		if code := runCurl(t, curl, "--max-time", "0.2", r.url()); code != 28 {
			t.Errorf("got exit code %d, want 28", code)
		}
		r.wantEnd()
	})
}

func TestFaultsAsNodeSeesThem(t *testing.T) {
	node := judge.Program(t, "node", "your system's package nodejs")
	for _, row := range ends {
		t.Run(row.name, func(t *testing.T) {
			got := runNode(t, node, newRig(t, row.fault, -1).url(), "60000")
			wantNode(t, got, row.node)
		})
	}
	t.Run("hang", func(t *testing.T) {
		r := newRig(t, exchange.Fault{Connection: exchange.ConnectionHang}, -1)
		wantNode(t, runNode(t, node, r.url(), "2000"), []string{"TimeoutError"})
		r.wantEnd()
	})
}

func runCurl(t *testing.T, curl string, args ...string) (code int) {
	t.Helper()
	args = append([]string{"--silent", "--noproxy", "*", "--output", filepath.Join(t.TempDir(), "body")}, args...)
	err := exec.Command(curl, args...).Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0
}

// nodeScript prints what went wrong as a list of words, [] if nothing did.
const nodeScript = `
const [url, timeout] = process.argv.slice(1);
fetch(url, { signal: AbortSignal.timeout(Number(timeout)) })
	.then(response => response.json())
	.then(() => console.log("[]"))
	.catch(e => console.log(JSON.stringify([e.name, e.message, e.cause?.code, e.cause?.message])));
`

func runNode(t *testing.T, node, url, timeout string) []string {
	t.Helper()
	out, err := exec.Command(node, "-e", nodeScript, url, timeout).Output()
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return said
}

func wantNode(t *testing.T, got, want []string) {
	t.Helper()
	for _, word := range want {
		if !slices.ContainsFunc(got, func(said string) bool { return strings.Contains(said, word) }) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if len(want) == 0 && len(got) > 0 {
		t.Errorf("got %q, want no error", got)
	}
	t.Logf("node: %q", got)
}

// hangs are the faults that end only with the client or the server.
var hangs = []struct {
	name  string
	fault exchange.Fault
	wire  string // what comes before
}{
	{"hang", exchange.Fault{Connection: exchange.ConnectionHang}, ""},
	{"truncated, then a hang", exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 5}, Connection: exchange.ConnectionHang}, headOfAnswer + answer[:5]},
	{"garbage, then a hang", exchange.Fault{Garbage: exchange.GarbageChunk, Noise: noise, Connection: exchange.ConnectionHang}, chunkedHead + string(noise)},
	{"a delay", exchange.Fault{Delay: time.Hour}, ""},
	{"a delay, then a reset", exchange.Fault{Delay: time.Hour, Connection: exchange.ConnectionReset}, ""},
	{"a drip", exchange.Fault{Drip: exchange.Drip{Bytes: 5, Every: time.Hour}}, headOfAnswer + answer[:5]},
	{"a drip of chunks", exchange.Fault{Chunked: true, Drip: exchange.Drip{Bytes: 5, Every: time.Hour}}, chunkedHead + "5\r\n" + answer[:5] + "\r\n"},
	{"a drip, truncated", exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 9}, Drip: exchange.Drip{Bytes: 5, Every: time.Hour}}, headOfAnswer + answer[:5]},
}

func TestAHangEndsWithTheClient(t *testing.T) {
	for _, row := range hangs {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, row.fault, -1)
			client := r.get()
			client.wantNext(row.wire)
			receive1(t, r.began, "the call does not begin")
			r.wantSound()
			client.wantNoMore()
			_ = client.Close()
			r.wantEnd()
			r.wantSound()
		})
	}
}

func TestAHangEndsWithTheServer(t *testing.T) {
	for _, row := range hangs {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, row.fault, -1)
			client := r.get()
			client.wantNext(row.wire)
			receive1(t, r.began, "the call does not begin")
			r.shutdown()
			r.wantEnd()
			client.wantRest("", nil)
		})
	}
}

// A body that was not read, or only in part, hides from net/http that the client
// leaves, and must not keep the server from stopping either.
func TestAHangWithABodyThatWasNotRead(t *testing.T) {
	for name, read := range map[string]int64{"not at all": -1, "in part": 10} {
		t.Run(name, func(t *testing.T) {
			shortenStall(t, 10*time.Millisecond)
			r := newRig(t, exchange.Fault{Connection: exchange.ConnectionHang}, read)
			first := r.dial().send(uploadHead(1000) + lots(100))
			receive1(t, r.began, "the call does not begin")
			_ = first.Close()
			r.wantEnd()

			second := r.dial().send(uploadHead(1000) + lots(100))
			receive1(t, r.began, "the call does not begin")
			r.shutdown()
			r.wantEnd()
			second.wantRest("", nil)
		})
	}
}

// shortenStall has to stand before the rig, which is to end first.
func shortenStall(t *testing.T, to time.Duration) {
	t.Helper()
	before := stallTime
	stallTime = to
	t.Cleanup(func() { stallTime = before })
}

func TestShutdownDropsADelayWithABodyThatWasNotRead(t *testing.T) {
	r := newRig(t, exchange.Fault{Delay: time.Hour}, -1)
	client := r.dial().send(uploadHead(1000) + lots(100))
	r.waitForWaiting()
	r.shutdown()
	r.wantEnd()
	if _, err := io.ReadAll(client); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
}

// A client that does not read fills the connection; a write to it never returns
// by itself.
func TestShutdownDropsAWriteThatIsStuck(t *testing.T) {
	r := newRigThat(t, func(r *rig, g *gin.Context) {
		response := respond(exchange.Fault{Truncate: exchange.Amount{Set: true, Percent: 99}})
		response.Body = make([]byte, 64<<20)
		r.call(g).deliver(response)
	})
	client := r.get()
	if _, err := io.ReadFull(client, make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	r.shutdown()
	r.wantEnd()
}

func TestShutdownWaitsForAConnectionTakenFromNetHTTP(t *testing.T) {
	r := newRig(t, exchange.Fault{}, -1)
	if !r.s.hijacks.add() {
		t.Fatal("none is taken before")
	}
	stopped := make(chan struct{})
	go func() { r.shutdown(); close(stopped) }()
	select {
	case <-stopped:
		t.Error("it did not wait")
	case <-time.After(5 * time.Millisecond):
	}
	r.s.hijacks.open.Done()
	receive1(t, stopped, "it waits for ever")
	if r.s.hijacks.add() {
		t.Error("one is taken after")
	}
}

func TestADelayIsReleasedByTheClock(t *testing.T) {
	for _, row := range ends {
		t.Run(row.name, func(t *testing.T) {
			fault := row.fault
			fault.Delay = time.Minute
			r := newRig(t, fault, -1)
			client := r.get()
			r.waitForWaiting()
			r.advance(time.Minute - 1)
			client.wantNoMore()
			r.advance(1)
			client.wantNext(row.wire)
			r.wantEndOrReset(client, row.reset)
		})
	}
}

// pause lets a call wait by the clock, as long as its client waits and the server runs.
func (r *rig) pause(g *gin.Context, d time.Duration) error {
	ctx, cancel := r.call(g).waitContext()
	defer cancel()
	return r.box.Pause(ctx, d)
}

func (r *rig) wantEndOrReset(client raw, reset bool) {
	r.t.Helper()
	if reset {
		client.wantRest("", syscall.ECONNRESET)
	} else {
		_ = client.Close()
	}
	r.wantEnd()
}

func TestADripIsReleasedByTheClock(t *testing.T) {
	for name, row := range map[string]struct {
		fault exchange.Fault
		every time.Duration
		head  string
		steps []string
	}{
		"drip": {
			exchange.Fault{Drip: exchange.Drip{Bytes: 8, Every: time.Minute}}, time.Minute,
			headOfAnswer, []string{answer[:8], answer[8:16], answer[16:]},
		},
		"chunks": {
			exchange.Fault{Drip: exchange.Drip{Bytes: 8, Every: time.Minute}, Chunked: true}, time.Minute,
			chunkedHead, []string{"8\r\n" + answer[:8] + "\r\n", "8\r\n" + answer[8:16] + "\r\n", "2\r\n" + answer[16:] + "\r\n0\r\n\r\n"},
		},
		"truncated": {
			exchange.Fault{Drip: exchange.Drip{Bytes: 4, Every: time.Minute}, Truncate: exchange.Amount{Set: true, Bytes: 9}}, time.Minute,
			headOfAnswer, []string{answer[:4], answer[4:8], answer[8:9]},
		},
		"truncated in its chunk": {
			exchange.Fault{Drip: exchange.Drip{Bytes: 4, Every: time.Minute}, Truncate: exchange.Amount{Set: true, Bytes: 9}, Chunked: true}, time.Minute,
			chunkedHead, []string{"12\r\n" + answer[:4], answer[4:8], answer[8:9]},
		},
		"bandwidth": {
			exchange.Fault{Bandwidth: 80}, 100 * time.Millisecond,
			headOfAnswer, []string{answer[:8], answer[8:16], answer[16:]},
		},
		"a bandwidth below ten": {
			exchange.Fault{Bandwidth: 2, Truncate: exchange.Amount{Set: true, Bytes: 3}}, 500 * time.Millisecond,
			headOfAnswer, []string{answer[:1], answer[1:2], answer[2:3]},
		},
		"slices": {
			exchange.Fault{Drip: exchange.Drip{Bytes: 5, Vary: 4, Every: time.Minute, Seed: 1}}, time.Minute,
			headOfAnswer, sliced(exchange.Drip{Bytes: 5, Vary: 4, Seed: 1}),
		},
		"garbage": {
			exchange.Fault{Garbage: exchange.GarbageBody, Noise: noise, Drip: exchange.Drip{Bytes: 6, Every: time.Minute}}, time.Minute,
			strings.Replace(headOfAnswer, "18", "10", 1), []string{string(noise[:6]), string(noise[6:])},
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, row.fault, -1)
			client := r.get()
			client.wantNext(row.head)
			for i, step := range row.steps {
				if i > 0 {
					r.waitForWaiting()
					r.advance(row.every - time.Millisecond)
					client.wantNoMore()
					r.advance(time.Millisecond)
				}
				client.wantNext(step)
			}
			_ = client.Close()
			r.wantEnd()
		})
	}
}

// sliced is the answer in the pieces of a drip.
func sliced(drip exchange.Drip) (pieces []string) {
	next := drip.Sizes(drip.Bytes)
	for rest := answer; rest != ""; {
		n := min(next(), len(rest))
		pieces, rest = append(pieces, rest[:n]), rest[n:]
	}
	return pieces
}

func TestOneAdvanceReleasesAWholeDrip(t *testing.T) {
	r := newRig(t, exchange.Fault{Drip: exchange.Drip{Bytes: 1, Every: time.Minute}}, -1)
	client := r.get()
	client.wantNext(headOfAnswer + answer[:1])
	r.waitForWaiting()
	r.advance(time.Hour)
	client.wantNext(answer[1:])
	r.wantEnd()
}

func TestPieces(t *testing.T) {
	for _, row := range []struct {
		fault  exchange.Fault
		length int
		size   int
		pause  time.Duration
	}{
		{exchange.Fault{}, 100, 100, 0},
		{exchange.Fault{}, 0, 1, 0},
		{exchange.Fault{Drip: exchange.Drip{Bytes: 7, Every: time.Second}}, 100, 7, time.Second},
		{exchange.Fault{Drip: exchange.Drip{Every: time.Second}}, 100, 100, 0},
		{exchange.Fault{Bandwidth: 1000}, 10_000, 100, 100 * time.Millisecond},
		{exchange.Fault{Bandwidth: 1}, 100, 1, time.Second},
		{exchange.Fault{Bandwidth: 1 << 62}, 1 << 30, 1 << 30, 0},
		{exchange.Fault{Bandwidth: 1000, Drip: exchange.Drip{Bytes: 10, Every: time.Second}}, 10_000, 10, time.Second},
		{exchange.Fault{Bandwidth: 10, Drip: exchange.Drip{Bytes: 10, Every: time.Millisecond}}, 100, 1, 100 * time.Millisecond},
	} {
		size, pause := row.fault.Pieces(row.length)
		if size != row.size || pause != row.pause {
			t.Errorf("%+v of %d: got %d, %s, want %d, %s", row.fault, row.length, size, pause, row.size, row.pause)
		}
	}
}

const headOfLast = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 18\r\n" + restOfHead

// The client sends a part of what it promised and stalls, so whoever reads for
// more than is there waits for a minute.
func TestAnAbortedUpload(t *testing.T) {
	for _, row := range []struct {
		name  string
		fault exchange.Fault
		wire  string
		end   error
	}{
		{"answered", exchange.Fault{}, headOfLast + answer, nil},
		{"answered in chunks", exchange.Fault{Chunked: true}, strings.Replace(chunkedHead, "\r\n", "\r\nConnection: close\r\n", 1) + "12\r\n" + answer + "\r\n0\r\n\r\n", nil},
		{"closed", exchange.Fault{Connection: exchange.ConnectionClose}, "", nil},
		{"reset", exchange.Fault{Connection: exchange.ConnectionReset}, "", syscall.ECONNRESET},
		{"truncated", exchange.Fault{Truncate: exchange.Amount{Set: true, Bytes: 5}}, headOfLast + answer[:5], nil},
		{"garbage", exchange.Fault{Garbage: exchange.GarbageConnection, Noise: noise}, string(noise), nil},
	} {
		for _, size := range []struct {
			name           string
			promised, sent int
		}{
			{"small", 3000, 2000},
			{"large", 10 << 20, 1 << 20},
			{"whole", 1000, 1000},
		} {
			t.Run(row.name+", "+size.name, func(t *testing.T) {
				r := newRig(t, row.fault, 1000)
				client := r.dial()
				go func() { _, _ = io.WriteString(client, uploadHead(size.promised)+lots(size.sent)) }()
				client.wantRest(row.wire, row.end)
				_ = client.Close()
				r.wantEnd()
			})
		}
	}
}

func TestAnAbortReadsNoMoreThanItShould(t *testing.T) {
	for name, row := range map[string]struct {
		read int64
		sent int
	}{
		"nothing": {0, 0}, "a part": {1000, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRigThat(t, func(r *rig, g *gin.Context) {
				if err := readAndAbort(g.Request, row.read); err != nil { // would wait for more
					t.Error(err)
				}
				if rest, err := io.ReadAll(g.Request.Body); len(rest) > 0 || err != nil {
					t.Errorf("after it: got %d bytes (%v)", len(rest), err)
				}
				r.call(g).deliver(respond(exchange.Fault{}))
			})
			client := r.dial().send(uploadHead(5000) + lots(row.sent))
			client.wantRest(headOfLast+answer, nil)
		})
	}
}

// wide is an upload that no buffers of two sockets take.
const wide = 64 << 20

// An aborted upload whose connection is to break stays unread.
func TestAnAbortedUploadStaysUnread(t *testing.T) {
	for _, row := range []struct {
		name string
		end  exchange.Connection
	}{{"hang", exchange.ConnectionHang}, {"close", exchange.ConnectionClose}, {"reset", exchange.ConnectionReset}} {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, exchange.Fault{Connection: row.end}, 64<<10)
			client := r.dial().send(uploadHead(wide))
			limit := time.Minute
			if row.end == exchange.ConnectionHang {
				limit = 2 * time.Second
			}
			_ = client.SetWriteDeadline(time.Now().Add(limit))
			sent, err := io.WriteString(client, lots(wide))
			if err == nil || sent > wide/2 {
				t.Errorf("sent %d bytes (%v)", sent, err)
			}
			stuck := errors.Is(err, os.ErrDeadlineExceeded)
			if want := row.end == exchange.ConnectionHang; stuck != want {
				t.Errorf("ended with %v", err)
			}
			if stuck {
				client.wantNoMore()
				r.shutdown()
			}
			r.wantEnd()
		})
	}
}

// A client that reads while it sends sees an orderly end.
func TestAnAbortedUploadThatIsClosedEndsOrderly(t *testing.T) {
	r := newRig(t, exchange.Fault{Connection: exchange.ConnectionClose}, 1000)
	client := r.dial()
	go func() { _, _ = io.WriteString(client, uploadHead(wide)+lots(wide)) }()
	client.wantRest("", nil)
	r.wantEnd()
}

// That a client left cannot be seen behind what it sent before. In the end it is
// read.
func TestAHangOfAnAbortedUploadEndsWithTheClient(t *testing.T) {
	shortenStall(t, 200*time.Millisecond)
	r := newRig(t, exchange.Fault{Connection: exchange.ConnectionHang}, 64<<10)
	client := r.dial().send(uploadHead(wide))
	_ = client.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := io.WriteString(client, lots(wide)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("not stuck: %v", err)
	}
	_ = client.Close()
	r.wantEnd()
}

func TestAnAbortOfAnUploadThatTheClientBreaksOff(t *testing.T) {
	failed := make(chan error, 1)
	r := newRigThat(t, func(r *rig, g *gin.Context) {
		failed <- readAndAbort(g.Request, 1000)
		r.call(g).drop()
	})
	client := r.dial().send(uploadHead(5000) + lots(500))
	_ = client.Close()
	if err := <-failed; !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	r.wantEnd()
}

func TestWaitAndDrop(t *testing.T) {
	held := make(chan error, 2)
	r := newRigThat(t, func(r *rig, g *gin.Context) {
		err := r.pause(g, time.Minute)
		held <- err
		if err != nil {
			r.call(g).drop()
			return
		}
		r.call(g).deliver(respond(exchange.Fault{}))
	})
	client := r.get()
	r.waitForWaiting()
	r.advance(time.Minute)
	client.wantNext(headOfAnswer + answer)
	if err := <-held; err != nil {
		t.Error(err)
	}
	client.send(getRequest)
	r.waitForWaiting()
	r.shutdown()
	client.wantRest("", nil)
	if err := <-held; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// A recorder has no connection to break.
func TestFaultsWithoutAConnectionAbortTheHandler(t *testing.T) {
	for _, row := range ends {
		if row.goErr == "" {
			continue
		}
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, row.fault, -1)
			defer func() {
				if cause := recover(); cause != http.ErrAbortHandler {
					t.Errorf("got %v", cause)
				}
				r.wantEnd()
			}()
			r.s.api.http.Handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
			t.Error("the handler returned")
		})
	}
}

func TestFaultsOverTLS(t *testing.T) {
	for _, row := range ends {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, row.fault, -1)
			secure := httptest.NewTLSServer(r.s.api.http.Handler)
			defer secure.Close()
			response, err := secure.Client().Get(secure.URL)
			if err == nil {
				_, err = io.ReadAll(response.Body)
				_ = response.Body.Close()
			}
			if row.goErr == "" && err != nil || row.goErr != "" && (err == nil || !strings.Contains(err.Error(), row.goErr)) {
				t.Errorf("got %v, want %q", err, row.goErr)
			}
		})
	}
}

func TestTheSourceIsTheAddressOfTheConnection(t *testing.T) {
	for remote, want := range map[string]string{"192.0.2.1:1234": "192.0.2.1", "[2001:db8::1]:80": "2001:db8::1", "@": "@"} {
		c, _ := gin.CreateTestContext(httptest.NewRecorder())
		c.Request = httptest.NewRequest(http.MethodGet, "/", nil)
		c.Request.RemoteAddr = remote
		c.Request.Header.Set("X-Forwarded-For", "203.0.113.7")
		if request := web.Receive(c); request.Source != want {
			t.Errorf("%s: got %q, want %q", remote, request.Source, want)
		}
	}
}
