package recorder

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// CoverageImage is a coverage as a plain value, for the images of sandboxes.
type CoverageImage struct {
	UnknownPath int
	UnknownKey  int
	Operations  []OperationImage // that were called, by id
	Keys        []KeyImage       // by key
	Violations  CountsImage[contract.Violation]
	Hints       CountsImage[Hint]
	Unsimulated CountsImage[Unsimulated]
	OnPurpose   OnPurpose
}

// OperationImage is the counts of one operation.
type OperationImage struct {
	ID       string
	Calls    int
	Statuses []StatusCoverage // in the order in which they were met
	Used     []int            // calls by the index of Operation.Elements
}

// KeyImage is the counts of one key.
type KeyImage struct {
	Key    string
	Calls  int
	Needed map[string]int // calls by permission
}

// CountsImage is different values with their counts, in the order in which they were met.
type CountsImage[T comparable] struct {
	Kept    []Counted[T]
	Omitted int
}

// Image is the coverage as a value, which shares nothing with it.
func (c *Coverage) Image() CoverageImage {
	image := CoverageImage{
		UnknownPath: c.unknownPath, UnknownKey: c.unknownKey, OnPurpose: c.OnPurpose(),
		Violations: c.violations.image(), Hints: c.hints.image(), Unsimulated: c.unsimulated.image(),
	}
	for op := range c.operations {
		counted := c.Operation(op)
		image.Operations = append(image.Operations, OperationImage{op.ID, counted.Calls, counted.Statuses, counted.Used})
	}
	slices.SortFunc(image.Operations, func(a, b OperationImage) int { return strings.Compare(a.ID, b.ID) })
	for _, key := range slices.Sorted(maps.Keys(c.keys)) {
		image.Keys = append(image.Keys, KeyImage{key, c.keys[key].Calls, maps.Clone(c.keys[key].Needed)})
	}
	return image
}

func (c *counts[T]) image() CountsImage[T] { return CountsImage[T]{c.list(), c.omitted} }

// Coverage is the coverage that the image is of. It fails if the image does not go with the
// contract.
func (i CoverageImage) Coverage(of *contract.Contract) (*Coverage, error) {
	c := &Coverage{unknownPath: i.UnknownPath, unknownKey: i.UnknownKey}
	c.onPurpose.add(i.OnPurpose)
	i.Violations.addTo(&c.violations, violationSizeOf)
	i.Hints.addTo(&c.hints, func(h Hint) int { return hintSizeOf(h.Hint) })
	i.Unsimulated.addTo(&c.unsimulated, unsimulatedSize)
	for _, counted := range i.Operations {
		op, known := of.Operation(counted.ID)
		if !known {
			return nil, fmt.Errorf("the image counts calls to the operation %q, which the contract does not have", counted.ID)
		}
		if len(counted.Used) != len(op.Elements) {
			return nil, fmt.Errorf("the image counts %d elements of the operation %s, which has %d: it was made under another contract", len(counted.Used), op.ID, len(op.Elements))
		}
		c.operation(op).add(&OperationCoverage{Calls: counted.Calls, Statuses: counted.Statuses, Used: counted.Used})
	}
	for _, counted := range i.Keys {
		key := c.key(counted.Key)
		if key == nil {
			return nil, fmt.Errorf("the image counts %d keys, at most %d are kept", len(i.Keys), maxKeys)
		}
		key.Calls = counted.Calls
		maps.Copy(key.Needed, counted.Needed)
	}
	return c, nil
}

func (i CountsImage[T]) addTo(total *counts[T], bytes func(T) int) {
	for _, counted := range i.Kept {
		total.add(counted, bytes(counted.Value))
	}
	total.omitted += i.Omitted
}
