package scenario

import (
	"fmt"

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
	for _, r := range s.Rules {
		if wanted, lacking := r.When.LackingKey(known); lacking {
			lacks = append(lacks, fmt.Sprintf("the rule %s is for the key %s, which the world does not have%s", r.ID, wanted, suggest.Meant(wanted, known)))
		}
		if wanted, lacking := r.When.LackingVendor(w); lacking {
			lacks = append(lacks, fmt.Sprintf("the rule %s is for the vendor %s, which the world does not have", r.ID, wanted))
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
