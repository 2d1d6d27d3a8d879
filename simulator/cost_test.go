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
var costs = []struct {
	name          string
	method, path  string
	body          string
	want          int
	pieces, bytes float64
}{
	{"a review", "GET", "/vendors/1/security-reviews/1", "", 200, 6, 1395},
	{"a review with its SOC form and two users", "GET", "/vendors/1/security-reviews/4?expand[]=user&expand[]=requesterUser", "", 200, 18, 4280},
	{"a list", "GET", "/vendors/1/security-reviews?size=3", "", 200, 43, 16048},
	{"a creation", "POST", "/vendors/1/security-reviews", `{"reviewDeadlineAt":"2026-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS",` +
		`"securityReviewType":"SECURITY","title":"Yearly %d","note":"with care","requesterUserId":1}`, 201, 47, 4466},
	{"a refused creation", "POST", "/vendors/1/security-reviews", `{"title":%d}`, 400, 224, 19416},
}

// TestCosts counts allocations, which no machine does faster or slower than another.
func TestCosts(t *testing.T) {
	for _, cost := range costs {
		t.Run(cost.name, func(t *testing.T) {
			pieces, size := measureCost(t, func(i int) *http.Request {
				var body io.Reader
				if cost.body != "" {
					body = bytes.NewReader(fmt.Appendf(nil, cost.body, i))
				}
				return httptest.NewRequest(cost.method, cost.path, body)
			}, cost.want)
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
func measureCost(t *testing.T, request func(i int) *http.Request, want int) (pieces, size float64) {
	t.Helper()
	sim, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	const first, counted = DefaultJournalEntries + 500, 1000
	requests := make([]*http.Request, first+counted)
	for i := range requests {
		requests[i] = request(i)
		requests[i].Header.Set("Authorization", "Bearer sim-full")
		if requests[i].Body == nil {
			requests[i].Body = http.NoBody // as net/http has it
		} else {
			requests[i].Header.Set("Content-Type", "application/json")
		}
	}
	handler := sim.server.Handler() // Simulator.Handler copies headers
	writer := &counter{header: http.Header{}}
	serve := func(requests []*http.Request) {
		for _, r := range requests {
			clear(writer.header)
			if handler.ServeHTTP(writer, r); writer.status != want {
				t.Fatalf("got %d, want %d", writer.status, want)
			}
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	serve(requests[:first])
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // it empties the pools
	serve(requests[first : first+100])
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	serve(requests[first+100:])
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
