package page_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
)

// evil is a title that a page which takes it for HTML would run.
const evil = `<script>document.title='run'</script><img src=x onerror="document.title='run'">`

// filled is a simulator that was used: with calls that broke the contract, a fault that came,
// several sandboxes, and a call that waits for its clock.
type filled struct {
	t   *testing.T
	sim *simulator.Simulator
	log logs
}

// logs is what the simulator logged. Any number of goroutines may write.
type logs struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// now is what the clock of a filled simulator shows.
var now = time.Date(2026, time.November, 22, 12, 30, 45, 678e6, time.UTC)

// run starts a simulator.
func run(t *testing.T, opts ...simulator.Option) *filled {
	t.Helper()
	f := &filled{t: t}
	logger := slog.New(slog.NewTextHandler(&f.log, nil))
	sim, err := simulator.Start(append([]simulator.Option{simulator.WithLogger(logger)}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		sim.Close()
		if log := f.log.String(); strings.Contains(log, "please report this") {
			t.Errorf("the log says %s", log)
		}
	})
	f.sim = sim
	return f
}

// fill is run for a simulator that was used.
func fill(t *testing.T, opts ...simulator.Option) *filled {
	t.Helper()
	f := run(t, append([]simulator.Option{simulator.WithFrozenClock(now)}, opts...)...)
	const reviews = "/vendors/1/security-reviews"
	f.call("GET", "/vendors?page=1&size=20", "sim-full", "")
	f.call("GET", reviews+"/1", "sim-full", "")
	f.call("PUT", reviews+"/1", "sim-full", `{"titel": "Yearly", "status": "DONE"}`)
	f.call("GET", reviews+"/2", "sim-none", "")
	f.call("PUT", reviews+"/2", "sim-full", `{"title": `+quoted(evil)+`}`)
	f.control("PUT", "/sandboxes/default/scenarios/rate-limit-small", "")
	f.control("PUT", "/sandboxes/default/scenarios/finalize-lost-answer", "")
	f.call("GET", reviews+"/3", "sim-full", "")
	f.call("POST", reviews+"/3/actions", "sim-full", `{"action": "finalize"}`)
	f.call("GET", reviews+"/3/actions", "sim-full", "")
	f.control("PUT", "/sandboxes/default/checkpoints/before-the-reopen", "")
	f.control("POST", "/sandboxes", `{"name": "checkout-17", "from": "default", "pinned": true, "clock": {"mode": "frozen", "at": "2027-01-01T00:00:00Z"}, "scenarios": ["slow-answers"]}`)
	f.control("POST", "/sandboxes", `{"name": "nightly", "clock": {"mode": "offset", "offset": "24h"}}`)
	f.call("GET", "/vendors/1", "sim-read@nightly", "")
	f.call("GET", "/vendors/99", "sim-read@nightly", "")
	return f
}

// call sends a call to the API and gives its status, 0 if no answer came.
func (f *filled) call(method, path, key, body string) int {
	f.t.Helper()
	return f.send(method, f.sim.URL()+path, body, "Bearer "+key)
}

// control sends a call to the control API, which has to succeed.
func (f *filled) control(method, path, body string) {
	f.t.Helper()
	if status := f.send(method, f.sim.ControlURL()+path, body, ""); status >= 300 {
		f.t.Fatalf("%s %s: got %d", method, path, status)
	}
}

func (f *filled) send(method, url, body, authorization string) int {
	f.t.Helper()
	request, err := http.NewRequestWithContext(f.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body) // may be broken off on purpose
	return response.StatusCode
}
