package recorder

import "slices"

// Counted is a value with how often it was met.
type Counted[T comparable] struct {
	Value    T
	Count    int
	Examples []string // sandbox/id of the first calls
}

// counts are different values in the order in which they were met first. They are
// bounded: they may hold what clients sent.
type counts[T comparable] struct {
	kept    map[T]*Counted[T]
	order   []T
	bytes   int // of what is kept
	omitted int // times that a value which is not kept was met
}

// The bounds of counts.
const (
	maxCounted      = 500       // different values
	maxCountedBytes = 256 << 10 // of all of them
	maxExamples     = 3
)

// add counts a value, which takes so many bytes if it is kept.
func (c *counts[T]) add(met Counted[T], bytes int) {
	if found := c.kept[met.Value]; found != nil {
		found.Count += met.Count
		found.Examples = append(found.Examples, met.Examples[:min(len(met.Examples), maxExamples-len(found.Examples))]...)
		return
	}
	bytes = 2*bytes + maxExamples*listOverhead
	if len(c.order) == maxCounted || c.bytes+bytes > maxCountedBytes {
		c.omitted += met.Count
		return
	}
	c.bytes += bytes
	if c.kept == nil {
		c.kept = map[T]*Counted[T]{}
	}
	met.Examples = slices.Clone(met.Examples)
	c.kept[met.Value] = &met
	c.order = append(c.order, met.Value)
}

// list is a copy of the values that are kept, with their counts.
func (c *counts[T]) list() []Counted[T] {
	var list []Counted[T]
	for _, value := range c.order {
		found := *c.kept[value]
		found.Examples = slices.Clone(found.Examples)
		list = append(list, found)
	}
	return list
}

// addTo adds these counts to those of total. bytes says how many a value takes.
func (c *counts[T]) addTo(total *counts[T], bytes func(T) int) {
	total.omitted += c.omitted
	for _, value := range c.order {
		total.add(*c.kept[value], bytes(value))
	}
}
