package engine

import (
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Status is a scenario that plays, as it stands.
type Status struct {
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Since       time.Time `json:"since"` // by the clock of the sandbox
	State       string    `json:"state"`
}

// Playing is what plays, in order.
func (e *Engine) Playing() []Status {
	all := make([]Status, len(e.playing))
	for i, p := range e.playing {
		all[i] = Status{p.scenario.Name, p.scenario.Description, p.since, p.state}
	}
	return all
}

// Rules are the rules of all that plays, in order.
func (e *Engine) Rules() []journal.RuleStatus {
	all := []journal.RuleStatus{}
	for _, p := range e.playing {
		for _, r := range p.rules {
			all = append(all, r.status())
		}
	}
	return all
}

// Asked is what scenarios ask for: all that play, and those that were stopped.
type Asked struct {
	Expected []ExpectedRule
	Checks   []AskedCheck
}

// ExpectedRule is a rule that is expected to fire so often.
type ExpectedRule struct {
	journal.RuleStatus
	Source scenario.Source
}

// AskedCheck is a check and the scenario that asks for it.
type AskedCheck struct {
	scenario.Check
	Scenario string
	Source   scenario.Source
}

// Asked is what is asked for by now.
func (e *Engine) Asked() (all Asked) {
	for _, p := range slices.Concat(e.ended, e.playing) {
		for i, check := range p.scenario.Checks {
			all.Checks = append(all.Checks, AskedCheck{check, p.scenario.Name, p.scenario.CheckSource(i)})
		}
		for _, r := range p.rules {
			if r.expects() {
				all.Expected = append(all.Expected, ExpectedRule{r.status(), p.scenario.ExpectSource(r.CompiledRule)})
			}
		}
	}
	return all
}

func (r *activeRule) expects() bool { return r.Expect != nil && r.Expect.Fired != nil }

func (r *activeRule) status() journal.RuleStatus {
	status := journal.RuleStatus{Scenario: r.scenario.scenario.Name, Rule: r.ID, Matched: r.matched, Fired: r.fired}
	if r.Effect != nil {
		status.Fault = r.Fault.String()
	}
	status.Spent = r.Times != nil && r.fired >= *r.Times
	if r.expects() {
		met := r.Expect.Fired.Holds(r.fired)
		status.Expected, status.Met = r.Expect.Fired.String(), &met
	}
	if r.fired == 0 && r.reached > 0 {
		nearMiss := *r.nearMiss
		status.Closest = &nearMiss
	}
	return status
}

// noteMiss notes a call in which the rule did not fire, if none came closer. Most calls come no closer than one
// before, and cost nothing here.
func (r *activeRule) noteMiss(call *when.Call, result ruleResult) {
	held := len(r.Conditions) // how often it fires is asked after all conditions
	if result >= 0 {
		held = int(result)
	}
	if r.reached > held {
		return
	}
	r.noteMissed()
	r.reached = held + 1
	miss := &journal.NearMiss{Call: call.ID}
	miss.Failed, miss.Wanted = explain(r.CompiledRule, result)
	switch {
	case result >= 0:
		miss.Got = r.Conditions[result].Got(call)
	case result == resultState:
		miss.Got = r.scenario.state
	}
	r.nearMiss = miss
}
