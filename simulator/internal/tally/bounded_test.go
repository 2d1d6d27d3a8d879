package tally

import (
	"fmt"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// What a run keeps is bounded, and what it comes to does not depend on the bound.
func TestWhatARunKeepsIsBounded(t *testing.T) {
	past, total := newTally(Config{}), newTally(Config{})
	for i := range 3 * maxAsked {
		name := fmt.Sprint("s", i)
		past.addExpectation(report.Expectation{Scenario: name, Rule: "r", Sandboxes: 1})
		past.addCheck(tallied{Check: report.Check{Name: name, Outcome: report.Passed, AskedBy: []string{"a"}}, boxes: 1})
		past.addCheck(tallied{Check: report.Check{Name: "one", Outcome: report.Passed, AskedBy: []string{name}}, boxes: 1})
		past.addKey(name, state.Key{})
	}
	past.addExpectation(report.Expectation{Scenario: "late", Rule: "r", Sandboxes: 1, Unmet: 1})
	past.addCheck(tallied{Check: report.Check{Name: "late", Outcome: report.Failed}, boxes: 1})
	past.addTo(total)
	for _, sum := range []*tally{past, total} {
		unmet, failed := 0, 0
		for _, e := range sum.expectations {
			unmet += e.Unmet
		}
		for _, c := range sum.checks {
			if c.Outcome == report.Failed {
				failed++
			}
			if len(c.AskedBy) > maxAskedBy {
				t.Errorf("%s is asked for by %d", c.Name, len(c.AskedBy))
			}
		}
		if len(sum.expectations) != maxAsked || len(sum.checks) != maxAsked || len(sum.keys) != maxKeys || unmet != 1 || failed != 1 {
			t.Errorf("got %d, %d, %d, %d unmet, %d failed", len(sum.expectations), len(sum.checks), len(sum.keys), unmet, failed)
		}
	}
}

func TestNamesAreCountedOnceWhileThereIsRoom(t *testing.T) {
	var names, total nameSet
	for i := range maxNames + 10 {
		names.add(fmt.Sprint(i))
		names.add(fmt.Sprint(i % 5))
	}
	total.add("3")
	total.addAll(names)
	if names.count() != maxNames+10 || len(names.names) != maxNames || total.count() != maxNames+10 {
		t.Errorf("got %d and %d", names.count(), total.count())
	}
}
