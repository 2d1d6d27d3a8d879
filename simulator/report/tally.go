package report

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
	"github.com/vsrsim/vsrsim/simulator/scenario"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/simulator/verify"
)

// tally adds up what sandboxes prove. It grows with the contract and with the
// scenarios, and with the names of the sandboxes only. It belongs to one goroutine.
type tally struct {
	config       Config
	called       map[string]bool // names of sandboxes that had calls
	dropped      int             // calls that their journals no longer hold
	coverage     journal.Coverage
	expectations []*Expectation
	checks       []*tallied
	keys         map[string]state.Key // as they were in the world last
}

func newTally(config Config) *tally {
	return &tally{config: config, called: map[string]bool{}, keys: map[string]state.Key{}}
}

// add takes in a sandbox. One that nobody called proves nothing, and leaves unmet
// what was asked of it alone.
func (t *tally) add(box *sandbox.Sandbox) {
	calls := box.Coverage.Calls().All
	if calls == 0 && !box.Asked() {
		return
	}
	if calls > 0 {
		t.called[box.Name] = true
	}
	t.dropped += int(box.Journal.Dropped())
	box.Coverage.AddTo(&t.coverage)
	for name := range box.Coverage.Keys() {
		if key, ok := box.World.Key(name); ok {
			t.keys[name] = key
		}
	}
	for _, rule := range box.Engine.Expected() {
		t.expect(rule, box.Name)
	}
	t.judge(box)
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

// judge holds the calls of a sandbox against all checks that are asked for there.
func (t *tally) judge(box *sandbox.Sandbox) {
	askedBy := map[scenario.Check][]string{}
	var asked []scenario.Check
	ask := func(check scenario.Check, by string) {
		if askedBy[check] == nil {
			asked = append(asked, check)
		}
		if !slices.Contains(askedBy[check], by) { // a flag and a question may ask for the same
			askedBy[check] = append(askedBy[check], by)
		}
	}
	for _, check := range t.config.Checks {
		ask(check, byFlag)
	}
	for _, check := range box.Engine.Checks() {
		ask(check.Check, check.Scenario)
	}
	if len(asked) == 0 {
		return
	}
	entries, dropped := box.Journal.Entries(journal.Filter{})
	for _, check := range asked {
		t.addCheck(tallied{newCheck(check, askedBy[check], verify.Judge(t.config.Contract, check, entries), dropped), 1})
	}
}

// judgeNobody finds the checks that are asked for everywhere unproven, where there
// was nobody to judge.
func (t *tally) judgeNobody() {
	for _, check := range t.config.Checks {
		t.addCheck(tallied{newCheck(check, []string{byFlag}, verify.Judge(t.config.Contract, check, nil), 0), 0})
	}
}

// tallied is a check, with how many sandboxes have the outcome that stands for all.
type tallied struct {
	Check
	boxes int
}

func (t *tally) addCheck(c tallied) {
	i := slices.IndexFunc(t.checks, func(other *tallied) bool { return other.Name == c.Name })
	if i < 0 {
		t.checks = append(t.checks, &c)
		return
	}
	sum := t.checks[i]
	if c.Outcome == sum.Outcome {
		sum.boxes += c.boxes
	}
	for _, by := range c.AskedBy {
		if !slices.Contains(sum.AskedBy, by) {
			sum.AskedBy = append(sum.AskedBy, by)
		}
	}
	if weight(c.Outcome) > weight(sum.Outcome) {
		sum.Outcome, sum.Text, sum.Evidence, sum.boxes = c.Outcome, c.Text, c.Evidence, c.boxes
	}
}

// report is the check with a text that is about all sandboxes: what it says is of
// the first.
func (c tallied) report() Check {
	if c.boxes > 1 {
		c.Text += fmt.Sprintf(" (so in one sandbox; the check %s in %d)", c.Outcome, c.boxes)
	}
	return c.Check
}

// weight orders outcomes by which one stands for all sandboxes: one failure is a
// failure, and one proof is a proof where nothing failed.
func weight(o Outcome) int { return slices.Index([]Outcome{Unproven, Passed, Failed}, o) }

// addTo adds what was tallied here to another tally.
func (t *tally) addTo(total *tally) {
	maps.Copy(total.called, t.called)
	total.dropped += t.dropped
	t.coverage.AddTo(&total.coverage)
	for _, e := range t.expectations {
		total.addExpectation(*e)
	}
	for _, c := range t.checks {
		copied := *c
		copied.AskedBy = slices.Clone(c.AskedBy)
		total.addCheck(copied)
	}
	maps.Copy(total.keys, t.keys)
}
