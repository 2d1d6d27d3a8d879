package recorder

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// OnPurpose counts the calls that were expected to break the contract. The violations
// of their requests are counted here and nowhere else.
type OnPurpose struct {
	Calls       int
	Violations  int      // of their requests
	NoViolation int      // calls that broke nothing
	Examples    []string // sandbox/id of the first of those
}

// take counts a call if it is expected to break the contract. It returns the
// violations that nobody expects, and how many more there are: of an expected call,
// those of its answer.
func (e *OnPurpose) take(o Observation) (rest []contract.Violation, omitted int) {
	if !o.OnPurpose {
		return o.Violations, o.Omitted
	}
	for _, v := range o.Violations {
		if v.Side != contract.InRequest {
			rest = append(rest, v)
		}
	}
	violations := len(o.Violations) - len(rest) + o.Omitted
	e.Calls++
	e.Violations += violations
	if violations == 0 {
		e.NoViolation++
		e.example(o.Call)
	}
	return rest, 0
}

func (e *OnPurpose) example(calls ...string) {
	e.Examples = append(e.Examples, calls[:min(len(calls), maxExamples-len(e.Examples))]...)
}

func (e *OnPurpose) add(other OnPurpose) {
	e.Calls += other.Calls
	e.Violations += other.Violations
	e.NoViolation += other.NoViolation
	e.example(other.Examples...)
}

// OnPurpose is a copy of the counts of the calls that were expected to break the
// contract.
func (c *Coverage) OnPurpose() OnPurpose {
	found := c.onPurpose
	found.Examples = slices.Clone(found.Examples)
	return found
}
