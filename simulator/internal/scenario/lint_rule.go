package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

func lintRule(l *yamlfile.Linter, documented *contract.Contract, r *Rule, at string) {
	l.RefuseIf(r.Name != "" && !nameForm.MatchString(r.Name), at+".name", nameRule)
	operations := when.Lint(l, documented, &r.When, at+".when")
	lintOften(l, r, at)
	l.RefuseUnlessOneOf(at+".phase", string(r.Phase), phases)
	l.RefuseIf(r.Then != "" && !nameForm.MatchString(r.Then), at+".then", nameRule)
	if r.Fault != nil {
		fault.Lint(l, r.Fault, fault.RuleContext{
			At: at, Operations: operations, After: r.Phase == PhaseAfter, HasRate: r.Over != nil, Violates: r.Violates,
			AsksBody: len(r.When.Body) > 0 || r.When.Part != nil || r.When.Where != "",
		})
	}
	l.RefuseIf(r.Violates && r.Fault == nil, at+".violates", "says something of an answer, but the rule has no fault")
	lintExpectation(l, r, at)
}

func lintOften(l *yamlfile.Linter, r *Rule, at string) {
	l.RefuseIf(r.After < 0, at+".after", fmt.Sprintf("must be 0 or more, is %d", r.After))
	l.RefuseIf(r.Times != nil && *r.Times < 1, at+".times", "must be at least 1: a rule that never fires can be left out")
	l.RefuseIf(r.Every < 0 || r.Every == 0 && l.Given(at, "every"), at+".every", fmt.Sprintf("must be at least 1, is %d", r.Every))
	l.RefuseIf(r.Probability != nil && !(*r.Probability > 0 && *r.Probability <= 1), at+".probability", "must be above 0 and at most 1")
	l.RefuseIf(r.Until != nil && *r.Until <= 0, at+".until", "must be a duration above 0")
	if r.Over != nil {
		l.RefuseIf(r.Over.Calls < 0, at+".over.calls", "must be 0 or more")
		l.RefuseIf(r.Over.Per <= 0, at+".over.per", "must be a duration above 0, such as 1m")
		l.RefuseUnlessOneOf(at+".over.by", string(r.Over.By), overBys)
	}
}

func lintExpectation(l *yamlfile.Linter, r *Rule, at string) {
	if r.Expect == nil {
		return
	}
	fired := r.Expect.Fired
	l.RefuseIf(fired == nil && !l.Refused(at+".expect"), at+".expect", "must say fired: how often")
	if fired != nil && r.Times != nil && fired.AtLeast > *r.Times {
		l.Refuse(at+".expect.fired", "can never be met: the rule "+r.FiresAtMost())
	}
}

// lintNames refuses two rules of one name: reports could not tell them apart.
func lintNames(l *yamlfile.Linter, rules []Rule) {
	first := map[string]int{}
	for i, r := range rules {
		if r.Name == "" {
			continue
		}
		if j, taken := first[r.Name]; taken {
			l.Refuse(yamlfile.Element("rules", i)+".name", "is the name of "+yamlfile.Element("rules", j)+" already")
		} else {
			first[r.Name] = i
		}
	}
}

// lintStates refuses rules that wait for a state that nothing leads to.
func lintStates(l *yamlfile.Linter, rules []Rule) {
	named := []string{StartState}
	for i, r := range rules {
		if l.Unread(yamlfile.Element("rules", i) + ".then") {
			return // it may be the state that is missed
		}
		if r.Then != "" && !slices.Contains(named, r.Then) {
			named = append(named, r.Then)
		}
	}
	reached := reachable(rules)
	for i, r := range rules {
		for _, state := range r.When.State {
			at := yamlfile.Element("rules", i) + ".when.state"
			if !slices.Contains(named, state) {
				l.Refuse(at, fmt.Sprintf("can never fire: no rule leads to the state %q, there are %s%s",
					state, strings.Join(named, ", "), suggest.Meant(state, named)))
			} else if !slices.Contains(reached, state) {
				l.Refuse(at, fmt.Sprintf("can never fire: only rules that can never fire themselves lead to the state %q", state))
			}
		}
	}
}

// reachable are the states that rules can lead to, one after the other.
func reachable(rules []Rule) []string {
	reached := []string{StartState}
	isReached := func(state string) bool { return slices.Contains(reached, state) }
	for before := 0; before < len(reached); {
		before = len(reached)
		for _, r := range rules {
			canFire := len(r.When.State) == 0 || slices.ContainsFunc(r.When.State, isReached)
			if canFire && r.Then != "" && !isReached(r.Then) {
				reached = append(reached, r.Then)
			}
		}
	}
	return reached
}
