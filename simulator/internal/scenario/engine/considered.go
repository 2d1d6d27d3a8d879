package engine

import (
	"fmt"
	"time"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/journal"
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
// somebody reads it. It has nothing of the call itself.
type Considered []asking

type asking struct {
	rules     *ruleSet
	operation *contract.Operation
	cut       bool      // only rules that cut were asked, before the others
	outcomes  []outcome // of the rules that are for the operation, in order
	draws     []drawn
}

type drawn struct {
	index int // of the outcome
	draw  float64
}

// ruleSet is the rules of what plays, without what they count: who keeps one keeps
// no sandbox in memory.
type ruleSet struct {
	rules     []*scenario.CompiledRule
	scenarios []*scenario.Scenario // whose rules they are
}

// Size is the number of bytes that it takes, but for what it shares with others.
func (c Considered) Size() int {
	size := 0
	for _, a := range c {
		size += int(unsafe.Sizeof(a)) + 2*cap(a.outcomes) + int(unsafe.Sizeof(drawn{}))*cap(a.draws)
	}
	return size
}

// Holds names what it shares with others and keeps in memory, and how many bytes
// each takes: lists of rules, and scenarios.
func (c Considered) Holds(thing func(shared any, bytes int)) {
	for _, a := range c {
		thing(a.rules, int(unsafe.Sizeof(*a.rules))+8*(cap(a.rules.rules)+cap(a.rules.scenarios)))
		for _, s := range a.rules.scenarios {
			thing(s, s.Size())
		}
	}
}

// SharedSize is the number of bytes of all that it Holds.
func (c Considered) SharedSize() (size int) {
	c.Holds(func(_ any, bytes int) { size += bytes })
	return size
}

// Rules are the traces in the order of the rules. What stands after a rule that
// fired was not asked.
func (c Considered) Rules() []journal.RuleTrace {
	notes := []journal.RuleTrace{}
	for _, a := range c {
		notes = append(notes, a.notes()...)
	}
	return notes
}

func (a asking) notes() []journal.RuleTrace {
	var notes []journal.RuleTrace
	asked := 0
	for _, r := range a.rules.rules {
		if failed, ok := r.When.Covers(a.operation); !ok {
			if !a.cut { // or they would be noted twice
				notes = append(notes, journal.RuleTrace{Rule: r.ID, Failed: failed, Wanted: r.When.Wanted(failed)})
			}
			continue
		}
		if r.Cuts() != a.cut { // asked at another time
			continue
		}
		if asked < len(a.outcomes) { // or it was not asked any more
			notes = append(notes, a.note(r, asked))
		}
		asked++
	}
	return notes
}

func (a asking) note(r *scenario.CompiledRule, i int) journal.RuleTrace {
	note := journal.RuleTrace{Rule: r.ID, Fired: a.outcomes[i] == outcomeFired}
	note.Failed, note.Wanted = explain(r, a.outcomes[i])
	for _, d := range a.draws {
		if d.index == i {
			threshold := *r.Probability // the rule is everybody's
			note.Draw, note.Threshold = &d.draw, &threshold
		}
	}
	return note
}

// explain puts an outcome in words: the field, and what it asks for.
func explain(r *scenario.CompiledRule, o outcome) (failed, wanted string) {
	switch o {
	case outcomeFired:
		return "", ""
	case outcomeState:
		return "state", r.When.Wanted("state")
	case outcomeUntil:
		return "until", fmt.Sprintf("fires for %s after the scenario began", time.Duration(*r.Until))
	case outcomeAfter:
		return "after", fmt.Sprintf("lets the first %s pass", counted(r.After, "matching call"))
	case outcomeEvery:
		return "every", fmt.Sprintf("fires on every %s matching call", ordinal(r.Every))
	case outcomeOver:
		return "over", fmt.Sprintf("fires over %s in %s", counted(r.Over.Calls, "call"), time.Duration(r.Over.Per))
	case outcomeTimes:
		return "times", r.FiresAtMost()
	case outcomeProbability:
		return "probability", fmt.Sprintf("fires on a draw below %v", *r.Probability)
	default:
		return r.Conditions[o].Name, r.Conditions[o].About
	}
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
