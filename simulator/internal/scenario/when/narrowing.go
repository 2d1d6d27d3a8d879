package when

import (
	"iter"
	"slices"
)

// Narrowing says which calls a condition can hold for at all: those that have one of some
// texts in a place. It may be of calls that the condition does not hold for, but of none
// that it does not name: so rules can be looked up by it, in place of asking each.
type Narrowing struct {
	OneOf []string // at least one

	place place
}

// Place names the place. Narrowings of one place look at the same values of a call.
func (n *Narrowing) Place() string { return n.place.name }

// Texts are the texts that a call has in the place.
func (n *Narrowing) Texts(c *Call) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, value := range c.valuesOf(n.place) {
			if items, isList := value.([]any); isList { // each item is asked, see anyItem
				for _, item := range items {
					if isScalar(item) && !yield(plainText(item)) {
						return
					}
				}
			} else if isScalar(value) && !yield(plainText(value)) {
				return
			}
		}
	}
}

// plainText is textOf, with one text for the two zeros, which are equal.
func plainText(value any) string {
	if value == 0.0 {
		return "0"
	}
	return textOf(value)
}

// narrowing is what a test narrows the calls to; nil if it asks for more than equality,
// or nobody can look it up.
func (p place) narrowing(t test) *Narrowing {
	if !t.cheap() || len(t.oneOf) == 0 || slices.ContainsFunc(t.oneOf, isNegativeZero) {
		return nil
	}
	n := &Narrowing{place: p}
	for _, want := range t.oneOf {
		text := textOf(want)
		if p.canonical != nil {
			text = p.canonical(text)
		}
		n.OneOf = append(n.OneOf, text)
	}
	return n
}

// isNegativeZero tells whether a value is the zero whose text is not that of the other.
func isNegativeZero(value any) bool { return value == 0.0 && textOf(value) != "0" }
