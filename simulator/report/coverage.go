package report

import (
	"fmt"
	"slices"
)

func (c Coverage) line() string {
	text := fmt.Sprintf("%d of %s delivered (%s)", c.Delivered, count(c.Documented, "documented answer"), percent(c.Percent))
	if c.Minimum != nil {
		text += ", at least " + percent(*c.Minimum) + " asked for"
	}
	return text
}

// line is empty where no look-up was called.
func (l Lookups) line() string {
	if l.Calls == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %s delivered in %s, counted apart", l.Delivered, count(l.Documented, "documented answer"), count(l.Calls, "call"))
}

// belowMinimum is false if nothing was asked for.
func (c Coverage) belowMinimum() bool { return c.Minimum != nil && c.Percent < *c.Minimum }

// called are the operations that were called, and the names of the others.
func (r Report) called() (called []Operation, never []string) {
	for _, op := range r.Operations {
		if op.Calls > 0 {
			called = append(called, op)
		} else {
			never = append(never, op.ID)
		}
	}
	return called, never
}

// apart says that an operation does not count for the coverage, and why; else it is
// empty.
func (op Operation) apart() string {
	switch {
	case op.Lookup:
		return "look-up"
	case !op.Counts:
		return "does not count"
	}
	return ""
}

// callsLine is in parentheses where the operation does not count for the coverage.
func (op Operation) callsLine() string {
	if op.Counts {
		return count(op.Calls, "call")
	}
	return "(" + count(op.Calls, "call") + ")"
}

// partly says that some operations do not count.
func (r Report) partly() bool {
	return slices.ContainsFunc(r.Operations, func(op Operation) bool { return !op.Counts })
}
