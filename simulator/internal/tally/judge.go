package tally

import (
	"cmp"
	"fmt"
	"slices"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// judgement is the checks of one sandbox, for one tally. Whoever needs them first
// judges them, from then on they are known, and the journal is not held any more.
type judgement struct {
	of     *tally
	box    string
	checks func() []tallied
}

// askedCheck is a check and who asks for it: scenarios, or a flag.
type askedCheck struct {
	scenario.Check
	by     []string
	source report.Source // of the first scenario that is a file
}

// judgement is nil if nothing asks for a check.
func (t *tally) judgement(e sandbox.Evidence) *judgement {
	asked := t.asked(e)
	if len(asked) == 0 {
		return nil
	}
	return &judgement{t, e.Sandbox, sync.OnceValue(func() []tallied {
		entries, dropped := e.Journal.Entries(journal.Filter{})
		checks := make([]tallied, len(asked))
		for i, check := range asked {
			checks[i] = newTallied(check, verify.Judge(t.config.Contract, check.Check, entries), dropped)
		}
		return checks
	})}
}

// asked is all checks that are asked for in a sandbox.
func (t *tally) asked(e sandbox.Evidence) []askedCheck {
	var asked []askedCheck
	ask := func(check scenario.Check, by string, source report.Source) {
		i := slices.IndexFunc(asked, func(other askedCheck) bool { return other.Check == check })
		if i < 0 {
			asked = append(asked, askedCheck{check, []string{by}, source})
			return
		}
		if !slices.Contains(asked[i].by, by) { // a flag and a question may ask for the same
			asked[i].by = append(asked[i].by, by)
		}
		asked[i].source = cmp.Or(asked[i].source, source)
	}
	for _, check := range t.config.Checks {
		ask(check, report.AskedByRun, report.Source{})
	}
	for _, check := range e.Checks {
		ask(check.Check, check.Scenario, report.Source(check.Source))
	}
	return asked
}

// leaveChecksUnproven finds the checks that are asked for everywhere unproven, where there
// was nobody to judge.
func (t *tally) leaveChecksUnproven() {
	for _, check := range t.config.Checks {
		t.addCheck(tallied{Check: newCheck(check, []string{report.AskedByRun}, verify.Judge(t.config.Contract, check, nil), 0)})
	}
}

// settle adds what waits to be judged, in its order; nil is nothing.
func (t *tally) settle(waiting []*judgement) {
	for _, judgement := range waiting {
		if judgement != nil {
			t.addJudged(judgement)
		}
	}
}

// addJudged adds a judgement, once it is made.
func (t *tally) addJudged(judged *judgement) {
	checks := judged.checks()
	t.verdicts.addVerdictOf(judged.box, checks)
	for _, check := range checks {
		t.addCheck(check)
	}
}

// tallied is a check, with how many sandboxes have the outcome that stands for all.
type tallied struct {
	report.Check
	boxes int
	calls []shownCall // of the evidence
}

// newTallied is a check of one sandbox.
func newTallied(check askedCheck, v verify.Verdict, dropped uint64) tallied {
	c := tallied{Check: newCheck(check.Check, check.by, v, dropped), boxes: 1}
	c.Source = check.source
	for _, e := range v.Evidence[:len(c.Evidence)] {
		c.calls = append(c.calls, newShown(e, c.Outcome == report.Passed))
	}
	return c
}

// report is the check with a text that is about all sandboxes: what it says is of
// the first.
func (c tallied) report() report.Check {
	if c.boxes > 1 {
		c.Text += fmt.Sprintf("; %s in %d sandboxes, of which this is the first", c.Outcome, c.boxes)
	}
	return c.Check
}

// addCheck copies what a check points to: others have it, too.
func (t *tally) addCheck(c tallied) {
	c.AskedBy, c.Evidence = slices.Clone(c.AskedBy), slices.Clone(c.Evidence)
	calls := c.calls
	c.calls = nil // the excerpt has them
	i := slices.IndexFunc(t.checks, func(other *tallied) bool { return other.Name == c.Name })
	if i < 0 {
		t.checks = addBounded(t.checks, &c, func(c *tallied) bool { return c.Outcome != report.Passed })
		t.excerpt.addAll(calls)
		return
	}
	sum := t.checks[i]
	if c.Outcome == sum.Outcome {
		sum.boxes += c.boxes
	}
	sum.Source = cmp.Or(sum.Source, c.Source)
	for _, by := range c.AskedBy {
		if len(sum.AskedBy) < maxAskedBy && !slices.Contains(sum.AskedBy, by) {
			sum.AskedBy = append(sum.AskedBy, by)
		}
	}
	if weight(c.Outcome) > weight(sum.Outcome) {
		sum.Outcome, sum.Text, sum.Evidence, sum.boxes = c.Outcome, c.Text, c.Evidence, c.boxes
		t.excerpt.addAll(calls)
	}
}

// weight orders outcomes by which one stands for all sandboxes: one failure is a
// failure, and one proof is a proof where nothing failed.
func weight(o report.Outcome) int {
	return slices.Index([]report.Outcome{report.Unproven, report.Passed, report.Failed}, o)
}
