package report

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
)

// report puts what was tallied into the form of a report. stray is how many calls
// reached no sandbox.
func (t *tally) report(stray int) Report {
	r := Report{
		Version: Version, Simulator: t.config.Simulator, Contract: t.config.Contract.Revision,
		Seed: t.config.Seed, Scenarios: slices.Clone(t.config.Scenarios), Sandboxes: t.called.count(),
		Keys: t.reportKeys(),
	}
	calls := t.coverage.Calls()
	r.Calls, r.Unknown, r.Keyless = calls.All, calls.Unknown, calls.Keyless
	r.Dropped, r.Stray = t.dropped, stray
	for _, op := range t.config.Contract.Operations {
		r.Operations = append(r.Operations, t.reportOperation(op))
	}
	r.Coverage = t.reportCoverage(r.Operations)
	t.reportBroken(&r)
	r.Expected = Expected(t.coverage.Expected())
	for _, e := range t.expectations {
		r.Expectations = append(r.Expectations, *e)
	}
	if t.called.count() == 0 {
		t.judgeNobody()
	}
	for _, c := range t.checks {
		r.Checks = append(r.Checks, c.report())
	}
	r.Findings = r.findings()
	r.Passed = len(r.Findings) == 0
	return r
}

// reportBroken puts in what calls did otherwise than the contract says, the most
// frequent first.
func (t *tally) reportBroken(r *Report) {
	violations, omitted := t.coverage.Violations()
	for _, v := range violations {
		r.Violations = append(r.Violations, Violation{v.Value, v.Count, v.Examples})
	}
	slices.SortStableFunc(r.Violations, func(a, b Violation) int { return cmp.Compare(b.Count, a.Count) })
	r.Omitted = omitted
	hints, omitted := t.coverage.Hints()
	for _, h := range hints {
		r.Hints = append(r.Hints, Hint{h.Value.Operation, h.Value.Hint, h.Count, h.Examples})
	}
	slices.SortStableFunc(r.Hints, func(a, b Hint) int { return cmp.Compare(b.Count, a.Count) })
	r.OmittedHints = omitted
	for _, u := range t.coverage.Unsimulated() {
		r.Unsimulated = append(r.Unsimulated, Unsimulated{u.Value, u.Count, u.Examples})
	}
	slices.SortStableFunc(r.Unsimulated, func(a, b Unsimulated) int { return cmp.Compare(b.Calls, a.Calls) })
}

func (t *tally) reportOperation(op *contract.Operation) Operation {
	seen := t.coverage.Operation(op)
	o := Operation{
		ID: op.ID, Method: op.Method, Path: op.Path, Permission: op.Permission,
		Counts: scenario.AnyGlob(t.config.Cover, op.ID), Calls: seen.Calls,
	}
	for _, status := range op.Statuses {
		o.Statuses = append(o.Statuses, Status{Status: status, Documented: true})
	}
	for _, s := range seen.Statuses {
		i := slices.IndexFunc(o.Statuses, func(known Status) bool { return known.Status == s.Status })
		if i < 0 {
			i = len(o.Statuses)
			o.Statuses = append(o.Statuses, Status{Status: s.Status})
		}
		o.Statuses[i].Answered, o.Statuses[i].Shown = s.Answered, s.Shown
	}
	slices.SortFunc(o.Statuses, func(a, b Status) int { return cmp.Compare(a.Status, b.Status) })
	for i, e := range op.Elements {
		o.Elements = append(o.Elements, Element{e.Kind, e.Name, e.Value, seen.Used[i]})
	}
	return o
}

func (t *tally) reportCoverage(operations []Operation) Coverage {
	c := Coverage{}
	if t.config.Minimum != nil {
		minimum := *t.config.Minimum // the report is the caller's own
		c.Minimum = &minimum
	}
	for _, o := range operations {
		if !o.Counts {
			continue
		}
		for _, s := range o.Statuses {
			if s.Documented {
				c.Documented++
			}
			if s.Documented && s.Shown > 0 {
				c.Shown++
			}
		}
	}
	if c.Documented > 0 {
		c.Percent = math.Floor(1000*float64(c.Shown)/float64(c.Documented)) / 10
	}
	return c
}

// reportKeys tells what each key needed. Which permissions a key has goes by the
// world as it is now.
func (t *tally) reportKeys() []Key {
	var keys []Key
	seen := t.coverage.Keys()
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		k := Key{Key: name, Calls: seen[name].Calls, Needed: slices.Sorted(maps.Keys(seen[name].Needed))}
		key, known := t.keys[name]
		if known {
			k.Access = string(key.Access)
		}
		for _, op := range t.config.Contract.Operations {
			has := known && key.Allows(op.Permission, op.Method == http.MethodGet)
			needed := slices.Contains(k.Needed, op.Permission)
			if has && !needed && !slices.Contains(k.Surplus, op.Permission) {
				k.Surplus = append(k.Surplus, op.Permission)
			}
			if known && needed && !has && !slices.Contains(k.Lacking, op.Permission) {
				k.Lacking = append(k.Lacking, op.Permission)
			}
		}
		slices.Sort(k.Surplus)
		slices.Sort(k.Lacking)
		keys = append(keys, k)
	}
	return keys
}

// maxEvidence is how many calls are shown for a check.
const maxEvidence = 10

func newCheck(check scenario.Check, askedBy []string, v verify.Verdict, dropped uint64) Check {
	c := Check{Name: check.String(), About: check.About(), AskedBy: askedBy, Outcome: v.Outcome, Text: v.Text}
	if dropped > 0 && c.Outcome == Passed {
		c.Outcome = Unproven // the calls that would fail it may be among those
		c.Text = fmt.Sprintf("the journal no longer holds %d older calls: make it larger (--journal-max, --journal-bytes)", dropped)
	}
	for _, e := range v.Evidence[:min(len(v.Evidence), maxEvidence)] {
		c.Evidence = append(c.Evidence, newEvidence(e))
	}
	return c
}

func newEvidence(e recorder.Entry) Evidence {
	return Evidence{Sandbox: e.Sandbox, Call: e.ID, Time: e.Time, Text: shortened(verify.Describe(e))}
}

// EvidenceLines are the calls that the check goes by, a line each, below a text.
func (c Check) EvidenceLines() string {
	var lines strings.Builder
	for _, e := range c.Evidence {
		fmt.Fprintf(&lines, "\n  %s %s %s", e.Time.Format(time.RFC3339Nano), e.Call, e.Text)
	}
	return lines.String()
}

// findings are all reasons why the run did not pass.
func (r Report) findings() []Finding {
	var found []Finding
	add := func(kind FindingKind, format string, args ...any) {
		found = append(found, Finding{kind, fmt.Sprintf(format, args...)})
	}
	switch {
	case r.Calls > r.Keyless:
	case r.Calls > 0:
		add(FindingNoCalls, "no call had a key that the world knows")
	case r.Stray > 0:
		add(FindingNoCalls, "no call reached a sandbox: its key was unknown, or the name of the sandbox bad")
	default:
		add(FindingNoCalls, "there was no call")
	}
	if ways, met := r.violationsOf(contract.InRequest); ways > 0 {
		add(FindingViolation, "the client broke the contract: %s, %s", count(ways, "violation"), count(met, "time"))
	}
	if e := r.Expected; e.Unbroken > 0 {
		add(FindingUnbroken, "expected a violation, the call broke nothing: %s", e.unbroken())
	}
	if ways, met := r.violationsOf(contract.InResponse); ways > 0 {
		add(FindingSimulator, "answers of the simulator broke the contract, please report this: %s, %s",
			count(ways, "violation"), count(met, "time"))
	}
	for _, e := range r.Expectations {
		if e.Unmet > 0 {
			add(FindingExpectation, "unmet in %s: %s", count(e.Unmet, "sandbox"), e.Text)
		}
	}
	for _, c := range r.Checks {
		if c.Outcome != Passed {
			add(FindingCheck, "%s %s: %s", c.Name, c.Outcome, c.Text)
		}
	}
	if c := r.Coverage; c.Minimum != nil && 100*float64(c.Shown) < *c.Minimum*float64(c.Documented) {
		add(FindingCoverage, "the client was shown %v%% of the documented answers, asked for are %v%%", c.Percent, *c.Minimum)
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
func (r Report) violationsOf(side contract.Side) (ways, met int) {
	for _, v := range r.Violations {
		if v.Side == side {
			ways++
			met += v.Count
		}
	}
	if side == contract.InRequest && ways > 0 {
		met += r.Omitted
	}
	return ways, met
}
