package tally

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// tally adds up what sandboxes prove. It grows with the contract, and up to bounds
// with the scenarios, the keys and the names of the sandboxes. It belongs to one
// goroutine.
type tally struct {
	config       Config
	called       nameSet // of sandboxes that had calls
	dropped      int     // calls that their journals no longer hold
	coverage     recorder.Coverage
	expectations []*report.Expectation
	checks       []*tallied
	keys         map[string]state.Key // as they were in the world last
	verdicts     verdicts
	excerpt      excerpt
}

func newTally(config Config) *tally {
	return &tally{config: config, keys: map[string]state.Key{}}
}

// add takes in a sandbox, but for its checks, which it returns to be judged; nil if
// there are none. One that nobody called proves nothing, and leaves unmet what was
// asked of it alone.
func (t *tally) add(e sandbox.Evidence) *judgement {
	e.Coverage.AddTo(&t.coverage)
	if !e.Called && !e.Asked {
		return nil
	}
	if e.Called {
		t.called.add(e.Sandbox)
	}
	t.dropped += int(e.Dropped)
	for _, key := range e.Keys {
		t.addKey(key.Token, key)
	}
	near := closest(e)
	for _, rule := range e.Expected {
		t.expect(rule.RuleStatus, report.Source(rule.Source), e.Sandbox, near)
	}
	t.verdicts.add(verdictOf(e))
	t.show(e)
	return t.judgement(e)
}

// expect takes in what became of a rule in a sandbox; near are the closest calls there.
func (t *tally) expect(rule journal.RuleStatus, source report.Source, box string, near map[string]report.Evidence) {
	e := report.Expectation{Scenario: rule.Scenario, Rule: rule.Rule, Expected: rule.Expected, Source: source, Sandboxes: 1}
	if !*rule.Met {
		e.Unmet, e.Text = 1, "sandbox "+box+": "+rule.Unmet()
		if rule.Closest != nil {
			if call, kept := near[rule.Closest.Call]; kept {
				e.Evidence = []report.Evidence{call}
			}
		}
	}
	t.addExpectation(e)
}

// closest are the calls that came closest to rules whose expectation is not met, by their ids,
// as far as the journal still has them. It goes through the journal once for all rules.
func closest(e sandbox.Evidence) map[string]report.Evidence {
	wanted := map[string]bool{}
	for _, rule := range e.Expected {
		if !*rule.Met && rule.Closest != nil {
			wanted[rule.Closest.Call] = true
		}
	}
	if e.Journal == nil || len(wanted) == 0 {
		return nil
	}
	near := map[string]report.Evidence{}
	for _, entry := range e.Journal.Pick(wanted) {
		near[entry.ID] = newEvidence(entry)
	}
	return near
}

func (t *tally) addExpectation(e report.Expectation) {
	i := slices.IndexFunc(t.expectations, func(other *report.Expectation) bool {
		return other.Scenario == e.Scenario && other.Rule == e.Rule && other.Expected == e.Expected
	})
	if i < 0 {
		t.expectations = addBounded(t.expectations, &e, func(e *report.Expectation) bool { return e.Unmet > 0 })
		return
	}
	sum := t.expectations[i]
	sum.Sandboxes += e.Sandboxes
	sum.Unmet += e.Unmet
	if sum.Text == "" {
		sum.Text, sum.Evidence = e.Text, e.Evidence
	}
}

// addTo adds what was tallied here to another tally.
func (t *tally) addTo(total *tally) {
	total.called.addAll(t.called)
	total.dropped += t.dropped
	t.coverage.AddTo(&total.coverage)
	for _, e := range t.expectations {
		total.addExpectation(*e)
	}
	for _, c := range t.checks {
		total.addCheck(*c)
	}
	for name, key := range t.keys {
		total.addKey(name, key)
	}
	total.verdicts.addAll(t.verdicts)
	total.excerpt.addAll(t.excerpt.calls)
}
