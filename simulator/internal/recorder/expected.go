package recorder

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// Expected counts the calls that were expected to break the contract. The violations
// of their requests are counted here and nowhere else.
type Expected struct {
	Calls      int
	Violations int      // of their requests
	Unbroken   int      // calls that broke nothing
	Examples   []string // sandbox/id of the first of those
}

// take counts a call if it is expected to break the contract. It returns the
// violations that nobody expects, and how many more there are: of an expected call,
// those of its answer.
func (e *Expected) take(o Observation) (rest []contract.Violation, omitted int) {
	if !o.Expected {
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
		e.Unbroken++
		e.example(o.Call)
	}
	return rest, 0
}

func (e *Expected) example(calls ...string) {
	e.Examples = append(e.Examples, calls[:min(len(calls), maxExamples-len(e.Examples))]...)
}

func (e *Expected) add(other Expected) {
	e.Calls += other.Calls
	e.Violations += other.Violations
	e.Unbroken += other.Unbroken
	e.example(other.Examples...)
}

// Expected is a copy of the counts of the calls that were expected to break the
// contract.
func (c *Coverage) Expected() Expected {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.expected
	found.Examples = slices.Clone(found.Examples)
	return found
}
