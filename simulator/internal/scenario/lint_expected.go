package scenario

import (
	"fmt"
	"reflect"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// lintExpectViolations refuses selections that cannot be asked for, or that ask for
// nothing: those would expect whatever a client does wrong.
func lintExpectViolations(l *yamlfile.Linter, documented *contract.Contract, expected []when.When) {
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
		when.LintSelector(l, documented, &expected[i], at)
		l.RefuseIf(reflect.ValueOf(expected[i]).IsZero() && !l.Refused(at), at,
			"asks for nothing, so every violation would be expected: say which calls break the contract on purpose")
	}
}

// alone tells whether the file gives a list as its only element.
func alone(l *yamlfile.Linter, list string) bool {
	line, column := l.At(list)
	firstLine, firstColumn := l.At(yamlfile.Element(list, 0))
	return line == firstLine && column == firstColumn
}
