package report

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
	"github.com/vsrsim/vsrsim/simulator/scenario"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// tally adds up what sandboxes prove. It grows with the contract and with the
// scenarios, and with the names of the sandboxes only. It belongs to one goroutine.
type tally struct {
	config       Config
	called       map[string]bool // names of sandboxes that had calls
	dropped      int             // calls that their journals no longer hold
	coverage     journal.Coverage
	expectations []*Expectation
	checks       []*Check
	keys         map[string]state.Key // as they were in the world last
}

func newTally(config Config) *tally {
	return &tally{config: config, called: map[string]bool{}, keys: map[string]state.Key{}}
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
		t.called[e.Sandbox] = true
	}
	t.dropped += int(e.Dropped)
	for _, key := range e.Keys {
		t.keys[key.Token] = key
	}
	for _, rule := range e.Expected {
		t.expect(rule, e.Sandbox)
	}
	return t.judgement(e)
}

func (t *tally) expect(rule scenario.RuleStatus, box string) {
	e := Expectation{Scenario: rule.Scenario, Rule: rule.Rule, Expected: rule.Expected, Sandboxes: 1}
	if !*rule.Met {
		e.Unmet, e.Text = 1, "sandbox "+box+": "+rule.Unmet()
	}
	t.addExpectation(e)
}

func (t *tally) addExpectation(e Expectation) {
	i := slices.IndexFunc(t.expectations, func(other *Expectation) bool {
		return other.Scenario == e.Scenario && other.Rule == e.Rule && other.Expected == e.Expected
	})
	if i < 0 {
		t.expectations = append(t.expectations, &e)
		return
	}
	sum := t.expectations[i]
	sum.Sandboxes += e.Sandboxes
	sum.Unmet += e.Unmet
	if sum.Text == "" {
		sum.Text = e.Text
	}
}

// byFlag asks for a check where no scenario does.
const byFlag = "flag"

// ByOption tells whether a check was asked for in all sandboxes, so that it is
// enough if one of them proves it.
func (c Check) ByOption() bool { return slices.Contains(c.AskedBy, byFlag) }

// addTo adds what was tallied here to another tally.
func (t *tally) addTo(total *tally) {
	maps.Copy(total.called, t.called)
	total.dropped += t.dropped
	t.coverage.AddTo(&total.coverage)
	for _, e := range t.expectations {
		total.addExpectation(*e)
	}
	for _, c := range t.checks {
		total.addCheck(*c)
	}
	maps.Copy(total.keys, t.keys)
}
