package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// announce says what was started, one line a fact, and how to try it.
func announce(w io.Writer, sim *simulator.Simulator) {
	fact := func(name, format string, args ...any) {
		fmt.Fprintf(w, "%-9s %s\n", name, fmt.Sprintf(format, args...))
	}
	fact("vsrsim", "%s, not made by Drata", version())
	fact("base URL", "%s (also without /public/v2)", sim.URL())
	fact("contract", "%s", sim.Contract())
	world := sim.World().Snapshot()
	fact("world", "%s and %s", count(len(world.Vendors), "vendor"), count(len(world.Reviews), "review"))
	fact("keys", "%s", describeKeys(world, sim.Now()))
	if example := exampleCall(sim, world); example != "" {
		fact("try", "%s", example)
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// maxKeys is how many keys are named; a generated world may have many more.
const maxKeys = 12

func describeKeys(world state.Snapshot, now time.Time) string {
	terms := map[int64]bool{}
	for _, account := range world.Accounts {
		terms[account.ID] = account.TermsAccepted
	}
	var texts []string
	for i, key := range world.Keys {
		if i == maxKeys {
			texts = append(texts, fmt.Sprintf("and %d more", len(world.Keys)-maxKeys))
			break
		}
		texts = append(texts, key.Token+" ("+describeKey(key, terms[key.AccountID], now)+")")
	}
	return strings.Join(texts, ", ")
}

func describeKey(key state.Key, termsAccepted bool, now time.Time) string {
	switch {
	case key.Revoked:
		return "revoked"
	case key.Expired(now):
		return "expired"
	case !termsAccepted:
		return "terms not accepted"
	case key.Access == state.AccessCustom:
		return count(len(key.Permissions), "permission")
	default:
		return string(key.Access)
	}
}

// exampleCall reads a review that the first usable key can see, if there is one.
func exampleCall(sim *simulator.Simulator, world state.Snapshot) string {
	key, ok := sim.World().Key(sim.Key())
	if !ok {
		return ""
	}
	for _, review := range world.Reviews {
		if _, err := sim.World().Vendor(key.AccountID, review.VendorID); err == nil {
			return fmt.Sprintf("curl -H 'Authorization: Bearer %s' %s/vendors/%d/security-reviews/%d",
				key.Token, sim.URL(), review.VendorID, review.ID)
		}
	}
	return ""
}
