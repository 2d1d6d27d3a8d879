package engine

import (
	"fmt"
	"iter"
	"slices"
	"time"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// ruleResult is what came of asking a rule: the index of the first condition that
// does not hold, or one of the reasons below.
type ruleResult int16

const (
	resultFired ruleResult = -1 - iota
	resultState
	resultUntil
	resultAfter
	resultEvery
	resultOver
	resultTimes
	resultProbability
)

// Trace is which rules were asked for a call and what came of it. It is
// kept in the journal for every call, so it holds numbers, and words only once
// somebody reads it. It has nothing of the call itself.
type Trace []pass

// pass is one way through the rules of an engine: a call goes through them once before
// its body is read, and once after.
type pass struct {
	rules      *RuleSet
	operation  *contract.Operation
	beforeBody bool         // only rules that abort uploads were asked, before the others
	results    []ruleResult // of the rules that are for the operation, in order
	draws      []drawn
}

// drawn is a number that a rule with a probability drew.
type drawn struct {
	index int // of the result
	draw  float64
}

// Size is the number of bytes that it takes, but for what it shares with others.
func (t Trace) Size() int {
	size := 0
	for _, p := range t {
		size += int(unsafe.Sizeof(p)) + 2*cap(p.results) + int(unsafe.Sizeof(drawn{}))*cap(p.draws)
	}
	return size
}

// RuleSets are the sets of rules that it shares with others and keeps in memory.
func (t Trace) RuleSets() iter.Seq[*RuleSet] {
	return func(yield func(*RuleSet) bool) {
		for i := range t {
			if !yield(t[i].rules) {
				return
			}
		}
	}
}

// WithRuleSets is the same trace with sets of rules that are equal to its own.
func (t Trace) WithRuleSets(equal func(*RuleSet) *RuleSet) Trace {
	for i := range t {
		own := t[i].rules
		if other := equal(own); other != own {
			t = slices.Clone(t) // somebody else may hold the old one
			t[i].rules = other
		}
	}
	return t
}

// Rules are the traces in the order of the rules. What stands after a rule that
// fired was not asked.
func (t Trace) Rules() []journal.RuleTrace {
	traces := []journal.RuleTrace{}
	for _, p := range t {
		traces = append(traces, p.traces()...)
	}
	return traces
}

func (p pass) traces() []journal.RuleTrace {
	var traces []journal.RuleTrace
	asked := 0
	for _, r := range p.rules.rules {
		if failed, ok := r.When.Covers(p.operation); !ok {
			if !p.beforeBody { // or they would stand there twice
				traces = append(traces, journal.RuleTrace{Rule: r.ID, Failed: failed, Wanted: r.When.Wanted(failed)})
			}
			continue
		}
		if r.AbortsUpload() != p.beforeBody { // asked at another time
			continue
		}
		if asked < len(p.results) { // or it was not asked any more
			traces = append(traces, p.trace(r, asked))
		}
		asked++
	}
	return traces
}

func (p pass) trace(r *scenario.CompiledRule, i int) journal.RuleTrace {
	trace := journal.RuleTrace{Rule: r.ID, Fired: p.results[i] == resultFired}
	trace.Failed, trace.Wanted = explain(r, p.results[i])
	for _, d := range p.draws {
		if d.index == i {
			threshold := *r.Probability // the rule is everybody's
			trace.Draw, trace.Threshold = &d.draw, &threshold
		}
	}
	return trace
}

// explain puts a result in words: the field, and what it asks for.
func explain(r *scenario.CompiledRule, result ruleResult) (failed, wanted string) {
	switch result {
	case resultFired:
		return "", ""
	case resultState:
		return "state", r.When.Wanted("state")
	case resultUntil:
		return "until", fmt.Sprintf("fires for %s after the scenario began", time.Duration(*r.Until))
	case resultAfter:
		return "after", fmt.Sprintf("lets the first %s pass", counted(r.After, "matching call"))
	case resultEvery:
		return "every", fmt.Sprintf("fires on every %s matching call", ordinal(r.Every))
	case resultOver:
		return "over", fmt.Sprintf("fires over %s in %s", counted(r.Over.Calls, "call"), time.Duration(r.Over.Per))
	case resultTimes:
		return "times", r.FiresAtMost()
	case resultProbability:
		return "probability", fmt.Sprintf("fires on a draw below %v", *r.Probability)
	default:
		return r.Conditions[result].Name, r.Conditions[result].About
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
