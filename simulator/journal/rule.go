package journal

import "fmt"

// RuleStatus is a rule that plays, as it stands.
type RuleStatus struct {
	Scenario string `json:"scenario"`
	Rule     string `json:"rule"`
	Fault    string `json:"fault,omitempty"` // for people
	Matched  int    `json:"matched"`         // calls whose when held
	Fired    int    `json:"fired"`           // calls that met the fault
	Spent    bool   `json:"spent,omitempty"` // fired as often as it may
	Expected string `json:"expected,omitempty"`
	Met      *bool  `json:"met,omitempty"` // whether Fired is as expected; nil if nothing is
	// Closest is, for a rule that never fired, the call that came closest.
	Closest *NearMiss `json:"closest,omitempty"`
}

// Unmet says how a rule fired otherwise than expected.
func (r RuleStatus) Unmet() string {
	text := fmt.Sprintf("the rule %s fired %s, expected %s", r.Rule, often(r.Fired), r.Expected)
	if r.Closest != nil {
		text += fmt.Sprintf("; the closest call was %s: %s", r.Closest.Call, r.Closest.Why())
	}
	return text
}

// NearMiss is a call for which a rule did not fire.
type NearMiss struct {
	Call   string `json:"call"`   // id in the journal
	Failed string `json:"failed"` // the first thing that kept the rule from firing
	Wanted string `json:"wanted"` // what that asks for
	Got    string `json:"got,omitempty"`
}

// Why is what kept the rule from firing, for people. A condition says what the call
// had; how often a rule fires has no such thing.
func (m NearMiss) Why() string {
	if m.Got == "" {
		return m.Failed + ": the rule " + m.Wanted
	}
	return fmt.Sprintf("%s %s, was %s", m.Failed, m.Wanted, m.Got)
}

// often is once, or so many times.
func often(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprint(n, " times")
}
