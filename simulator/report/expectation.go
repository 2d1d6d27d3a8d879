package report

import (
	"fmt"
	"slices"
	"strconv"
)

func (r Report) unmet() []Expectation {
	var unmet []Expectation
	for _, e := range r.Expectations {
		if e.Unmet > 0 {
			unmet = append(unmet, e)
		}
	}
	return unmet
}

func (r Report) met() []Expectation {
	return slices.DeleteFunc(slices.Clone(r.Expectations), func(e Expectation) bool { return e.Unmet > 0 })
}

// expectationsByWeight has those first that were not met.
func (r Report) expectationsByWeight() []Expectation {
	return append(r.unmet(), r.met()...)
}

func (r Report) expectationsLine() string {
	all, unmet := len(r.Expectations), len(r.unmet())
	switch {
	case all == 0:
		return "none"
	case unmet == 0:
		return strconv.Itoa(all) + " met"
	}
	return fmt.Sprintf("%d of %d not met", unmet, all)
}

// name is the rule that is meant, with what is expected of it. A rule's name
// begins with that of its scenario.
func (e Expectation) name() string { return fmt.Sprintf("rule %s: expected %s", e.Rule, e.Expected) }

func (e Expectation) result() string {
	if e.Unmet == 0 {
		return "met in " + count(e.Sandboxes, "sandbox")
	}
	text := fmt.Sprintf("not met in %d of %s", e.Unmet, count(e.Sandboxes, "sandbox"))
	if e.Text != "" {
		text += ": " + e.Text
	}
	return text
}

func (e Expectation) sign() string {
	if e.Unmet > 0 {
		return "✗"
	}
	return "✓"
}
