package report

import (
	"fmt"
	"strings"
)

// noViolation is how many calls broke nothing although they were expected to, and
// which: 2 calls, such as default/3.
func (e OnPurpose) noViolation() string {
	text := count(e.NoViolation, "call")
	if len(e.Examples) > 0 {
		text += ", such as " + strings.Join(e.Examples, ", ")
	}
	return text
}

// line is what came of the calls that were expected to break the contract; empty
// if there were none.
func (e OnPurpose) line() string {
	if e.Calls == 0 {
		return ""
	}
	text := fmt.Sprintf("%s in %s", count(e.Violations, "violation"), count(e.Calls, "call"))
	if e.NoViolation > 0 {
		text += fmt.Sprintf("; %d of the calls broke nothing", e.NoViolation)
	}
	return text
}
