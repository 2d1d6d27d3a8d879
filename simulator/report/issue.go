package report

import (
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// issue is one thing that is to be said at a line of a file: a finding, or a hint. What a
// finding sums up is an issue each.
type issue struct {
	kind   FindingKind // empty of a hint
	rule   string      // a name that stays the same from run to run: violation/body, check/no-hot-loop
	text   string
	fix    string
	source Source // the zero value if it has no line, as where there was no call
	count  int
	calls  []string // examples, as sandbox/id
}

// hintRule is the rule of hints.
const hintRule = "hint"

// issues are those of the run, in the order of the findings, and then the hints. A
// violation that was on purpose is none.
func (r Report) issues() []issue {
	var issues []issue
	for _, group := range r.findingGroups() {
		of := r.issuesOf(group.kind)
		for _, text := range group.Texts {
			if len(of) > 0 {
				break
			}
			issues = append(issues, issue{kind: group.kind, rule: string(group.kind), text: text, fix: group.Next, count: 1})
		}
		issues = append(issues, of...)
	}
	for _, h := range r.Hints {
		issues = append(issues, issue{
			rule: hintRule, text: h.subject() + ", " + string(h.In) + ": " + h.String(), fix: h.Fix, source: r.contractLine(0), count: h.Count, calls: h.Examples,
		})
	}
	return issues
}

// issuesOf are what the findings of a kind sum up; none if they have no parts.
func (r Report) issuesOf(kind FindingKind) []issue {
	switch kind {
	case FindingViolation:
		return r.violationIssues(kind, journal.InRequest)
	case FindingSimulator:
		return r.violationIssues(kind, journal.InResponse)
	case FindingNoViolation:
		return []issue{{
			kind: kind, rule: string(kind), text: strings.Join(r.findingTexts(kind), "; "), fix: findingWords[kind].next, source: r.contractLine(0),
			count: r.OnPurpose.NoViolation, calls: r.OnPurpose.Examples,
		}}
	case FindingExpectation:
		return r.expectationIssues()
	case FindingCheck:
		return r.checkIssues()
	case FindingCoverage:
		return []issue{{kind: kind, rule: string(kind), text: strings.Join(r.findingTexts(kind), "; "), fix: findingWords[kind].next, source: r.contractLine(0), count: 1}}
	case FindingCommand, FindingNoCalls: // which are of no line
	}
	return nil
}

func (r Report) violationIssues(kind FindingKind, side journal.Side) []issue {
	var issues []issue
	for _, v := range r.Violations {
		if v.Side == side {
			issues = append(issues, issue{
				kind: kind, rule: string(kind) + "/" + string(v.In), text: v.subject() + ", " + v.place() + ": " + v.String(), fix: v.Fix,
				source: r.contractLine(v.Line), count: v.Count, calls: v.Examples,
			})
		}
	}
	return issues
}

func (r Report) expectationIssues() []issue {
	var issues []issue
	for _, e := range r.unmet() {
		issues = append(issues, issue{
			kind: FindingExpectation, rule: string(FindingExpectation), text: e.name() + ", " + e.result(), fix: findingWords[FindingExpectation].next,
			source: r.lineOr(e.Source), count: e.Unmet,
		})
	}
	return issues
}

func (r Report) checkIssues() []issue {
	var issues []issue
	for _, c := range r.checksByWeight() {
		if c.Outcome == Passed {
			continue
		}
		name, _, _ := strings.Cut(c.Name, "=")
		one := issue{
			kind: FindingCheck, rule: string(FindingCheck) + "/" + name, text: c.Name + " " + string(c.Outcome) + ": " + c.Text,
			fix: "the client " + c.About, source: r.lineOr(c.Source), count: 1,
		}
		for _, e := range c.Evidence {
			one.calls = append(one.calls, e.id())
		}
		issues = append(issues, one)
	}
	return issues
}

// contractLine is a line of the contract, its first one if it is not known.
func (r Report) contractLine(line int) Source { return Source{r.ContractFile, max(line, 1)} }

// lineOr is a line of a scenario; where that is no file, the contract must do.
func (r Report) lineOr(source Source) Source {
	if source.File == "" {
		return r.contractLine(0)
	}
	return Source{path.Clean(filepath.ToSlash(source.File)), source.Line}
}

// details are what to do, and how often and in which calls it was met; that there was one
// goes without saying where no call is known.
func (i issue) details() string {
	if i.count <= 1 && len(i.calls) == 0 {
		return i.fix
	}
	return details(i.fix, met(i.count, "time", i.calls))
}

// located tells whether the issue has a line.
func (i issue) located() bool { return i.source.File != "" }

// failing are the issues that keep the run from passing.
func failing(issues []issue) []issue {
	return slices.DeleteFunc(issues, func(i issue) bool { return i.kind == "" })
}
