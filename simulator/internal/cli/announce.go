package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// announce says what was started, one line a fact, and how to try it.
func announce(w io.Writer, sim *simulator.Simulator, from origin) {
	fact := func(name, value string) {
		if value != "" {
			fmt.Fprintf(w, "%-9s %s\n", name, visible.Line(value)) // much of it comes from files and flags
		}
	}
	world := sim.World().Snapshot()
	usable, refused := describeKeys(world, sim.Clock().Now())
	fact("vsrsim", version.Of()+", not made by Drata")
	fact("base URL", sim.URL()+" (also without /public/v2)")
	fact("page", sim.ControlURL()+"/")
	fact("control", sim.ControlURL())
	fact("contract", sim.Contract())
	fact("world", count(len(world.Vendors), "vendor")+" and "+count(len(world.Reviews), "review")+
		" in "+count(len(world.Accounts), "account"))
	from.say(fact)
	fact("seed", strconv.FormatUint(sim.Seed(), 10))
	fact("scenario", strings.Join(sim.Playing(), ", "))
	fact("keys", listKeys(usable))
	fact("refused", listKeys(refused))
	fact("try", exampleCall(sim, world))
}

// origin is where the worlds come from: the built-in fixture unless files are named.
type origin struct {
	fixture, state string
	kept           bool // the state file was there at the start
}

func (o origin) say(fact func(name, value string)) {
	fixture := o.fixture
	if o.kept {
		if fixture == "" {
			fixture = "built in"
		}
		fixture += ", for all sandboxes but default"
		fact("state", o.state+", read for the sandbox default, and saved on change")
	} else if o.state != "" {
		fact("state", o.state+", new, saved on change of the sandbox default")
	}
	fact("fixture", fixture)
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
	accounts := map[int64]state.Account{}
	for _, account := range world.Accounts {
		accounts[account.ID] = account
	}
	for _, key := range world.Keys {
		if why := refusal(key, accounts[key.AccountID], now); why != "" {
			refused = append(refused, key.Token+" ("+why+")")
		} else {
			usable = append(usable, key.Token+" ("+access(key)+")")
		}
	}
	return usable, refused
}

// refusal is why a key cannot be used, or empty.
func refusal(key state.Key, account state.Account, now time.Time) string {
	switch {
	case key.Revoked:
		return "revoked"
	case key.Expired(now):
		return "expired"
	case !account.TermsAccepted:
		return "terms not accepted"
	case account.Plan == state.PlanLimited:
		return "plan limited"
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
				shellQuote.Replace(key.Token), sim.URL(), review.VendorID, review.ID)
		}
	}
	return ""
}
