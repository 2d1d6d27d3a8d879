package simulator_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
)

// metric is the value of one series, "" if there is none.
func (c *client) metric(series string) string {
	c.t.Helper()
	got := c.control("/metrics").Want(200)
	if kind := got.Header.Get("Content-Type"); !strings.HasPrefix(kind, "text/plain; version=0.0.4") {
		c.t.Errorf("Content-Type: got %s", kind)
	}
	for line := range strings.Lines(string(got.Body)) {
		if value, ok := strings.CutPrefix(line, series+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func TestMetrics(t *testing.T) {
	c := varied(t)
	c.as("sim-full@other").get(reviewPath(5)).Want(200)
	c.as("nobody@nowhere").get(reviewPath(5)).Want(401) // makes no sandbox
	for series, want := range map[string]string{
		`vsrsim_calls_total{operation="getVendorSecurityReview",status="200"}`:             "3",
		`vsrsim_calls_total{operation="getVendorSecurityReview",status="none"}`:            "1",
		`vsrsim_calls_total{operation="getVendorSecurityReview",status="401"}`:             "2",
		`vsrsim_calls_total{operation="getVendorSecurityReview",status="404"}`:             "0",
		`vsrsim_calls_total{operation="createVendorSecurityReview",status="none"}`:         "1",
		`vsrsim_calls_total{operation="createVendorSecurityReview",status="201"}`:          "0",
		`vsrsim_calls_total{operation="none",status="404"}`:                                "1",
		`vsrsim_violations_total{operation="updateVendorSecurityReview",side="request"}`:   "2",
		`vsrsim_violations_total{operation="updateVendorSecurityReview",side="response"}`:  "0",
		`vsrsim_faults_total{operation="createVendorSecurityReview",rule="lossy/after"}`:   "1",
		`vsrsim_faults_total{operation="createVendorSecurityReview",rule="lossy/before"}`:  "",
		`vsrsim_call_duration_seconds_count{operation="getVendorSecurityReview"}`:          "6",
		`vsrsim_call_duration_seconds_bucket{operation="getVendorSecurityReview",le="10"}`: "6",
		`vsrsim_sandboxes`:       "2",
		`vsrsim_journal_entries`: "10",
		`vsrsim_build_info{contract="2026-07",version="` + version.Of() + `"}`: "1",
	} {
		if got := c.metric(series); got != want {
			t.Errorf("%s: got %q, want %q", series, got, want)
		}
	}
	for _, series := range []string{"vsrsim_journal_bytes", "go_goroutines", "process_start_time_seconds"} {
		if got := c.metric(series); got == "" || got == "0" {
			t.Errorf("%s: got %q", series, got)
		}
	}
}

func TestMetricsNeedTheToken(t *testing.T) {
	c := newClient(t, simulator.WithControlToken("let-me-in"))
	c.control("/metrics").Want(401)
}

func TestEachSimulatorHasItsOwnMetrics(t *testing.T) {
	one, other := newClient(t), newClient(t)
	one.get(reviewPath(1)).Want(200)
	const series = `vsrsim_calls_total{operation="getVendorSecurityReview",status="200"}`
	if got, want := one.metric(series)+other.metric(series), "10"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Whatever clients send, there are no more series than before.
func TestClientsMakeNoSeries(t *testing.T) {
	c := newClient(t)
	c.get("/first").Want(404)
	c.send("BREW", reviewPath(1), "", nil).Want(404)
	series := func() int { return strings.Count(string(c.control("/metrics").Want(200).Body), "\nvsrsim_") }
	before := series()
	for i := range 20 {
		c.get(fmt.Sprint("/path/", i)).Want(404)
		c.send(fmt.Sprint("BREW", i), reviewPath(1), "", nil).Want(404)
		c.as(fmt.Sprint("sim-full@box", i)).get(reviewPath(1)).Want(200)
	}
	if after := series(); after != before {
		t.Errorf("got %d series, then %d", before, after)
	}
}

func TestCallsAreCountedOnce(t *testing.T) {
	c := newClient(t)
	var calls sync.WaitGroup
	for range 8 {
		calls.Go(func() {
			for range 50 {
				c.get(reviewPath(1)).Want(200)
			}
		})
	}
	calls.Wait()
	if got := c.metric(`vsrsim_call_duration_seconds_count{operation="getVendorSecurityReview"}`); got != "400" {
		t.Errorf("got %s, want 400", got)
	}
}

// looker is a client that looks at the metrics whenever something of its answer
// comes, or its connection ends.
type looker struct {
	http.ResponseWriter
	conn net.Conn
	look func()
}

func (l looker) Write(piece []byte) (int, error) {
	l.look()
	return l.ResponseWriter.Write(piece)
}

func (l looker) Flush() {}

func (l looker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return lookedAt{l.conn, l.look}, nil, nil
}

type lookedAt struct {
	net.Conn
	look func()
}

func (c lookedAt) Close() error {
	c.look()
	return c.Conn.Close()
}

// Whoever has an answer, or knows that none comes, finds the call counted: no
// matter how fast the answer is, and what goes wrong with it.
func TestACallIsCountedBeforeItsAnswerCanBeSeen(t *testing.T) {
	for name, call := range map[string]struct{ key, path, fault, series string }{
		"plain":      {key: "sim-full", path: reviewPath(1), series: `vsrsim_calls_total{operation="getVendorSecurityReview",status="200"}`},
		"no sandbox": {key: "nobody@nowhere", path: reviewPath(1), series: `vsrsim_calls_total{operation="getVendorSecurityReview",status="401"}`},
		"no route":   {key: "sim-full", path: "/nothing", series: `vsrsim_calls_total{operation="none",status="404"}`},
		"paced": {
			key: "sim-full", path: reviewPath(1), fault: "{bandwidth: 10kB}",
			series: `vsrsim_calls_total{operation="getVendorSecurityReview",status="200"}`,
		},
		"broken": {
			key: "sim-full", path: reviewPath(1), fault: "{truncate: 50%}",
			series: `vsrsim_calls_total{operation="getVendorSecurityReview",status="200"}`,
		},
		"closed": {
			key: "sim-full", path: reviewPath(1), fault: "{connection: close}",
			series: `vsrsim_calls_total{operation="getVendorSecurityReview",status="none"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			var options []simulator.Option
			if call.fault != "" {
				scenario := "name: s\nrules:\n  - when: {operation: getVendorSecurityReview}\n    fault: " + call.fault + "\n"
				options = append(options, simulator.WithScenario(scenarioFile(t, scenario)))
			}
			c := newUnprovenClient(t, options...)
			seen := "nothing"
			ours, theirs := net.Pipe()
			_ = theirs.Close() // the client has left: nobody waits for it to read
			writer := looker{httptest.NewRecorder(), ours, func() { seen = c.metric(call.series) }}
			request := httptest.NewRequest(http.MethodGet, call.path, nil)
			request.Header.Set("Authorization", "Bearer "+call.key)
			c.sim.Handler().ServeHTTP(writer, request)
			if seen != "1" {
				t.Errorf("when the last of the answer came: got %q, want 1", seen)
			}
			if got := c.metric(call.series); got != "1" {
				t.Errorf("in the end: got %q, want 1", got)
			}
		})
	}
}
