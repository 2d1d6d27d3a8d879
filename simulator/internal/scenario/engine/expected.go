package engine

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// ExpectViolations lets the violations of the calls that a selector finds be
// expected, beside those of the scenarios that play, until StartOver.
func (e *Engine) ExpectViolations(calls *when.Selector) {
	e.noteAll()
	e.expected = append(e.expected, calls)
	e.reindex()
}

// ViolationsExpected tells whether a call that broke the contract was expected to,
// by a scenario that plays or by ExpectViolations. The call is asked about as rules
// ask, but may be one to no operation.
func (e *Engine) ViolationsExpected(call *when.Call) bool {
	p := e.index
	return p != nil && slices.ContainsFunc(p.expected, func(s *when.Selector) bool {
		miss, _ := s.NearMiss(call)
		return miss == nil
	})
}
