package simulator_test

import (
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// commotion is clients that call while sandboxes come and go.
type commotion struct {
	*client
	began, ended atomic.Int64 // calls
	over         chan struct{}
	rest         sync.WaitGroup
}

// until does something over and over until the clients are done.
func (c *commotion) until(do func(i int)) {
	c.rest.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-c.over:
				return
			default:
				do(i)
			}
		}
	})
}

// call sends calls of a client, in turn to more sandboxes than there is room for.
func (c *commotion) call(calls int) {
	for i := range calls {
		c.began.Add(1)
		c.as(fmt.Sprint("sim-full@box-", i%6)).get(reviewPath(1))
		c.ended.Add(1)
	}
}

// Each call is in a report once, whatever becomes of its sandbox meanwhile.
func TestReportsAreExactWhileSandboxesComeAndGo(t *testing.T) {
	c := &commotion{over: make(chan struct{}), client: newUnprovenClient(t, simulator.WithMaxSandboxes(4),
		simulator.WithSandboxTTL(3*time.Millisecond), simulator.WithChecks("no-hot-loop"))}
	c.until(func(i int) { c.steer(http.MethodPost, fmt.Sprintf("/sandboxes/box-%d/reset", i%6), "") })
	c.until(func(i int) { c.steer(http.MethodDelete, fmt.Sprintf("/sandboxes/box-%d", i%6), "") })
	c.until(func(i int) { c.steer(http.MethodDelete, fmt.Sprintf("/sandboxes/box-%d/journal", i%6), "") })
	c.until(func(i int) { c.steer(http.MethodPost, "/sandboxes", fmt.Sprintf(`{"name":"box-%d"}`, i%6)) })
	c.until(func(int) {
		ended := c.ended.Load()
		r := c.sim.Report()
		if all, began := int64(r.Calls+r.NoSandboxCalls), c.began.Load(); all < ended || all > began {
			t.Errorf("%d calls are reported, of %d to %d", all, ended, began)
		}
	})
	var clients sync.WaitGroup
	for range 4 {
		clients.Go(func() { c.call(250) })
	}
	clients.Wait()
	close(c.over)
	c.rest.Wait()
	wantAllReported(t, c.sim.Report(), 1000)
}

func wantAllReported(t *testing.T, r report.Report, calls int) {
	t.Helper()
	if r.Calls+r.NoSandboxCalls != calls || r.Calls == 0 {
		t.Errorf("got %d calls and %d that reached no sandbox, of %d", r.Calls, r.NoSandboxCalls, calls)
	}
	answered, delivered := 0, 0
	for _, op := range r.Operations {
		for _, s := range op.Statuses {
			answered, delivered = answered+s.Answered, delivered+s.Delivered
		}
	}
	if answered != r.Calls || delivered != r.Calls {
		t.Errorf("got %d answered and %d delivered, want %d", answered, delivered, r.Calls)
	}
}

// A report that begins anew counts what comes after, and nothing from before.
func TestARestartedReportCountsWhatComesAfter(t *testing.T) {
	c := newUnprovenClient(t, simulator.WithChecks("bounded-attempts=1"))
	for range 3 {
		c.as("sim-full@a").get(reviewPath(1)).Want(200)
		c.steer(http.MethodDelete, "/sandboxes/a", "").Want(204)
	}
	c.get(reviewPath(1)).Want(200)
	c.steer(http.MethodDelete, "/report", "").Want(204)
	if r := c.sim.Report(); r.Calls != 0 || r.Sandboxes != 0 {
		t.Errorf("got %d calls", r.Calls)
	}
	c.get(reviewPath(1)).Want(200)
	wantAllReported(t, c.sim.Report(), 1)
}

// What a check found in a sandbox is in the next report, however the sandbox ended.
func TestChecksOutliveTheirSandboxes(t *testing.T) {
	ends := map[string]func(*client){
		"reset":   func(c *client) { c.steer(http.MethodPost, "/sandboxes/a/reset", "").Want(200) },
		"delete":  func(c *client) { c.steer(http.MethodDelete, "/sandboxes/a", "").Want(204) },
		"journal": func(c *client) { c.steer(http.MethodDelete, "/sandboxes/a/journal", "").Want(204) },
		"evict":   func(c *client) { c.as("sim-full@b").get(reviewPath(1)).Want(500) },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			c := newUnprovenClient(t, simulator.WithMaxSandboxes(2), simulator.WithChecks("bounded-attempts=1"),
				simulator.WithScenario(scenarioFile(t, "name: outage\nrules:\n  - when: {operation: get*}\n    fault: {status: 500}\n")))
			for range 3 {
				c.as("sim-full@a").get(reviewPath(1)).Want(500)
			}
			end(c)
			if r := c.sim.Report(); len(r.Checks) != 1 || r.Checks[0].Outcome != report.Failed {
				t.Errorf("got %+v", r.Checks)
			}
		})
	}
}
