package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// The headers of the simulator's own. Those of requests are all in ownHeaders.
const (
	headerSandbox  = "Sim-Sandbox"  // of a request: names the sandbox, over what the key says
	headerScenario = "Sim-Scenario" // of a request: names the scenarios that are for this call alone
	headerExpect   = "Sim-Expect"   // of a request: says that it breaks the contract on purpose
	headerCall     = "Sim-Call"     // of an answer: the id of the call in the journal
	headerHints    = "Sim-Hints"    // of an answer: the hints of its call, as a JSON list
)

// ownHeaders are those that a request may have.
var ownHeaders = []string{headerSandbox, headerScenario, headerExpect}

// ownPrefix is what the headers of the simulator's own begin with.
const ownPrefix = "Sim-"

// checkOwnHeaders refuses a header of the simulator's own that it does not know:
// the call would else work, in another sandbox or without its scenario.
func (c *call) checkOwnHeaders() error {
	unknown := "" // the first by name, so that the same call gets the same answer
	for name := range c.request.Header {
		if strings.HasPrefix(name, ownPrefix) && !slices.Contains(ownHeaders, name) && (unknown == "" || name < unknown) {
			unknown = name
		}
	}
	if unknown == "" {
		return nil
	}
	if meant := suggest.Nearest(unknown, ownHeaders); meant != "" {
		return c.misuse(unknown, "should not exist, did you mean "+meant+"?", "rename it to "+meant)
	}
	return c.misuse(unknown, "should not exist, allowed are: "+strings.Join(ownHeaders, ", "), "leave it out")
}

// misuse refuses a header that asks something of the simulator which it cannot do.
// That is a violation as well, and one that nobody expects: a test would else take
// the 400 for the one that it wants, or for a fault that its client took well.
func (c *call) misuse(header, text, fix string) error {
	v := contract.Violation{Side: contract.InRequest, In: contract.InHeader, Name: exchange.Excerpt(header), Text: text, Fix: fix}
	if c.op != nil {
		v.Operation = c.op.ID
	}
	c.violations.Add(v)
	c.misused = true
	return errors.New(v.String())
}

// nearOwnHeaders are the headers that are nearly the simulator's own.
func nearOwnHeaders(header http.Header) []contract.Hint {
	var hints []contract.Hint
	for name := range header {
		bare := strings.TrimPrefix(name, "X-")
		if !strings.HasPrefix(bare, "Sim") || strings.HasPrefix(name, ownPrefix) {
			continue
		}
		if meant := suggest.Nearest(bare, ownHeaders); meant != "" {
			hints = append(hints, contract.Hint{
				In: contract.InHeader, Name: name, Text: "is ignored, did you mean " + meant + "?", Fix: "write it as " + meant,
			})
		}
	}
	slices.SortFunc(hints, func(a, b contract.Hint) int { return strings.Compare(a.Name, b.Name) })
	return hints
}
