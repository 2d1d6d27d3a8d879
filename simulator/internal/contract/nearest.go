package contract

import (
	"math"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// Nearest is the operation whose path a misspelt one was probably meant to be,
// of those with the method if it can be; nil if none is near.
func (c *Contract) Nearest(method, path string) *Operation {
	var best *Operation
	least := math.MaxInt
	for _, op := range c.Operations {
		d := op.pathDistance(path)
		if d > max(3, len(op.Path)/4) { // more would not be a slip
			continue
		}
		if op.Method != method {
			d++
		}
		if d < least {
			best, least = op, d
		}
	}
	return best
}

// pathDistance is how many bytes of a path differ from the operation's, whatever
// stands for its parameters.
func (op *Operation) pathDistance(path string) int {
	want, got := strings.Split(op.Path, "/"), strings.Split(path, "/")
	distance := 0
	for i := range max(len(want), len(got)) {
		switch {
		case i >= len(got):
			distance += 1 + len(want[i])
		case i >= len(want):
			distance += 1 + len(got[i])
		case strings.HasPrefix(want[i], "{"):
		case len(got[i]) > 2*len(want[i]): // keeps a huge segment from costing anything
			distance += len(got[i])
		default:
			distance += suggest.Distance(want[i], got[i])
		}
	}
	return distance
}
