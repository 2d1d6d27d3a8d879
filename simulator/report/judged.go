package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// EvidenceLines are the calls that the check goes by, a line each, below a text.
func (c Check) EvidenceLines() string {
	var lines strings.Builder
	for _, e := range c.Evidence {
		fmt.Fprintf(&lines, "\n  %s %s %s", e.Time.Format(time.RFC3339Nano), e.Call, e.Text)
	}
	return lines.String()
}

// Judged is the report with its findings: all reasons why the run did not pass.
func (r Report) Judged() Report {
	r.Findings = r.findings()
	r.Passed = len(r.Findings) == 0
	return r
}

func (r Report) findings() []Finding {
	var found []Finding
	add := func(kind FindingKind, format string, args ...any) {
		found = append(found, Finding{kind, fmt.Sprintf(format, args...)})
	}
	switch {
	case r.Calls > r.UnknownKeyCalls:
	case r.Calls > 0:
		add(FindingNoCalls, "no call had a key that the world knows")
	case r.NoSandboxCalls > 0:
		add(FindingNoCalls, "no call reached a sandbox: its key was unknown, or the name of the sandbox bad")
	default:
		add(FindingNoCalls, "there was no call")
	}
	if ways, met := r.violationsOf(journal.InRequest); ways > 0 {
		add(FindingViolation, "the client broke the contract: %s, %s", count(ways, "violation"), count(met, "time"))
	}
	if e := r.OnPurpose; e.NoViolation > 0 {
		add(FindingNoViolation, "expected a violation, the call broke nothing: %s", e.noViolation())
	}
	if ways, met := r.violationsOf(journal.InResponse); ways > 0 {
		add(FindingSimulator, "answers of the simulator broke the contract, please report this: %s, %s",
			count(ways, "violation"), count(met, "time"))
	}
	for _, e := range r.Expectations {
		if e.Unmet > 1 {
			add(FindingExpectation, "unmet in %d sandboxes; the first: %s", e.Unmet, e.Text)
		} else if e.Unmet > 0 {
			add(FindingExpectation, "unmet: %s", e.Text)
		}
	}
	for _, c := range r.Checks {
		if c.Outcome != Passed {
			add(FindingCheck, "%s %s: %s", c.Name, c.Outcome, c.Text)
		}
	}
	if c := r.Coverage; c.Minimum != nil && 100*float64(c.Delivered) < *c.Minimum*float64(c.Documented) {
		add(FindingCoverage, "%v%% of the documented answers were delivered to the client, asked for are %v%%", c.Percent, *c.Minimum)
	}
	return found
}

// CommandFailed is the report of a run whose command failed, which why says: a run
// does not pass then, whatever else it has proved.
func (r Report) CommandFailed(why string) Report {
	r.Passed = false
	r.Findings = append([]Finding{{FindingCommand, why}}, r.Findings...)
	return r
}

// violationsOf counts the different violations of a side, and how often they were
// met. What was omitted is counted as the client's: its texts are what varies.
func (r Report) violationsOf(side journal.Side) (ways, met int) {
	for _, v := range r.Violations {
		if v.Side == side {
			ways++
			met += v.Count
		}
	}
	if side == journal.InRequest && ways > 0 {
		met += r.Omitted
	}
	return ways, met
}
