package scenario

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/contract"
)

// outcome is what came of asking a rule: the index of the first condition that
// does not hold, or one of the reasons below.
type outcome int16

const (
	outcomeFired outcome = -1 - iota
	outcomeState
	outcomeUntil
	outcomeAfter
	outcomeEvery
	outcomeOver
	outcomeTimes
	outcomeProbability
)

// Considered is which rules were asked for a call and what came of it. It is
// kept in the journal for every call, so it holds numbers, and words only once
// somebody reads it.
type Considered []asking

type asking struct {
	program   *program
	operation *contract.Operation
	slots     []*slot // that are for the operation
	cut       bool    // only rules that cut were asked, before the others
	outcomes  []outcome
	draws     []drawn
}

type drawn struct {
	index int // of the slot
	draw  float64
}

// Size is the number of bytes that it takes, roughly.
func (c Considered) Size() int {
	size := 0
	for _, a := range c {
		size += 100 + 2*len(a.outcomes) + 16*len(a.draws)
	}
	return size
}

// RuleNote is what came of asking one rule for one call.
type RuleNote struct {
	Rule  string `json:"rule"`
	Fired bool   `json:"fired"`
	// Failed is the first thing that kept the rule from firing: the path of a
	// condition below when, or a field of how often.
	Failed    string   `json:"failed,omitempty"`
	Wanted    string   `json:"wanted,omitempty"` // what Failed asks for
	Draw      *float64 `json:"draw,omitempty"`   // with probability: below Threshold, the rule fires
	Threshold *float64 `json:"threshold,omitempty"`
}

// Rules are the notes in the order of the rules. What stands after a rule that
// fired was not asked.
func (c Considered) Rules() []RuleNote {
	notes := []RuleNote{}
	for _, a := range c {
		notes = append(notes, a.notes()...)
	}
	return notes
}

// MarshalJSON writes the notes.
func (c Considered) MarshalJSON() ([]byte, error) { return json.Marshal(c.Rules()) }

func (a asking) notes() []RuleNote {
	var notes []RuleNote
	for _, s := range a.program.slots {
		if failed, ok := s.When.covers(a.operation); !ok {
			if !a.cut { // or they would be noted twice
				notes = append(notes, RuleNote{Rule: s.id, Failed: failed, Wanted: s.When.staticallyWanted(failed)})
			}
			continue
		}
		i := slices.Index(a.slots, s)
		if i < 0 || i >= len(a.outcomes) {
			continue // asked at another time, or not any more
		}
		note := RuleNote{Rule: s.id, Fired: a.outcomes[i] == outcomeFired}
		note.Failed, note.Wanted = s.explain(a.outcomes[i])
		for _, d := range a.draws {
			if d.index == i {
				note.Draw, note.Threshold = &d.draw, s.Probability
			}
		}
		notes = append(notes, note)
	}
	return notes
}

// staticallyWanted is what a field asks for that is decided once for each
// operation.
func (w When) staticallyWanted(field string) string { return oneOf(w.static(field)) }

func (w When) static(field string) []string {
	switch field {
	case "operation":
		return w.Operation
	case "method":
		return w.Method
	default:
		return w.Permission
	}
}

func oneOf(names []string) string {
	if len(names) == 1 {
		return "is " + names[0]
	}
	return "is one of " + strings.Join(names, ", ")
}

// explain puts an outcome in words: the field, and what it asks for.
func (r *rule) explain(o outcome) (failed, wanted string) {
	switch o {
	case outcomeFired:
		return "", ""
	case outcomeState:
		return "state", oneOf(r.When.State)
	case outcomeUntil:
		return "until", fmt.Sprintf("fires for %s after the scenario began", time.Duration(*r.Until))
	case outcomeAfter:
		return "after", fmt.Sprintf("lets the first %s pass", counted(r.After, "matching call"))
	case outcomeEvery:
		return "every", fmt.Sprintf("fires on every %s matching call", ordinal(r.Every))
	case outcomeOver:
		return "over", fmt.Sprintf("fires over %s in %s", counted(r.Over.Calls, "call"), time.Duration(r.Over.Per))
	case outcomeTimes:
		return "times", "fires at most " + times(*r.Times)
	case outcomeProbability:
		return "probability", fmt.Sprintf("fires on a draw below %v", *r.Probability)
	default:
		return r.conditions[o].name, r.conditions[o].about
	}
}

// times is once, or so many times.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprint(n, " times")
}

// counted is 1 call, or so many calls.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

func ordinal(n int) string {
	suffix := "th"
	if tens := n / 10 % 10; tens != 1 {
		switch n % 10 {
		case 1:
			suffix = "st"
		case 2:
			suffix = "nd"
		case 3:
			suffix = "rd"
		}
	}
	return fmt.Sprint(n, suffix)
}
