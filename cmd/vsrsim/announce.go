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
	fact := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-9s %s\n", name, value)
		}
	}
	world := sim.World().Snapshot()
	usable, refused := describeKeys(world, sim.Now())
	fact("vsrsim", version()+", not made by Drata")
	fact("base URL", baseURL(sim)+" (also without /public/v2)")
	fact("contract", sim.Contract())
	fact("world", count(len(world.Vendors), "vendor")+" and "+count(len(world.Reviews), "review"))
	fact("keys", listKeys(usable))
	fact("refused", listKeys(refused))
	fact("try", exampleCall(sim, world))
}

// baseURL is the one to give to a client on this machine.
func baseURL(sim *simulator.Simulator) string {
	address := sim.Address()
	return strings.Replace(sim.URL(), address, listenAddress(address).reachable(), 1)
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// maxKeys is how many keys are named; a fixture may have many more.
const maxKeys = 12

func listKeys(texts []string) string {
	if more := len(texts) - maxKeys; more > 0 {
		texts = append(texts[:maxKeys:maxKeys], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(texts, ", ")
}

// describeKeys names the keys that can do something, with what, and those that
// every call is refused for, with why; each in the order of their names.
func describeKeys(world state.Snapshot, now time.Time) (usable, refused []string) {
	terms := map[int64]bool{}
	for _, account := range world.Accounts {
		terms[account.ID] = account.TermsAccepted
	}
	for _, key := range world.Keys {
		if why := refusal(key, terms[key.AccountID], now); why != "" {
			refused = append(refused, key.Token+" ("+why+")")
		} else {
			usable = append(usable, key.Token+" ("+access(key)+")")
		}
	}
	return usable, refused
}

// refusal is why a key cannot be used, or empty.
func refusal(key state.Key, termsAccepted bool, now time.Time) string {
	switch {
	case key.Revoked:
		return "revoked"
	case key.Expired(now):
		return "expired"
	case !termsAccepted:
		return "terms not accepted"
	}
	return ""
}

func access(key state.Key) string {
	if key.Access == state.AccessCustom {
		return count(len(key.Permissions), "permission")
	}
	return string(key.Access)
}

var shellQuote = strings.NewReplacer(`'`, `'\''`)

// exampleCall reads a review that the first usable key can see, if there is one.
func exampleCall(sim *simulator.Simulator, world state.Snapshot) string {
	key, ok := sim.World().Key(sim.Key())
	if !ok {
		return ""
	}
	for _, review := range world.Reviews {
		if _, err := sim.World().Vendor(key.AccountID, review.VendorID); err == nil {
			return fmt.Sprintf("curl -H 'Authorization: Bearer %s' %s/vendors/%d/security-reviews/%d",
				shellQuote.Replace(key.Token), baseURL(sim), review.VendorID, review.ID)
		}
	}
	return ""
}
