package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/suggest"
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
func checkOwnHeaders(header http.Header) error {
	unknown := "" // the first by name, so that the same call gets the same answer
	for name := range header {
		if strings.HasPrefix(name, ownPrefix) && !slices.Contains(ownHeaders, name) && (unknown == "" || name < unknown) {
			unknown = name
		}
	}
	if unknown == "" {
		return nil
	}
	shown := unknown[:min(len(unknown), maxOwnHeader)]
	if meant := suggest.Nearest(unknown, ownHeaders); meant != "" {
		return fmt.Errorf("there is no header %s, did you mean %s?", shown, meant)
	}
	return fmt.Errorf("there is no header %s, there are: %s", shown, strings.Join(ownHeaders, ", "))
}

// maxOwnHeader is how much of the name of a header is said.
const maxOwnHeader = 100

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
