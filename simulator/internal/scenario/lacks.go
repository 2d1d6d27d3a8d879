package scenario

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Lacks says which rules ask for keys and vendors that a world does not have, a line
// each. No call has such a key or names such a vendor until somebody adds it to the
// world, so it is no error; but most often a name is misspelt.
func (s *Scenario) Lacks(w *state.World) []string {
	known := keysOf(w)
	var lacks []string
	for _, r := range s.rules {
		if wanted, lacking := r.When.lackingKey(known); lacking {
			lacks = append(lacks, fmt.Sprintf("the rule %s is for the key %s, which the world does not have%s", r.id, wanted, suggest.Meant(wanted, known)))
		}
		if wanted, lacking := r.When.lackingVendor(w); lacking {
			lacks = append(lacks, fmt.Sprintf("the rule %s is for the vendor %s, which the world does not have", r.id, wanted))
		}
		if len(lacks) >= yamlfile.MaxProblems {
			break
		}
	}
	return lacks
}

func keysOf(w *state.World) []string {
	var known []string
	for _, key := range w.Keys() {
		known = append(known, key.Token)
	}
	return known
}

// lackingKey is the key that a rule asks for, if there is none of those that it
// asks for.
func (w When) lackingKey(known []string) (wanted string, lacking bool) {
	if w.Key == nil {
		return "", false
	}
	values := w.Key.wanted()
	for _, value := range values {
		test := Matcher{In: []yamlfile.Any{{Set: true, Value: value}}}.tests()[0]
		for _, key := range known {
			if test.holds([]any{key}) {
				return "", false
			}
		}
	}
	if len(values) == 0 {
		return "", false
	}
	return textOf(values[0]), true
}

// lackingVendor is lackingKey for the id of a vendor.
func (w When) lackingVendor(world *state.World) (wanted string, lacking bool) {
	var values []any
	if m, given := w.Path["vendorId"]; given {
		values = m.wanted()
	} else if w.Vendor != nil && w.Vendor.ID != nil {
		values = w.Vendor.ID.wanted()
	}
	for _, value := range values {
		if hasVendor(world, textOf(value)) {
			return "", false
		}
	}
	if len(values) == 0 {
		return "", false
	}
	return textOf(values[0]), true
}

func hasVendor(world *state.World, text string) bool {
	id, err := strconv.ParseInt(text, 10, 64)
	return err == nil && slices.ContainsFunc(world.Accounts(), func(a state.Account) bool {
		_, err := world.Vendor(a.ID, id)
		return err == nil
	})
}
