package tally

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// report puts what was tallied into the form of a report. noSandbox is how many calls
// reached no sandbox.
func (t *tally) report(noSandbox int) report.Report {
	r := report.Report{
		Version: report.Version, Simulator: t.config.Simulator, Contract: t.config.Contract.Revision, ContractFile: t.config.File,
		Seed: t.config.Seed, Scenarios: slices.Clone(t.config.Scenarios), Sandboxes: t.called.count(),
		Keys: t.reportKeys(),
	}
	calls := t.coverage.Calls()
	r.Calls, r.UnknownPathCalls, r.UnknownKeyCalls = calls.All, calls.UnknownPath, calls.UnknownKey
	r.Dropped, r.NoSandboxCalls = t.dropped, noSandbox
	for _, op := range t.config.Contract.Operations {
		r.Operations = append(r.Operations, t.reportOperation(op))
	}
	r.Coverage = t.reportCoverage(r.Operations)
	t.reportBroken(&r)
	r.OnPurpose = report.OnPurpose(t.coverage.OnPurpose())
	for _, e := range t.expectations {
		own := *e
		own.Evidence = slices.Clone(e.Evidence) // the report is the caller's own
		r.Expectations = append(r.Expectations, own)
	}
	if t.called.count() == 0 {
		t.leaveChecksUnproven()
	}
	for _, c := range t.checks {
		r.Checks = append(r.Checks, c.report())
	}
	r.Verdicts, r.OmittedVerdicts = t.verdicts.report()
	t.reportShown(&r)
	return r.Judged()
}

// reportBroken puts in what calls did otherwise than the contract says, the most
// frequent first.
func (t *tally) reportBroken(r *report.Report) {
	violations, omitted := t.coverage.Violations()
	for _, v := range violations {
		r.Violations = append(r.Violations, report.Violation{Violation: v.Value, Count: v.Count, Examples: v.Examples})
	}
	slices.SortStableFunc(r.Violations, func(a, b report.Violation) int { return cmp.Compare(b.Count, a.Count) })
	r.Omitted = omitted
	hints, omitted := t.coverage.Hints()
	for _, h := range hints {
		r.Hints = append(r.Hints, report.Hint{Operation: h.Value.Operation, Hint: h.Value.Hint, Count: h.Count, Examples: h.Examples})
	}
	slices.SortStableFunc(r.Hints, func(a, b report.Hint) int { return cmp.Compare(b.Count, a.Count) })
	r.OmittedHints = omitted
	for _, u := range t.coverage.Unsimulated() {
		r.Unsimulated = append(r.Unsimulated, report.Unsimulated{
			Operation: u.Value.Operation, Revision: u.Value.Revision, Lookup: u.Value.Lookup, Calls: u.Count, Examples: u.Examples,
		})
	}
	slices.SortStableFunc(r.Unsimulated, func(a, b report.Unsimulated) int { return cmp.Compare(b.Calls, a.Calls) })
}

func (t *tally) reportOperation(op *contract.Operation) report.Operation {
	seen := t.coverage.Operation(op)
	o := report.Operation{
		ID: op.ID, Method: op.Method, Path: op.Path, Permission: op.Permission,
		Lookup: op.Lookup, Counts: !op.Lookup && when.AnyGlob(t.config.Cover, op.ID), Calls: seen.Calls,
	}
	for _, status := range op.Statuses {
		o.Statuses = append(o.Statuses, report.Status{Status: status, Documented: true})
	}
	for _, s := range seen.Statuses {
		i := slices.IndexFunc(o.Statuses, func(known report.Status) bool { return known.Status == s.Status })
		if i < 0 {
			i = len(o.Statuses)
			o.Statuses = append(o.Statuses, report.Status{Status: s.Status})
		}
		o.Statuses[i].Answered, o.Statuses[i].Delivered = s.Answered, s.Delivered
	}
	slices.SortFunc(o.Statuses, func(a, b report.Status) int { return cmp.Compare(a.Status, b.Status) })
	for i, e := range op.Elements {
		o.Elements = append(o.Elements, report.Element{Kind: report.ElementKind(e.Kind), Name: e.Name, Value: e.Value, Used: seen.Used[i]})
	}
	return o
}

func (t *tally) reportCoverage(operations []report.Operation) report.Coverage {
	c := report.Coverage{}
	if t.config.Minimum != nil {
		minimum := *t.config.Minimum // the report is the caller's own
		c.Minimum = &minimum
	}
	for _, o := range operations {
		delivered, documented := answers(o)
		switch {
		case o.Lookup:
			c.Lookups.Calls += o.Calls
			c.Lookups.Delivered += delivered
			c.Lookups.Documented += documented
		case o.Counts:
			c.Delivered += delivered
			c.Documented += documented
		}
	}
	if c.Documented > 0 {
		c.Percent = math.Floor(1000*float64(c.Delivered)/float64(c.Documented)) / 10
	}
	return c
}

// answers are the documented ones, and those of them that were delivered.
func answers(o report.Operation) (delivered, documented int) {
	for _, s := range o.Statuses {
		if s.Documented {
			documented++
			delivered += min(s.Delivered, 1)
		}
	}
	return delivered, documented
}

// reportKeys tells what each key needed. Which permissions a key has goes by the
// world as it is now.
func (t *tally) reportKeys() []report.Key {
	var keys []report.Key
	seen := t.coverage.Keys()
	for _, name := range slices.Sorted(maps.Keys(seen)) {
		k := report.Key{Key: name, Calls: seen[name].Calls, Needed: slices.Sorted(maps.Keys(seen[name].Needed))}
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

func newCheck(check scenario.Check, askedBy []string, v verify.Verdict, dropped uint64) report.Check {
	c := report.Check{Name: check.String(), About: check.About(), AskedBy: askedBy, Outcome: v.Outcome, Text: v.Text}
	if dropped > 0 && c.Outcome == report.Passed {
		c.Outcome = report.Unproven // the calls that would fail it may be among those
		c.Text = fmt.Sprintf("the journal no longer holds %d older calls: let it keep more", dropped)
	}
	for _, e := range v.Evidence[:min(len(v.Evidence), maxEvidence)] {
		c.Evidence = append(c.Evidence, newEvidence(e))
	}
	return c
}

func newEvidence(e recorder.Entry) report.Evidence {
	return report.Evidence{Sandbox: e.Sandbox, Call: e.ID, Time: e.Time, Text: visible.Shortened(verify.Describe(e))}
}
