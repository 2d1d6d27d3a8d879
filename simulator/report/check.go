package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// outcomes are in the order of their weight.
var outcomes = []Outcome{Failed, Unproven, Passed}

var outcomeSigns = map[Outcome]string{Failed: "✗", Unproven: "?", Passed: "✓"}

func (r Report) checksLine() string {
	var parts []string
	for _, outcome := range outcomes {
		if n := r.outcome(outcome); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, outcome))
		}
	}
	if parts == nil {
		return "none"
	}
	return strings.Join(parts, ", ")
}

// outcome is how many checks have it.
func (r Report) outcome(outcome Outcome) int {
	n := 0
	for _, c := range r.Checks {
		if c.Outcome == outcome {
			n++
		}
	}
	return n
}

// checksByWeight has those first that need attention.
func (r Report) checksByWeight() []Check {
	return slices.SortedStableFunc(slices.Values(r.Checks), func(a, b Check) int {
		return cmp.Compare(slices.Index(outcomes, a.Outcome), slices.Index(outcomes, b.Outcome))
	})
}

func (e Evidence) clock() string { return e.Time.UTC().Format("15:04:05.000") }

func (e Evidence) id() string { return e.Sandbox + "/" + e.Call }

// texts are why, what was asked, and the calls, a line each.
func (c Check) texts() []string {
	texts := []string{string(c.Outcome) + ": " + c.Text, c.About}
	for _, e := range c.Evidence {
		texts = append(texts, e.clock()+"  "+e.id()+"  "+e.Text)
	}
	return texts
}
