package tally

import (
	"cmp"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// What a run keeps of what its sandboxes came to.
const (
	maxVerdicts     = 1000
	maxFindings     = 5         // of one sandbox
	maxFindingBytes = 128 << 10 // of all
)

// verdicts are what sandboxes came to, each alone. Where there are too many, one that did
// not pass takes the place of one that did.
type verdicts struct {
	list  []*report.Verdict
	named map[string]*report.Verdict
	bytes int     // of the texts of findings
	all   nameSet // sandboxes, those in the list and those left out
}

// add adds what a sandbox came to. One of that name may be there: a sandbox can begin
// anew.
func (v *verdicts) add(more report.Verdict) {
	v.all.add(more.Sandbox)
	sum := v.of(more.Sandbox, len(more.Findings) == 0)
	if sum == nil {
		return
	}
	sum.Calls += more.Calls
	sum.Violations += more.Violations
	sum.Omitted += more.Omitted
	for _, f := range more.Findings {
		f.Text = visible.Shortened(f.Text)
		if len(sum.Findings) == maxFindings || v.bytes+len(f.Text) > maxFindingBytes {
			sum.Omitted++
			continue
		}
		v.bytes += len(f.Text)
		sum.Findings = append(sum.Findings, f)
	}
	sum.Passed = len(sum.Findings)+sum.Omitted == 0
}

// of is the verdict of a sandbox, made if it is the first; nil if there is no room.
func (v *verdicts) of(name string, passes bool) *report.Verdict {
	if found := v.named[name]; found != nil {
		return found
	}
	made := &report.Verdict{Sandbox: name, Passed: true}
	if len(v.list) < maxVerdicts {
		v.list = append(v.list, made)
	} else {
		i := slices.IndexFunc(v.list, func(other *report.Verdict) bool { return other.Passed })
		if passes || i < 0 {
			return nil
		}
		delete(v.named, v.list[i].Sandbox)
		v.list[i] = made
	}
	if v.named == nil {
		v.named = map[string]*report.Verdict{}
	}
	v.named[name] = made
	return made
}

func (v *verdicts) addAll(others verdicts) {
	v.all.addAll(others.all)
	for _, other := range others.list {
		v.add(*other)
	}
}

// report is the verdicts by name, and how many are left out.
func (v *verdicts) report() (list []report.Verdict, omitted int) {
	for _, one := range v.list {
		copied := *one
		copied.Findings = slices.SortedFunc(slices.Values(one.Findings), compareFindings)
		list = append(list, copied)
	}
	slices.SortFunc(list, func(a, b report.Verdict) int { return cmp.Compare(a.Sandbox, b.Sandbox) })
	return list, v.all.count() - len(list)
}

// compareFindings has checks last: they are judged when there is time.
func compareFindings(a, b report.Finding) int {
	switch {
	case a.Kind == b.Kind:
		return cmp.Compare(a.Text, b.Text)
	case a.Kind == report.FindingCheck:
		return 1
	case b.Kind == report.FindingCheck:
		return -1
	}
	return cmp.Compare(a.Kind, b.Kind)
}

// verdictOf is what a sandbox came to, but for its checks.
func verdictOf(e sandbox.Evidence) report.Verdict {
	alone := report.Report{Calls: 1, OnPurpose: report.OnPurpose(e.Coverage.OnPurpose())}
	violations, omitted := e.Coverage.Violations()
	alone.Omitted = omitted
	verdict := report.Verdict{Sandbox: e.Sandbox, Calls: e.Coverage.Calls().All, Violations: omitted}
	for _, v := range violations {
		alone.Violations = append(alone.Violations, report.Violation{Violation: v.Value, Count: v.Count})
		if v.Value.Side == contract.InRequest {
			verdict.Violations += v.Count
		}
	}
	verdict.Findings = alone.Judged().Findings
	for _, rule := range e.Expected {
		if !*rule.Met {
			verdict.Findings = append(verdict.Findings, report.Finding{Kind: report.FindingExpectation, Text: rule.Unmet()})
		}
	}
	return verdict
}

// addVerdictOf adds what the checks of a sandbox came to. One that the run asks for need
// not be proved in each.
func (v *verdicts) addVerdictOf(box string, checks []tallied) {
	for _, c := range checks {
		if c.Outcome == report.Failed || c.Outcome == report.Unproven && !c.AskedByRun() {
			finding := report.Finding{Kind: report.FindingCheck, Text: c.Name + " " + string(c.Outcome) + ": " + c.Text}
			v.add(report.Verdict{Sandbox: box, Findings: []report.Finding{finding}})
		}
	}
}
