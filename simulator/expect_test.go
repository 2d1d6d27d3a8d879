package simulator_test

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// expecting is the same client, whose calls have the header Sim-Expect.
func (c *client) expecting(values ...string) *client {
	other := *c
	other.header = http.Header{"Sim-Expect": values}
	return &other
}

// expectsOf is what the report has of expected violations, with all findings.
func expectsOf(r report.Report) (expected report.OnPurpose, findings string) {
	for _, f := range r.Findings {
		findings += string(f.Kind) + ": " + f.Text + "\n"
	}
	expected = r.OnPurpose
	expected.Examples = nil
	return expected, findings
}

// A test that breaks the contract on purpose says so, and its run passes.
func TestExpectedViolationsDoNotFailTheRun(t *testing.T) {
	c := newClient(t)
	c.expecting("violation").post(creation, `{"titel": 1}`).Want(http.StatusBadRequest)
	if !c.last().OnPurpose || len(c.last().Violations) == 0 {
		t.Errorf("got %+v, want an expected call with violations", c.last())
	}
	c.expecting("violation").get("/vendors/x/security-reviews/1").Want(http.StatusBadRequest)
	c.expecting("violation").get("/nowhere").Want(http.StatusNotFound)
	c.get(reviewPath(1)).Want(http.StatusOK)
	got, findings := expectsOf(c.sim.Report())
	if got.Calls != 3 || got.NoViolation != 0 || got.Violations < 4 || findings != "" {
		t.Errorf("got %+v and %q, want three calls and no findings", got, findings)
	}
	if v := c.sim.Report().Violations; len(v) > 0 {
		t.Errorf("got %v among the violations of the client", v)
	}
	c.post(creation, `{"titel": 1}`).Want(http.StatusBadRequest)
	if _, findings := expectsOf(c.sim.Report()); !strings.HasPrefix(findings, "violation: the client broke the contract") {
		t.Errorf("got %q, want the violation that nobody expected", findings)
	}
}

// In the mode observe the call is served, and its violations are expected as well.
func TestExpectedViolationsThatAreServed(t *testing.T) {
	c := newClient(t, simulator.WithObserve())
	c.expecting("violation").post(creation, newReview(map[string]any{"titel": "x"})).Want(http.StatusCreated)
	if got, findings := expectsOf(c.sim.Report()); got.Calls != 1 || got.Violations != 1 || findings != "" {
		t.Errorf("got %+v and %q", got, findings)
	}
}

// A call that is expected to break the contract and does not is a finding, also
// where it was refused before the contract was asked, and it fails its test.
func TestExpectedViolationsThatAreNone(t *testing.T) {
	told := &failures{TB: t}
	c := newClient(told)
	for _, call := range []func(*client) *simtest.Answer{
		func(c *client) *simtest.Answer { return c.get(reviewPath(1)).Want(http.StatusOK) },
		func(c *client) *simtest.Answer { return c.get(reviewPath(99)).Want(http.StatusNotFound) },
		func(c *client) *simtest.Answer {
			return c.as("sim-read").post(creation, `{"titel": 1}`).Want(http.StatusForbidden)
		},
	} {
		call(c.expecting("violation"))
		if !c.last().OnPurpose {
			t.Error("the journal does not say that it was expected")
		}
	}
	got, findings := expectsOf(c.sim.Report())
	if !reflect.DeepEqual(got, report.OnPurpose{Calls: 3, NoViolation: 3}) || !strings.HasPrefix(findings, "noViolation: expected a violation, the call broke nothing: 3 calls, such as default/") {
		t.Errorf("got %+v and %q", got, findings)
	}
	told.end()
	told.says(t, "the call broke nothing")
}

// Any other value is refused, and counts: the test would take the 400 for its own.
func TestSimExpectHasOneValue(t *testing.T) {
	for _, values := range [][]string{{"violations"}, {""}, {"Violation"}, {"violation", "no"}, {"violation, violation"}, {strings.Repeat("x", 9999)}} {
		c := newClient(t)
		message := string(c.expecting(values...).post(creation, newReview(map[string]any{})).Want(http.StatusBadRequest).Body)
		if !strings.Contains(message, "Sim-Expect must be violation, is ") || len(message) > 1000 {
			t.Errorf("%.40q: got %s", values, message)
		}
		c.expecting(values...).get("/nowhere").Want(http.StatusBadRequest).Says("Sim-Expect must be violation, is ")
		got, findings := expectsOf(c.sim.Report())
		if got.Calls != 0 || !strings.HasPrefix(findings, "violation: ") {
			t.Errorf("%.40q: got %+v and %q", values, got, findings)
		}
	}
}

// What a call asks of the simulator, and cannot have, is a finding, whoever expects
// violations: a test that does not look at the status would else pass.
func TestAMisusedHeaderFailsTheRun(t *testing.T) {
	for name, row := range map[string]struct {
		header http.Header
		text   string
		fix    string
	}{
		"a misspelt name": {http.Header{"Sim-Expects": {"violation"}}, "Sim-Expects should not exist, did you mean Sim-Expect?", "rename it to Sim-Expect"},
		"an unknown name": {http.Header{"Sim-Frobnicate": {"x"}}, "Sim-Frobnicate should not exist, allowed are: Sim-Sandbox, Sim-Scenario, Sim-Expect", "leave it out"},
		"a long name":     {http.Header{"Sim-" + strings.Repeat("x", 5000): {"x"}}, "Sim-Xxx", "leave it out"},
		"no scenario":     {http.Header{"Sim-Scenario": {"get-reviw-412"}}, `Sim-Scenario cannot be followed: there is no scenario "get-reviw-412", did you mean get-review-412?`, "name scenarios that"},
		"a setup":         {http.Header{"Sim-Scenario": {"plan-lost"}}, "Sim-Scenario cannot be followed: the scenario plan-lost has a setup", "name scenarios that"},
		"a value":         {http.Header{"Sim-Expect": {"violations"}}, `Sim-Expect must be violation, is "violations"`, "send Sim-Expect: violation"},
		"no status":       {http.Header{"Prefer": {"code=many"}}, `Prefer cannot be followed: code must be a status, is "many"`, "prefer a status of getVendorSecurityReview: 200"},
		"another status":  {http.Header{"Prefer": {"code=418"}}, "Prefer cannot be followed: code=418 is not documented", "prefer a status of"},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := play(t, "name: any\nexpectViolations: {method: GET}\n")
			other := *c
			other.header = row.header.Clone()
			if _, is := row.header["Sim-Expect"]; !is {
				other.header.Set("Sim-Expect", "violation")
			}
			other.get(reviewPath(1)).Want(http.StatusBadRequest).Says(row.text)
			last := c.last()
			if last.OnPurpose || len(last.Violations) != 1 || !strings.HasPrefix(last.Violations[0].String(), row.text) || !strings.HasPrefix(last.Violations[0].Fix, row.fix) {
				t.Errorf("got %+v", last)
			}
			if got, findings := expectsOf(c.sim.Report()); got.Calls != 0 || !strings.Contains(findings, "violation: ") {
				t.Errorf("got %+v and %q", got, findings)
			}
		})
	}
}

// A scenario names the calls whose violations are expected while it plays.
func TestScenariosExpectViolations(t *testing.T) {
	c, box := play(t, `
name: bad-bodies
expectViolations:
  - {operation: createVendorSecurityReview, header: {X-Test: {matches: '^bad-'}}}
  - {method: GET, path: {vendorId: x}}
`)
	bad := *c
	bad.header = http.Header{"X-Test": {"bad-body"}}
	bad.post(creation, `{"titel": 1}`).Want(http.StatusBadRequest)
	c.get("/vendors/x/security-reviews/1").Want(http.StatusBadRequest)
	bad.post(creation, newReview(map[string]any{})).Want(http.StatusCreated) // one that breaks nothing may match
	if got, findings := expectsOf(c.sim.Report()); got.Calls != 2 || got.NoViolation != 0 || findings != "" {
		t.Errorf("got %+v and %q", got, findings)
	}
	c.get("/vendors/y/security-reviews/1").Want(http.StatusBadRequest)
	box.Stop("bad-bodies")
	bad.post(creation, `{"titel": 1}`).Want(http.StatusBadRequest)
	expected := 0
	for _, e := range box.Journal(journal.Filter{}) {
		if e.OnPurpose {
			expected++
		}
	}
	if got, findings := expectsOf(c.sim.Report()); got.Calls != 2 || expected != 2 || !strings.HasPrefix(findings, "violation: ") {
		t.Errorf("got %+v, %d entries and %q", got, expected, findings)
	}
}

// So does a Go test, until the sandbox is reset.
func TestGoExpectsViolations(t *testing.T) {
	c := newClient(t)
	box := c.box()
	for when, says := range map[string]string{
		"":                    "every violation would be expected",
		"{operation: create}": "when:1:13: when.operation: the contract has no \"create\"",
	} {
		if err := box.ExpectViolations(when); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: got %v, want %q", when, err, says)
		}
	}
	if err := box.ExpectViolations("{where: 'body.titel == 1'}"); err != nil {
		t.Fatal(err)
	}
	c.post(creation, `{"titel": 1}`).Want(http.StatusBadRequest)
	if got, findings := expectsOf(c.sim.Report()); got.Calls != 1 || findings != "" {
		t.Errorf("got %+v and %q", got, findings)
	}
	if err := box.Reset(); err != nil {
		t.Fatal(err)
	}
	c.post(creation, `{"titel": 1}`).Want(http.StatusBadRequest)
	if got, findings := expectsOf(c.sim.Report()); got.Calls != 1 || findings == "" {
		t.Errorf("after a reset: got %+v and %q", got, findings)
	}
}
