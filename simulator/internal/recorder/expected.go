package recorder

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// Expected is what came of the calls that were expected to break the contract.
// What they broke is counted here and nowhere else.
type Expected struct {
	Calls      int
	Violations int      // of their requests
	Unbroken   int      // calls that broke nothing
	Examples   []string // sandbox/id of the first of those
}

// take counts a call that is expected to break the contract, and returns the
// violations that nobody expects, and how many more: of a call as expected those of
// its answer.
func (e *Expected) take(seen Observation) (rest []contract.Violation, omitted int) {
	if !seen.Expected {
		return seen.Violations, seen.Omitted
	}
	for _, v := range seen.Violations {
		if v.Side != contract.InRequest {
			rest = append(rest, v)
		}
	}
	violations := len(seen.Violations) - len(rest) + seen.Omitted
	e.Calls++
	e.Violations += violations
	if violations == 0 {
		e.Unbroken++
		e.example(seen.Call)
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

// Expected is a copy of what came of the calls that were expected to break the
// contract.
func (c *Coverage) Expected() Expected {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := c.expected
	found.Examples = slices.Clone(found.Examples)
	return found
}
