package simulator_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// shownCall is the call of a name that a report shows, which must be one.
func shownCall(t *testing.T, r report.Report, name string) report.Call {
	t.Helper()
	var found []report.Call
	for _, c := range r.ShownCalls {
		if c.Sandbox+"/"+c.ID == name {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d calls are shown that are called %s", len(found), name)
	}
	return found[0]
}

// request is a write of JSON that is not sent yet.
func request(t *testing.T, c *client, path, body string) *http.Request {
	t.Helper()
	request, err := http.NewRequest(http.MethodPost, c.sim.URL()+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("Content-Type", "application/json")
	return request
}

// A report has the calls that it names: what was asked, what was answered, and which
// rules were asked; and again after it was written and read.
func TestAReportShowsTheCallsThatItNames(t *testing.T) {
	c := newUnprovenClient(t, simulator.WithChecks("stops-on-refusal"),
		simulator.WithScenario(scenarioFile(t, "name: late\nrules:\n  - {name: second, after: 1, fault: {status: 500}}\n")))
	c.post(creation, `{"titel":"x"}`).Want(400)
	c.get(reviewPath(1) + "?expand[0]=user").Want(200)
	c.get(reviewPath(1) + "?expand[0]=user").Want(500)
	c.as("sim-no-terms").get(reviewPath(1)).Want(412)
	c.as("sim-no-terms").get(reviewPath(2)).Want(412)
	c.get("/vendors/1/documents-of-old").Want(404)
	r := c.sim.Report()
	var text bytes.Buffer
	if err := r.Write(&text, report.JSON); err != nil {
		t.Fatal(err)
	}
	read, err := report.Read(text.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []report.Report{r, read} {
		broken := shownCall(t, r, r.Violations[0].Examples[0])
		if broken.Request.Body != `{"titel":"x"}` || broken.Response.Status != 400 || !strings.Contains(broken.Response.Body, "titel") ||
			broken.Request.Header["Authorization"][0] != "***" || !slices.Contains(broken.Violations, r.Violations[0].Violation) {
			t.Errorf("got %+v", broken)
		}
		hinted, failed := shownCall(t, r, r.Hints[0].Examples[0]), shownCall(t, r, r.Hints[0].Examples[1])
		if len(hinted.Rules) != 1 || hinted.Rules[0].Failed != "after" || hinted.Rules[0].Wanted != "lets the first 1 matching call pass" {
			t.Errorf("got %+v", hinted)
		}
		if failed.Rule != "late/second" || failed.Response.Status != 500 || !failed.Rules[0].Fired {
			t.Errorf("got %+v", failed)
		}
		for _, e := range r.Checks[0].Evidence {
			if refused := shownCall(t, r, e.Sandbox+"/"+e.Call); refused.Response.Status != 412 {
				t.Errorf("got %+v", refused)
			}
		}
	}
}

// What a journal hides stands in no report, in none of its forms.
func TestAReportShowsNoSecrets(t *testing.T) {
	c := newUnprovenClient(t, simulator.WithMask("notes", "pin"))
	for _, body := range []string{`{"notes":"hush-hush"}`, `{"titel":{"pin":"hush-hush"}}`} {
		request := request(t, c, creation+"?pin=hush-hush", body)
		request.Header.Set("Cookie", "session=hush-hush")
		request.Header.Set("X-Api-Key", "hush-hush")
		c.do(request).Want(400)
	}
	r := c.sim.Report()
	if len(r.ShownCalls) != 2 {
		t.Errorf("%d calls are shown", len(r.ShownCalls))
	}
	for _, format := range report.Formats() {
		var page bytes.Buffer
		if err := r.Write(&page, format); err != nil || strings.Contains(page.String(), "hush") {
			t.Errorf("%s: %v, or it has the secret", format, err)
		}
	}
}

// Calls of sandboxes that have gone are shown, however they ended; and of two lives of
// one sandbox, whose calls have the same ids, each.
func TestCallsOutliveTheirSandboxes(t *testing.T) {
	for name, end := range map[string]func(*client){
		"reset":   func(c *client) { c.steer(http.MethodPost, "/sandboxes/a/reset", "").Want(200) },
		"delete":  func(c *client) { c.steer(http.MethodDelete, "/sandboxes/a", "").Want(204) },
		"journal": func(c *client) { c.steer(http.MethodDelete, "/sandboxes/a/journal", "").Want(204) },
	} {
		t.Run(name, func(t *testing.T) {
			c := newUnprovenClient(t)
			for life := range 2 {
				c.as("sim-full@a").post(creation, fmt.Sprintf(`{"life-%d":"x"}`, life)).Want(400)
				end(c)
			}
			r := c.sim.Report()
			var bodies []string
			for _, call := range r.ShownCalls {
				bodies = append(bodies, call.Request.Body)
			}
			if fmt.Sprint(bodies) != `[{"life-0":"x"} {"life-1":"x"}]` {
				t.Errorf("got %q", bodies)
			}
			if again := c.sim.Report(); len(again.ShownCalls) != 2 {
				t.Errorf("the second report shows %d", len(again.ShownCalls))
			}
		})
	}
}

// What is long in a call ends earlier, and the report says so.
func TestLongCallsAreShownShort(t *testing.T) {
	var rules strings.Builder
	for i := range 60 {
		fmt.Fprintf(&rules, "  - {when: {query: {\"expand[]\": %q}}, fault: {status: 500}}\n", fmt.Sprint(strings.Repeat("x", 400), i))
	}
	c := newUnprovenClient(t, simulator.WithScenario(scenarioFile(t, "name: many\nrules:\n"+rules.String())))
	request := request(t, c, creation+"?"+strings.Repeat("q", 2000), `{"titel":"`+strings.Repeat("x", 10_000)+`"}`)
	for i := range 45 {
		request.Header.Set(fmt.Sprint("X-Long-", i), strings.Repeat("v", 310))
	}
	c.do(request).Want(400)
	c.get(reviewPath(1) + "?expand[0]=user").Want(200) // a violation is answered before any rule is asked
	r := c.sim.Report()
	call := r.ShownCalls[0]
	if len(call.Request.Body) != 4<<10 || len(call.Request.Query) != 1000 || fmt.Sprint(call.Request.Truncated) != "[query body header]" {
		t.Errorf("got a body of %d, a query of %d bytes, cut at %v", len(call.Request.Body), len(call.Request.Query), call.Request.Truncated)
	}
	if values := len(call.Request.Header); values != 40 || len(call.Request.Header["X-Long-1"][0]) != 300 {
		t.Errorf("got %d headers", values)
	}
	call = r.ShownCalls[1]
	if len(call.Rules) != 50 || call.OmittedRules != 10 || len(call.Rules[0].Wanted) > 310 {
		t.Errorf("got %d rules, %d left out: %.100s", len(call.Rules), call.OmittedRules, call.Rules[0].Wanted)
	}
}

// Each sandbox has a verdict of its own, over all of its lives.
func TestEachSandboxHasAVerdict(t *testing.T) {
	c := newUnprovenClient(t, simulator.WithChecks("stops-on-refusal"))
	c.as("sim-full@good").get(reviewPath(1)).Want(200)
	c.as("sim-full@bad").post(creation, `{"titel":"x"}`).Want(400)
	c.steer(http.MethodDelete, "/sandboxes/bad", "").Want(204)
	c.as("sim-no-terms@bad").get(reviewPath(1)).Want(412)
	c.as("sim-no-terms@bad").get(reviewPath(1)).Want(412)
	c.steer(http.MethodPut, "/sandboxes/unmet", "{}").Want(201)
	c.steer(http.MethodPut, "/sandboxes/unmet/scenarios/x", `{"name":"x","rules":[{"fault":{"status":500},"expect":{"fired":2}}]}`).Want(200)
	c.as("sim-full@unmet").get(reviewPath(1)).Want(500)
	r := c.sim.Report()
	if len(r.Verdicts) != 3 || r.OmittedVerdicts != 0 {
		t.Fatalf("got %+v", r.Verdicts)
	}
	bad, good, unmet := r.Verdicts[0], r.Verdicts[1], r.Verdicts[2]
	if !good.Passed || good.Calls != 1 || len(good.Findings) > 0 || good.Sandbox != "good" {
		t.Errorf("got %+v", good)
	}
	kinds := findings(report.Report{Findings: bad.Findings})
	if bad.Passed || bad.Calls != 3 || bad.Violations != 4 || !slices.Equal(kinds, []report.FindingKind{report.FindingViolation, report.FindingCheck}) {
		t.Errorf("got %+v", bad)
	}
	if unmet.Passed || len(unmet.Findings) != 1 || unmet.Findings[0].Kind != report.FindingExpectation || !strings.Contains(unmet.Findings[0].Text, "fired once, expected 2") {
		t.Errorf("got %+v", unmet)
	}
}

// A sandbox that nobody called and nothing was asked of has none; a call that breaks the
// contract on purpose is no reason not to pass.
func TestVerdictsOfGoodSandboxes(t *testing.T) {
	c := newClient(t)
	c.steer(http.MethodPost, "/sandboxes", `{"name":"idle"}`).Want(201)
	if err := c.box().ExpectViolations("{operation: createVendorSecurityReview}"); err != nil {
		t.Fatal(err)
	}
	c.post(creation, `{"titel":"x"}`).Want(400)
	r := c.sim.Report()
	if len(r.Verdicts) != 1 || !r.Verdicts[0].Passed || r.Verdicts[0].Violations != 0 || r.Verdicts[0].Sandbox != "default" {
		t.Errorf("got %+v", r.Verdicts)
	}
	if calls := c.box().Journal(journal.Filter{}); len(r.ShownCalls) != 0 || !calls[0].OnPurpose {
		t.Errorf("%d calls are shown of %+v", len(r.ShownCalls), calls)
	}
}
