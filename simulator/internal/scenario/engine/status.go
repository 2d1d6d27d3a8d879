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
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make([]Status, len(e.playing))
	for i, p := range e.playing {
		all[i] = Status{p.scenario.Name, p.scenario.Description, p.since, *p.state.Load()}
	}
	return all
}

// Rules are the rules of all that plays, in order.
func (e *Engine) Rules() []journal.RuleStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := []journal.RuleStatus{}
	for _, p := range e.playing {
		for _, s := range p.slots {
			all = append(all, s.status())
		}
	}
	return all
}

// Asked is what scenarios ask for: all that play, and those that were stopped.
type Asked struct {
	Expected []journal.RuleStatus // the rules that are expected to fire so often
	Checks   []AskedCheck
}

// AskedCheck is a check and the scenario that asks for it.
type AskedCheck struct {
	scenario.Check
	Scenario string
}

// Asked is what is asked for by now.
func (e *Engine) Asked() Asked {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.asked()
}

// asked is Asked; the lock is held.
func (e *Engine) asked() (all Asked) {
	for _, p := range slices.Concat(e.ended, e.playing) {
		for _, check := range p.scenario.Checks {
			all.Checks = append(all.Checks, AskedCheck{check, p.scenario.Name})
		}
		for _, s := range p.slots {
			if s.expects() {
				all.Expected = append(all.Expected, s.status())
			}
		}
	}
	return all
}

func (s *slot) expects() bool { return s.Expect != nil && s.Expect.Fired != nil }

func (s *slot) status() journal.RuleStatus {
	status := journal.RuleStatus{Scenario: s.play.scenario.Name, Rule: s.ID, Matched: s.matched, Fired: s.fired}
	if s.Effect != nil {
		status.Fault = s.Fault.String()
	}
	if s.expects() {
		met := s.Expect.Fired.Holds(s.fired)
		status.Expected, status.Met = s.Expect.Fired.String(), &met
	}
	if s.fired == 0 && s.reached.Load() > 0 {
		closest := s.closest
		status.Closest = &closest
	}
	return status
}

// missed notes the call if none came closer. Most calls come no closer than one
// before, and cost nothing here.
func (e *Engine) missed(s *slot, call *when.Call, o outcome) {
	held := int32(len(s.Conditions)) // how often it fires is asked after all conditions
	if o >= 0 {
		held = int32(o)
	}
	if s.reached.Load() > held {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if s.reached.Load() > held {
		return
	}
	s.reached.Store(held + 1)
	s.closest = journal.NearMiss{Call: call.ID}
	s.closest.Failed, s.closest.Wanted = explain(s.CompiledRule, o)
	switch {
	case o >= 0:
		s.closest.Got = s.Conditions[o].Got(call)
	case o == outcomeState:
		s.closest.Got = *s.play.state.Load()
	}
}
