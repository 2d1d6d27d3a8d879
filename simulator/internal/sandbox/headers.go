package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// The simulator's own headers. Those of requests are all in simHeaders.
const (
	HeaderSandbox  = "Sim-Sandbox"  // of a request: names the sandbox, over what the key says
	HeaderScenario = "Sim-Scenario" // of a request: names the scenarios that are for this call alone
	headerExpect   = "Sim-Expect"   // of a request: says that it breaks the contract on purpose
	headerHints    = "Sim-Hints"    // of an answer: the hints of its call, as a JSON list
)

// simHeaders are the simulator's own headers that a request may have.
var simHeaders = []string{HeaderSandbox, HeaderScenario, headerExpect}

// simPrefix is what the simulator's own headers begin with.
const simPrefix = "Sim-"

// MaxHeaderScenarios is how many scenarios a call may name.
const MaxHeaderScenarios = 16

// checkSimHeaders refuses a header that begins like the simulator's own and is none of
// them: the call would else work, in another sandbox or without its scenario.
func (c *step) checkSimHeaders() error {
	first := slices.IndexFunc(c.Own, func(name string) bool {
		return strings.HasPrefix(name, simPrefix) && !slices.Contains(simHeaders, name)
	})
	if first < 0 {
		return nil
	}
	unknown := c.Own[first]
	if meant := suggest.Nearest(unknown, simHeaders); meant != "" {
		return c.misuse(unknown, "should not exist, did you mean "+meant+"?", "rename it to "+meant)
	}
	return c.misuse(unknown, "should not exist, allowed are: "+strings.Join(simHeaders, ", "), "leave it out")
}

// misuse refuses a header that asks something of the simulator which it cannot do.
// The misuse is a violation as well, and one that nobody expects: a test would else
// take the 400 for the one that it wants, or for a fault that its client took well.
func (c *step) misuse(header, text, fix string) error {
	v := contract.Violation{Side: contract.InRequest, In: contract.InHeader, Name: exchange.Excerpt(header), Text: text, Fix: fix}
	if c.Operation.Operation != nil {
		v.Operation = c.Operation.ID
	}
	c.violations.Add(v)
	c.misused = true
	return errors.New(v.String())
}

// OwnHeaders are the names of a request's headers that look as if they were for the
// simulator, by name: so the same call gets the same answer. Most calls have none.
func OwnHeaders(header http.Header) (own []string) {
	for name := range header {
		if strings.HasPrefix(name, "Sim") || strings.HasPrefix(name, "X-Sim") {
			own = append(own, name)
		}
	}
	slices.Sort(own)
	return own
}

// HeaderHints are the hints to headers that are nearly the simulator's own, and to
// preferences that are nearly some which it follows.
func (c *Call) HeaderHints() []contract.Hint {
	return append(nearSimHeaders(c.Own), preferHints(c.Request.Header)...)
}

func nearSimHeaders(own []string) []contract.Hint {
	var hints []contract.Hint
	for _, name := range own {
		bare := strings.TrimPrefix(name, "X-")
		if strings.HasPrefix(name, simPrefix) {
			continue
		}
		if meant := suggest.Nearest(bare, simHeaders); meant != "" {
			hints = append(hints, contract.Hint{
				In: contract.InHeader, Name: name, Text: "is ignored, did you mean " + meant + "?", Fix: "write it as " + meant,
			})
		}
	}
	return hints
}
