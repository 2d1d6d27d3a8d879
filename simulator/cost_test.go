//go:build !race

// With the race detector, a call takes more.

package simulator

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"testing"
)

// costs is the memory that a call takes from the entry of the handler on, as it was
// measured. A call may not take more than 2 % more, for what grows now and then, and not
// 10 % less either, so that this table stays true: who makes a call cheaper writes down
// by how much.
var costs = []cost{
	{"a review", "GET", "/vendors/1/security-reviews/1", "", 200, 6, 1395, 40_500},
	{"a review with its SOC form and two users", "GET", "/vendors/1/security-reviews/4?expand[]=user&expand[]=requesterUser", "", 200, 18, 4280, 0},
	{"a list", "GET", "/vendors/1/security-reviews?size=3", "", 200, 43, 16048, 0},
	{"a creation", "POST", "/vendors/1/security-reviews", `{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS",` +
		`"securityReviewType":"SECURITY","title":"Yearly %d","note":"with care","requesterUserId":1}`, 201, 47, 4466, 108_000},
	{"a refused creation", "POST", "/vendors/1/security-reviews", `{"title":%d}`, 400, 224, 19416, 0},
}

type cost struct {
	name          string
	method, path  string
	body          string
	want          int
	pieces, bytes float64
	instructions  float64 // see TestInstructions; 0 if they are not counted
}

// request is call i of its kind, as net/http would hand it on.
func (c cost) request(i int) *http.Request {
	var body io.Reader
	if c.body != "" {
		body = bytes.NewReader(fmt.Appendf(nil, c.body, i))
	}
	r := httptest.NewRequest(c.method, c.path, body)
	r.Header.Set("Authorization", "Bearer sim-full")
	if r.Body == nil {
		r.Body = http.NoBody
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// serving is a handler, with what takes its answers.
type serving struct {
	handler http.Handler
	writer  *counter
	want    int
}

func (c cost) serving(sim *Simulator) serving {
	// Not Simulator.Handler, which copies headers.
	return serving{sim.server.Handler(), &counter{header: http.Header{}}, c.want}
}

func (s serving) serve(t *testing.T, requests []*http.Request) {
	for _, r := range requests {
		clear(s.writer.header)
		if s.handler.ServeHTTP(s.writer, r); s.writer.status != s.want {
			t.Fatalf("got %d, want %d", s.writer.status, s.want)
		}
	}
}

// TestCosts counts allocations, which no machine does faster or slower than another.
func TestCosts(t *testing.T) {
	for _, cost := range costs {
		t.Run(cost.name, func(t *testing.T) {
			pieces, size := measureCost(t, cost)
			for _, figure := range []struct {
				of            string
				got, recorded float64
			}{{"pieces", pieces, cost.pieces}, {"bytes", size, cost.bytes}} {
				if figure.got > 1.02*figure.recorded+0.5 || figure.got < 0.9*figure.recorded-0.5 {
					t.Errorf("takes %.1f %s, the table has %.0f: make it take no more, or write down %.0f", figure.got, figure.of, figure.recorded, math.Round(figure.got))
				}
			}
		})
	}
}

// measureCost serves calls without a network until the journal is full and all pools
// have something, and then counts what some more take.
func measureCost(t *testing.T, cost cost) (pieces, size float64) {
	t.Helper()
	sim, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	const first, counted = DefaultJournalEntries + 500, 1000
	requests := make([]*http.Request, first+counted)
	for i := range requests {
		requests[i] = cost.request(i)
	}
	on := cost.serving(sim)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	on.serve(t, requests[:first])
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it empties the pools
	on.serve(t, requests[first:first+100])
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	on.serve(t, requests[first+100:])
	runtime.ReadMemStats(&after)
	calls := float64(counted - 100)
	return float64(after.Mallocs-before.Mallocs) / calls, float64(after.TotalAlloc-before.TotalAlloc) / calls
}

// counter takes an answer and keeps its status.
type counter struct {
	header http.Header
	status int
}

func (c *counter) Header() http.Header         { return c.header }
func (c *counter) Write(p []byte) (int, error) { return len(p), nil }
func (c *counter) WriteHeader(status int)      { c.status = status }
func (c *counter) EnableFullDuplex() error     { return nil } // as the writer of net/http
