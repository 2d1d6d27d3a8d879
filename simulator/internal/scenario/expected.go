package scenario

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// lintExpectViolations refuses selections that cannot be asked for, or that ask for
// nothing: those would expect whatever a client does wrong.
func lintExpectViolations(l *yamlfile.Linter, documented *contract.Contract, expected []When) {
	const list = "expectViolations"
	l.RefuseIf(expected != nil && len(expected) == 0, list, "is empty: leave it out if no violation is expected")
	if len(expected) > maxAsked {
		l.Refuse(list, fmt.Sprintf("are %d, at most %d are allowed", len(expected), maxAsked))
		return
	}
	for i := range expected {
		at := yamlfile.Element(list, i)
		if len(expected) == 1 && alone(l, list) {
			at = list
		}
		lintSelector(l, documented, &expected[i], at)
		l.RefuseIf(reflect.ValueOf(expected[i]).IsZero() && !l.Broken(at), at,
			"asks for nothing, so every violation would be expected: say which calls break the contract on purpose")
	}
}

// alone tells whether the file gives a list as its only element.
func alone(l *yamlfile.Linter, list string) bool {
	line, column := l.At(list)
	firstLine, firstColumn := l.At(yamlfile.Element(list, 0))
	return line == firstLine && column == firstColumn
}

// ExpectViolations lets the violations of the calls that a selector finds be
// expected, beside those of the scenarios that play, until Clear.
func (e *Engine) ExpectViolations(calls *Selector) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.expected = append(e.expected, calls)
	e.compile()
}

// ViolationsExpected tells whether a call that broke the contract was expected to,
// by a scenario that plays or by ExpectViolations. The call is asked about as rules
// ask, but may be one to no operation.
func (e *Engine) ViolationsExpected(call *Call) bool {
	p := e.program.Load()
	return p != nil && slices.ContainsFunc(p.expected, func(s *Selector) bool {
		miss, _ := s.Miss(call)
		return miss == nil
	})
}
