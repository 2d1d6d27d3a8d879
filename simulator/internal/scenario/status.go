package scenario

import (
	"fmt"
	"slices"
	"time"
)

// Status is a scenario that plays, as it stands.
type Status struct {
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Since       time.Time `json:"since"` // by the clock of the sandbox
	State       string    `json:"state"`
}

// RuleStatus is a rule that plays, as it stands.
type RuleStatus struct {
	Scenario string `json:"scenario"`
	Rule     string `json:"rule"`
	Fault    string `json:"fault,omitempty"` // for people
	Matched  int    `json:"matched"`         // calls whose when held
	Fired    int    `json:"fired"`           // calls that met the fault
	Expected string `json:"expected,omitempty"`
	Met      *bool  `json:"met,omitempty"` // whether Fired is as expected; nil if nothing is
	// Closest is, for a rule that never fired, the call that came closest.
	Closest *Miss `json:"closest,omitempty"`
}

// Unmet says how a rule fired otherwise than expected.
func (r RuleStatus) Unmet() string {
	text := fmt.Sprintf("the rule %s fired %s, expected %s", r.Rule, times(r.Fired), r.Expected)
	if r.Closest != nil {
		text += fmt.Sprintf("; the closest call was %s: %s", r.Closest.Call, r.Closest.Why())
	}
	return text
}

// Miss is a call for which a rule did not fire.
type Miss struct {
	Call   string `json:"call"`   // id in the journal
	Failed string `json:"failed"` // the first thing that kept the rule from firing
	Wanted string `json:"wanted"` // what that asks for
	Got    string `json:"got,omitempty"`
}

// Why is what kept the rule from firing, for people. A condition says what the call
// had; how often a rule fires has no such thing.
func (m Miss) Why() string {
	if m.Got == "" {
		return m.Failed + ": the rule " + m.Wanted
	}
	return fmt.Sprintf("%s %s, was %s", m.Failed, m.Wanted, m.Got)
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
func (e *Engine) Rules() []RuleStatus {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := []RuleStatus{}
	for _, p := range e.playing {
		for _, s := range p.slots {
			all = append(all, s.status())
		}
	}
	return all
}

// Asked is what scenarios ask for: all that play, and those that were stopped.
type Asked struct {
	Expected []RuleStatus // the rules that are expected to fire so often
	Checks   []AskedCheck
}

// AskedCheck is a check and the scenario that asks for it.
type AskedCheck struct {
	Check
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

func (s *slot) status() RuleStatus {
	status := RuleStatus{Scenario: s.play.scenario.Name, Rule: s.id, Matched: s.matched, Fired: s.fired}
	if s.hasFault {
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
func (e *Engine) missed(s *slot, call *Call, o outcome) {
	held := int32(len(s.conditions)) // how often it fires is asked after all conditions
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
	s.closest = Miss{Call: call.ID}
	s.closest.Failed, s.closest.Wanted = s.explain(o)
	switch {
	case o >= 0:
		s.closest.Got = s.conditions[o].got(call)
	case o == outcomeState:
		s.closest.Got = *s.play.state.Load()
	}
}
