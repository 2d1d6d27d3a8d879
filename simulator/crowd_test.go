package simulator_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// crowd are readers of all events, each on a connection of its own.
type crowd struct {
	ended  chan count // has one for each reader, once it has read the event that ends it
	leaves []func()
}

// count is what a reader has got.
type count struct {
	calls  int
	missed int
	wrong  string
}

// gather lets so many readers begin. They read until a checkpoint is told.
func gather(tb testing.TB, sim *simulator.Simulator, readers int) *crowd {
	tb.Helper()
	c := &crowd{ended: make(chan count, 1000)}
	transport := &http.Transport{MaxIdleConnsPerHost: -1}
	for range readers {
		request, err := http.NewRequestWithContext(tb.Context(), http.MethodGet, sim.ControlURL()+"/events", nil)
		if err != nil {
			tb.Fatal(err)
		}
		response, err := transport.RoundTrip(request)
		if err != nil {
			tb.Fatal(err)
		}
		if response.StatusCode != http.StatusOK {
			tb.Fatalf("got %d", response.StatusCode)
		}
		c.leaves = append(c.leaves, func() { _ = response.Body.Close() })
		go func() { c.ended <- read(bufio.NewReaderSize(response.Body, 4<<10)) }()
	}
	return c
}

// gatherWithout is gather without connections, which a test has less time for.
func (c *crowd) gatherWithout(tb testing.TB, sim *simulator.Simulator, readers int) {
	ctx, leave := context.WithCancel(tb.Context())
	c.leaves = append(c.leaves, leave)
	handler := sim.Handler()
	for range readers {
		reader := &bodiless{header: http.Header{}, begun: make(chan struct{}), ended: c.ended}
		go handler.ServeHTTP(reader, httptest.NewRequestWithContext(ctx, http.MethodGet, "/_sim/events", nil))
		<-reader.begun
	}
}

// bodiless is a reader without a connection.
type bodiless struct {
	header http.Header
	begun  chan struct{}
	once   sync.Once
	ended  chan count
	got    count
	last   int
}

func (r *bodiless) Header() http.Header { return r.header }
func (r *bodiless) WriteHeader(int)     {}
func (r *bodiless) Flush()              { r.once.Do(func() { close(r.begun) }) }

// Write counts the events of a piece, which are whole.
func (r *bodiless) Write(p []byte) (int, error) {
	calls := bytes.Count(p, []byte("\nevent: call\n"))
	r.got.calls += calls
	if first := firstID(p); first <= r.last && calls > 0 {
		r.got.wrong = fmt.Sprintf("got the ID %d after %d", first, r.last)
	} else {
		r.last = first
	}
	if all := bytes.Count(p, []byte("\nevent: ")); all > calls {
		r.got.add(read(bufio.NewReader(bytes.NewReader(p))), calls)
	}
	if bytes.Contains(p, []byte("\nevent: checkpoint\n")) {
		r.ended <- r.got
	}
	return len(p), nil
}

// add adds what was read in a piece, of which the calls are counted.
func (c *count) add(piece count, calls int) {
	c.missed += piece.missed
	if piece.wrong != "" {
		c.wrong = piece.wrong
	}
	if piece.calls != calls {
		c.wrong = fmt.Sprintf("a piece has %d calls, or %d", piece.calls, calls)
	}
}

// firstID is the first ID in a piece.
func firstID(p []byte) int {
	_, rest, _ := bytes.Cut(p, []byte("id: "))
	text, _, _ := bytes.Cut(rest, []byte("\n"))
	id, _ := strconv.Atoi(string(text))
	return id
}

// leave ends all readers.
func (c *crowd) leave() {
	for _, leave := range c.leaves {
		leave()
	}
}

// read counts the events of a stream, and checks their order.
func read(lines *bufio.Reader) (got count) {
	last, event := 0, ""
	for {
		line, err := lines.ReadSlice('\n')
		if err != nil {
			return got
		}
		name, value, _ := bytes.Cut(bytes.TrimSpace(line), []byte(": "))
		switch string(name) {
		case "id":
			id, err := strconv.Atoi(string(value))
			if err != nil || id < last {
				got.wrong = fmt.Sprintf("got the ID %s after %d", value, last)
			}
			last = id
		case "event":
			event = string(value)
		case "data":
			switch event {
			case "call":
				got.calls++
			case "missed":
				var of struct{ Events int }
				if err := json.Unmarshal(value, &of); err != nil {
					got.wrong = err.Error()
				}
				got.missed += of.Events
			case "checkpoint":
				return got
			}
		}
	}
}

// A thousand readers hold up nobody, and each of them gets every call, or is told how many
// it has missed. They take little memory, however far they are behind.
func TestAThousandReadersOfTwentyThousandCalls(t *testing.T) {
	const readers, calls, most = 1000, 20_000, 256 << 20
	sim := simulator.RunT(t)
	crowd := gather(t, sim, readers/10)
	crowd.gatherWithout(t, sim, readers-readers/10)
	defer crowd.leave()
	call := benchCall{method: http.MethodGet, path: reviewPath(1), want: http.StatusOK}
	serve := call.prepare(t)
	handler := sim.Handler()
	var memory runtime.MemStats
	for i := range calls {
		serve(handler)
		if i%(calls/4) == calls/4-1 {
			runtime.GC()
			runtime.ReadMemStats(&memory)
			if memory.HeapInuse > most {
				t.Errorf("after %d calls %d MiB are in use", i+1, memory.HeapInuse>>20)
			}
		}
	}
	if err := sim.Checkpoint("end"); err != nil {
		t.Fatal(err)
	}
	all, missed := 0, 0
	for range readers {
		got := <-crowd.ended
		if got.calls+got.missed != calls || got.wrong != "" {
			t.Errorf("a reader got %d calls, and missed %d: %s", got.calls, got.missed, got.wrong)
		}
		all, missed = all+got.calls, missed+got.missed
	}
	t.Logf("%d calls were read, %d were missed, %d MiB are in use", all, missed, memory.HeapInuse>>20)
}

// BenchmarkReaders is a call while nobody reads events, while one does, and while many do,
// over connections.
func BenchmarkReaders(b *testing.B) {
	for _, readers := range []int{0, 1, 1000} {
		b.Run(fmt.Sprint(readers), func(b *testing.B) {
			sim := simulator.RunT(b)
			crowd := gather(b, sim, readers)
			defer crowd.leave()
			benchCall{method: http.MethodGet, path: reviewPath(1), want: http.StatusOK}.run(b, sim.Handler())
		})
	}
}
