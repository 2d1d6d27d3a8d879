package contract

import (
	"fmt"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Violations are the differences of one call from the contract: a bounded number
// of them, and how many more there are. The zero value has none.
type Violations struct {
	List []Violation
	More int // beyond those of the list
	// AtLeast tells that there may be more than More: to count on would have cost
	// more than it tells anybody.
	AtLeast bool

	constraints []constraint // of those in the list, by the same index; those at the end may be left out
}

// What is kept of violations is bounded, since a client can send any number of
// them with any texts.
const (
	maxViolations = 100
	maxText       = 1000 // bytes of the text of a violation, and of its fix
	maxPointer    = 1000
	maxJoined     = 8 << 10
)

// None tells whether nothing differs.
func (vs *Violations) None() bool { return len(vs.List) == 0 && vs.More == 0 && !vs.AtLeast }

// Add takes in a violation, whose texts may be anything that a client sent: they
// are cut, and made valid UTF-8. What there is no room for is counted.
func (vs *Violations) Add(v Violation) { vs.add(v, constraint{}) }

func (vs *Violations) add(v Violation, broken constraint) {
	if len(vs.List) == maxViolations {
		vs.More++
		return
	}
	v.Name, v.Pointer = exchange.Excerpt(v.Name), exchange.Abbreviate(v.Pointer, maxPointer)
	v.Text, v.Fix = exchange.Abbreviate(v.Text, maxText), exchange.Abbreviate(v.Fix, maxText)
	for len(vs.constraints) < len(vs.List) {
		vs.constraints = append(vs.constraints, constraint{})
	}
	vs.List, vs.constraints = append(vs.List, v), append(vs.constraints, broken)
}

// constraint is what the value of a violation does not meet; zero for what is no value.
func (vs *Violations) constraint(i int) constraint {
	if i < len(vs.constraints) {
		return vs.constraints[i]
	}
	return constraint{}
}

// AddAll takes in others.
func (vs *Violations) AddAll(others Violations) {
	for i, v := range others.List {
		vs.add(v, others.constraint(i))
	}
	vs.More += others.More
	vs.AtLeast = vs.AtLeast || others.AtLeast
}

// String is all of them as one text for people, of a bounded length.
func (vs Violations) String() string {
	var b strings.Builder
	for i, v := range vs.List {
		text := v.String()
		if b.Len()+len(text) > maxJoined {
			vs.More += len(vs.List) - i
			break
		}
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(text)
	}
	if rest := vs.rest(); rest != "" {
		b.WriteString("; " + rest)
	}
	return b.String()
}

// rest says how many more there are; empty if there are none.
func (vs Violations) rest() string {
	switch {
	case vs.AtLeast:
		return fmt.Sprintf("and at least %d more", vs.More)
	case vs.More > 0:
		return fmt.Sprintf("and %d more", vs.More)
	}
	return ""
}
