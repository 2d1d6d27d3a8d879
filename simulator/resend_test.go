package simulator_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// TestEveryOperationIsSentAgain: a call to each operation meets the same in a fork that
// begins where its own sandbox began.
func TestEveryOperationIsSentAgain(t *testing.T) {
	c := newClient(t)
	box := c.box()
	c.get(reviewPath(1)).Want(200)
	began := c.last().ID
	for i, op := range operationsOf(t, c) {
		var forks []*simulator.Sandbox
		for _, name := range []string{"once", "again"} {
			fork, err := box.ForkAfter(began, fmt.Sprint(name, i))
			if err != nil {
				t.Fatal(err)
			}
			forks = append(forks, fork)
		}
		once, again := forks[0], forks[1]
		path := regexp.MustCompile(`\{[A-Za-z]+\}`).ReplaceAllString(op.Path, "1")
		contentType := ""
		if bodies[op.ID] != "" {
			contentType = "application/json"
		}
		status := c.as(once.KeyNamed("sim-full")).send(op.Method, path, contentType, strings.NewReader(bodies[op.ID])).Status
		call := last(once)
		c.steer(http.MethodPost, "/sandboxes/"+once.Name()+"/journal/"+call.ID+"/resend", `{"sandbox":"`+again.Name()+`"}`).Want(200).
			Has("response.status", status).Has("id", call.ID).Has("sandbox", again.Name()).Has("operation", op.ID)
		if got := last(again); got.Response.Body != call.Response.Body && !strings.Contains(call.Response.Body, "/_files/") || got.Request.Body != call.Request.Body {
			t.Errorf("%s: got %+v\nwant %+v", op.ID, got, call)
		}
		if !reflect.DeepEqual(again.World().Snapshot(), once.World().Snapshot()) {
			t.Errorf("%s: the worlds differ", op.ID)
		}
	}
}

// bodies are those of the operations that take JSON.
var bodies = map[string]string{
	"createVendorSecurityReview": `{"title":"New","securityReviewType":"SECURITY","securityReviewStatus":"NOT_YET_STARTED",
		"reviewDeadlineAt":"2026-12-01T00:00:00.000Z"}`,
	"updateVendorSecurityReview":  `{"title":"Changed"}`,
	"performSecurityReviewAction": `{"action":"start"}`,
}

func operationsOf(t *testing.T, c *client) []*contract.Operation {
	t.Helper()
	loaded, err := contract.Load(c.inForce())
	if err != nil {
		t.Fatal(err)
	}
	return loaded.Operations
}

// TestWhatTheJournalLacksIsNotMadeUp: a call of which the journal does not have all is not
// sent, and the refusal says what is not there.
func TestWhatTheJournalLacksIsNotMadeUp(t *testing.T) {
	long := strings.Repeat("x", 70<<10)
	for what, one := range map[string]struct {
		call  func(*client)
		lacks string
	}{
		"a file": {func(c *client) {
			c.upload("/vendors/1/security-questionnaires", simtest.File("files", "a.csv", "a,b")).Want(201)
		}, `the bytes of the file "files" of the form, of which it has the hash alone`},
		"a long body": {func(c *client) {
			c.put(reviewPath(1), map[string]any{"title": long})
		}, "its body was cut for room"},
		"a key":   {func(c *client) { c.as("unknown").get(reviewPath(1)).Want(401) }, "its key is none of the world, and was not kept"},
		"a query": {func(c *client) { c.get(reviewPath(1) + "?access_token=x") }, "the query parameter access_token is secret, and was not kept"},
		"a header": {func(c *client) {
			c.served("GET", reviewPath(1), http.Header{"Cookie": {"a=b"}}, nil)
		}, "the header Cookie is secret, and was not kept"},
		"a value": {func(c *client) { c.put(reviewPath(1), map[string]any{"hush": "x"}) }, "a value in its body is secret, and was not kept"},
		"bytes": {func(c *client) {
			c.send("PUT", reviewPath(1), "application/json", strings.NewReader("{\"title\":\"\xff\"}"))
		}, "its body was no UTF-8, and was kept as text"},
		"a body that was not read": {func(c *client) {
			c.as("sim-revoked").put(reviewPath(1), map[string]any{"title": "x"}).Want(401)
		}, "its body, which was not read"},
		"a field": {func(c *client) {
			c.upload("/vendors/1/security-questionnaires", simtest.Field("hush", "x")).Want(400)
		}, `the field "hush" of the form is secret, and was not kept`},
	} {
		t.Run(what, func(t *testing.T) {
			c := newClient(t, simulator.WithMask("hush"))
			one.call(c)
			calls := c.sim.Journal(journal.Filter{})
			last := calls[len(calls)-1].ID
			c.steer(http.MethodPost, "/sandboxes/default/journal/"+last+"/resend", "{}").Want(409).Says(one.lacks)
			_, err := c.sim.Resend(last)
			if lacking, is := errors.AsType[recorder.Lacking](err); !is || !strings.Contains(lacking.Error(), one.lacks) {
				t.Errorf("got %v", err)
			}
			if got := len(c.sim.Journal(journal.Filter{})); got != len(calls) {
				t.Errorf("%d calls are in the journal, and were %d", got, len(calls))
			}
		})
	}
}

// A call goes on the way of all calls: without a key, to no operation, into a fault that
// breaks its connection, or delays it until the clock is moved.
func TestCallsOfAllKindsAreSentAgain(t *testing.T) {
	c := newClient(t)
	for _, call := range []func(){
		func() { c.as("").get(reviewPath(1)).Want(401) },
		func() { c.get("/nothing").Want(404) },
		func() { c.as("sim-none").get(reviewPath(1)).Want(403) },
		func() { c.upload("/vendors/1/security-questionnaires", simtest.Field("title", "x")).Want(400) },
	} {
		call()
		once := last(c.sim.Sandbox)
		again, err := c.sim.Resend(once.ID)
		if err != nil || again.Response.Status != once.Response.Status || again.Response.Body != once.Response.Body || again.Operation != once.Operation || again.Key != once.Key || again.ID == once.ID {
			t.Errorf("%v: got %+v\nwant %+v", err, again, once)
		}
	}
	c.get(reviewPath(1)).Want(200)
	id := last(c.sim.Sandbox).ID
	if err := c.sim.PlayYAML(`
name: faults
rules:
  - {name: broken, when: {method: GET}, times: 1, fault: {connection: reset}}
  - {name: late, when: {method: GET}, times: 1, fault: {delay: 1h}}
`); err != nil {
		t.Fatal(err)
	}
	again, err := c.sim.Resend(id)
	if err != nil || !again.Broken || again.Rule != "faults/broken" {
		t.Errorf("%v: got %+v", err, again)
	}
	c.sim.Clock().Freeze(simtest.Now)
	sent := make(chan journal.Call)
	go func() {
		again, err := c.sim.Resend(id)
		if err != nil {
			t.Error(err)
		}
		sent <- again
	}()
	for c.sim.Clock().Waiting() == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := c.sim.FastForward(time.Hour); err != nil {
		t.Fatal(err)
	}
	if again := <-sent; again.Rule != "faults/late" || again.Response.Status != 200 {
		t.Errorf("got %+v", again)
	}
	if _, err := c.sim.Resend("none"); err == nil || err.Error() != `there is no call "none" in the journal` {
		t.Errorf("got %v", err)
	}
}

func last(box *simulator.Sandbox) journal.Call {
	calls := box.Journal(journal.Filter{})
	return calls[len(calls)-1]
}
