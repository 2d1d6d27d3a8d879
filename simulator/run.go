package simulator

import (
	"fmt"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// TB is what RunT needs of a *testing.T or *testing.B.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// NamedTB is a TB that has a name.
type NamedTB interface {
	TB
	Name() string
}

// RunT starts a simulator for one test and closes it when the test ends. These fail the
// test: an answer that differs from the contract, since it is a bug of the simulator
// that would mislead the test; an expectation of a scenario that plays in the default
// sandbox and is not met in the end, if there were calls; a call that said by the header
// Sim-Expect that it breaks the contract and did not; a check of WithChecks or of a
// scenario that failed; and with WithStrict a call that breaks the contract.
func RunT(t TB, opts ...Option) *Simulator {
	t.Helper()
	report := func(o *options) {
		o.onResponseViolation = func(v contract.Violation) {
			t.Errorf("vsrsim: an answer to %s differs from the contract: %s", v.Operation, v)
		}
	}
	sim, err := Start(append([]Option{report}, opts...)...)
	if err != nil {
		t.Fatalf("vsrsim: %v", err)
	}
	t.Cleanup(func() {
		reportUnmet(t, sim, sim.registry.Default())
		reportUnproven(t, sim)
		if err := sim.Close(); err != nil {
			t.Errorf("vsrsim: %v", err)
		}
	})
	return sim
}

// reportUnmet fails a test for what its scenarios expected of a sandbox and did
// not happen, and for checks that its client does not pass. A sandbox that nobody
// called has nothing to say.
func reportUnmet(t TB, sim *Simulator, box *sandbox.Sandbox) {
	t.Helper()
	proved := sim.run.ReportOf(box)
	for _, e := range proved.Expectations {
		if e.Unmet > 0 {
			t.Errorf("vsrsim: %s", e.Text)
		}
	}
	for _, f := range proved.Findings {
		if f.Kind == report.FindingNoViolation {
			t.Errorf("vsrsim: %s", f.Text)
		}
		if f.Kind == report.FindingViolation && sim.strict {
			t.Errorf("vsrsim: sandbox %s: %s%s", box.Name, f.Text, violationLines(proved))
		}
	}
	for _, c := range proved.Checks {
		if c.Outcome == report.Failed || c.Outcome == report.Unproven && !c.AskedByRun() {
			t.Errorf("vsrsim: sandbox %s: the check %s %s: %s%s", box.Name, c.Name, c.Outcome, c.Text, c.EvidenceLines())
		}
	}
}

// violationLines are the first violations of clients, a line each, below a text.
func violationLines(r report.Report) string {
	const most = 10
	var lines strings.Builder
	for i, v := range r.Violations {
		if i == most {
			fmt.Fprintf(&lines, "\n  and %d more", len(r.Violations)-most)
			break
		}
		fmt.Fprintf(&lines, "\n  %s: %s", v.Operation, v)
	}
	return lines.String()
}

// reportUnproven fails a test for the checks of WithChecks that no sandbox put to
// the test, if there were calls.
func reportUnproven(t TB, sim *Simulator) {
	t.Helper()
	proved := sim.Report()
	for _, c := range proved.Checks {
		if proved.Calls > 0 && c.Outcome == report.Unproven && c.AskedByRun() {
			t.Errorf("vsrsim: the check %s %s: %s", c.Name, c.Outcome, c.Text)
		}
	}
}
