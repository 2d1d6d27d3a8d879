package simulator_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// TestNoCallCrosses calls in many sandboxes at once: each reads what was written in
// it, and nothing of another.
func TestNoCallCrosses(t *testing.T) {
	boxes, calls := attackSize(t, 200), attackSize(t, 40_000)
	boxes = min(boxes, 2000)
	sim := simulator.RunT(t, simulator.WithMaxSandboxes(boxes+1), simulator.WithJournal(20, 1<<20))
	handler := sim.Handler()
	const workers = 8
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), 0))
			written := map[int]int{} // by sandbox, how often this worker wrote there
			for range calls / workers / 2 {
				box := worker + workers*random.IntN(boxes/workers) // of this worker alone
				written[box]++
				title := fmt.Sprintf("box %d, written %d times", box, written[box])
				key := fmt.Sprintf("sim-full@box-%d", box)
				put := serveOnce(handler, key, http.MethodPut, `{"title":"`+title+`"}`)
				got := serveOnce(handler, key, http.MethodGet, "")
				if put.Code != 200 || got.Code != 200 || !strings.Contains(got.Body.String(), title) {
					t.Errorf("%s: wrote %q, got %d %s", key, title, got.Code, got.Body)
					return
				}
			}
		})
	}
	wg.Wait()
	if got, want := sim.Report().Calls, calls/workers/2*2*workers; got != want {
		t.Errorf("%d calls reported, %d sent", got, want)
	}
}

func serveOnce(handler http.Handler, key, method, body string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, "http://127.0.0.1"+reviewPath(1), strings.NewReader(body))
	request.Header.Set("Authorization", "Bearer "+key)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}
