package report

import (
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// issue is one thing that is to be said by itself: a finding, or a hint. What a finding sums
// up is an issue each.
type issue struct {
	kind   FindingKind // empty of a hint
	rule   string      // a name that stays the same from run to run: violation/body, check/no-hot-loop
	about  string      // the operation, rule or check that it is about; empty if it is about the run, as where there was no call
	text   string
	fix    string
	place  string // where it is said, in words: a line of the contract, or of a file that is nowhere in the repository of the client
	line   int    // of the contract; 0 if none is meant
	source Source // a line in a file of the client's repository; the zero value if there is none
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
			rule: hintRule, about: h.subject(), text: h.subject() + ", " + string(h.In) + ": " + h.String(), fix: h.Fix, count: h.Count, calls: h.Examples,
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
			kind: kind, rule: string(kind), about: findingWords[kind].title, text: strings.Join(r.findingTexts(kind), "; "), fix: findingWords[kind].next,
			count: r.OnPurpose.NoViolation, calls: r.OnPurpose.Examples,
		}}
	case FindingExpectation:
		return r.expectationIssues()
	case FindingCheck:
		return r.checkIssues()
	case FindingCoverage:
		return []issue{{kind: kind, rule: string(kind), about: findingWords[kind].title, text: strings.Join(r.findingTexts(kind), "; "), fix: findingWords[kind].next, count: 1}}
	case FindingCommand, FindingNoCalls: // which are about the run
	}
	return nil
}

func (r Report) violationIssues(kind FindingKind, side journal.Side) []issue {
	var issues []issue
	for _, v := range r.Violations {
		if v.Side == side {
			issues = append(issues, issue{
				kind: kind, rule: string(kind) + "/" + string(v.In), about: v.subject(), text: v.subject() + ", " + v.place() + ": " + v.String(), fix: v.Fix,
				place: r.inContract(v), line: v.Line, count: v.Count, calls: v.Examples,
			})
		}
	}
	return issues
}

func (r Report) expectationIssues() []issue {
	var issues []issue
	for _, e := range r.unmet() {
		one := issue{
			kind: FindingExpectation, rule: string(FindingExpectation), about: e.Rule, text: e.name() + ", " + e.result(),
			fix: findingWords[FindingExpectation].next, count: e.Unmet,
		}
		one.askedAt(e.Source)
		issues = append(issues, one)
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
			kind: FindingCheck, rule: string(FindingCheck) + "/" + name, about: c.Name, text: c.Name + " " + string(c.Outcome) + ": " + c.Text,
			fix: "the client " + c.About, count: 1,
		}
		one.askedAt(c.Source)
		for _, e := range c.Evidence {
			one.calls = append(one.calls, e.id())
		}
		issues = append(issues, one)
	}
	return issues
}

// inContract says which line of the contract is meant. The contract is ours, so no line of it
// is one that the repository of a client has.
func (r Report) inContract(v Violation) string {
	text := v.source()
	if text != "" && r.ContractFile != "" {
		text += ", " + r.ContractFile + " of vsrsim"
	}
	return text
}

// askedAt notes where a scenario asks for what is missing. A path from above the folder of
// the client names no file of its repository.
func (i *issue) askedAt(source Source) {
	if source.File == "" { // a built-in scenario, or the command line
		return
	}
	file := path.Clean(filepath.ToSlash(source.File))
	if filepath.IsAbs(source.File) || path.IsAbs(file) || file == ".." || strings.HasPrefix(file, "../") {
		i.place = "asked for in line " + strconv.Itoa(source.Line) + " of " + file
		return
	}
	i.source = Source{file, source.Line}
}

// details are what to do, where it is said, and how often and in which calls it was met; that
// there was one goes without saying where no call is known.
func (i issue) details() string {
	if i.count <= 1 && len(i.calls) == 0 {
		return details(i.fix, i.place)
	}
	return details(i.fix, i.place, met(i.count, "time", i.calls))
}

// failing are the issues that keep the run from passing.
func failing(issues []issue) []issue {
	return slices.DeleteFunc(issues, func(i issue) bool { return i.kind == "" })
}
