package report

import (
	"fmt"
	"slices"
)

// verdictsByWeight has those first that did not pass.
func (r Report) verdictsByWeight() []Verdict {
	return slices.SortedStableFunc(slices.Values(r.Verdicts), func(a, b Verdict) int {
		switch {
		case a.Passed == b.Passed:
			return 0
		case b.Passed:
			return -1
		}
		return 1
	})
}

// verdictsLine is how many sandboxes did not pass. None of those left out is among them,
// unless there are more than the report has room for.
func (r Report) verdictsLine() string {
	bad := 0
	for _, v := range r.Verdicts {
		if !v.Passed {
			bad++
		}
	}
	all := count(len(r.Verdicts)+r.OmittedVerdicts, "sandbox")
	if bad == 0 {
		return all + ", each passed by itself"
	}
	return fmt.Sprintf("%d of %s did not pass by themselves", bad, all)
}
