package tally

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// What a run keeps of the sandboxes that have gone is bounded: whoever makes them
// can make any number of them.
const (
	maxNames   = 100_000 // of sandboxes
	maxAsked   = 1000    // expectations, and checks
	maxAskedBy = 100     // scenarios that ask for the same check
	maxKeys    = 1000    // as many as a coverage has
)

// nameSet counts different names. Beyond maxNames, each counts as another one.
type nameSet struct {
	names map[string]bool
	more  int
}

func (s *nameSet) add(name string) {
	switch {
	case s.names[name]:
	case len(s.names) >= maxNames:
		s.more++
	default:
		if s.names == nil {
			s.names = map[string]bool{}
		}
		s.names[name] = true
	}
}

func (s *nameSet) addAll(other nameSet) {
	for name := range other.names {
		s.add(name)
	}
	s.more += other.more
}

func (s *nameSet) count() int { return len(s.names) + s.more }

// addBounded adds an item to a list that is not too long yet. To a full list only
// an item that fails the run is added, in the place of one that does not: what the
// run comes to must not depend on the bound.
func addBounded[T any](list []*T, item *T, fails func(*T) bool) []*T {
	if len(list) < maxAsked {
		return append(list, item)
	}
	i := slices.IndexFunc(list, func(other *T) bool { return !fails(other) })
	if fails(item) && i >= 0 {
		list[i] = item
	}
	return list
}

func (t *tally) addKey(name string, key state.Key) {
	if _, there := t.keys[name]; there || len(t.keys) < maxKeys {
		t.keys[name] = key
	}
}
