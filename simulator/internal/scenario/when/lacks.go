package when

import (
	"slices"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// LackingKey is the key that a rule asks for, if there is none of those that it
// asks for.
func (w When) LackingKey(known []string) (wanted string, lacking bool) {
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

// LackingVendor is lackingKey for the id of a vendor.
func (w When) LackingVendor(world *state.World) (wanted string, lacking bool) {
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
