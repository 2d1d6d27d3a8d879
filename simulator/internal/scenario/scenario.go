package scenario

import (
	"crypto/sha256"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// Scenario is a scenario file that was read and found in order. It does not
// change and may play in any number of sandboxes. What it holds is nobody's to change.
type Scenario struct {
	Name        string
	Description string
	Text        []byte  // of the file
	Setup       *Setup  // nil if there is none
	Checks      []Check // that the client must pass

	Errors exchange.ErrorForm // how the errors of the API look while it plays; empty if it does not say so

	Rules              []*CompiledRule  // in the order of the file
	ExpectedViolations []*when.Selector // calls whose violations are expected

	hash Hash
}

// Hash names the text of a scenario: it is its SHA-256. Images have it in the place of the
// scenario.
type Hash = [sha256.Size]byte

// ByHash finds the scenario with that hash.
type ByHash func(hash Hash) (*Scenario, bool)

// Hash is the hash of the text. Scenarios of the same hash have the same rules, under
// the same contract; the files that they name may differ.
func (s *Scenario) Hash() Hash { return s.hash }

// Size is the number of bytes that a scenario takes, roughly: its text, and what
// each rule was compiled to.
func (s *Scenario) Size() int {
	const ofText, ofRule, ofWhere = 2, 1 << 10, 8 << 10
	size := len(s.Text)*ofText + len(s.Rules)*ofRule
	for _, r := range s.Rules {
		if r.When.Where != "" {
			size += ofWhere
		}
	}
	return size
}
