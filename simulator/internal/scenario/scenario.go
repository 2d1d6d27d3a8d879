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

	file       string // that it was read from; empty for a text that is no file of the user
	checkLines []int  // of the file, by the index of the check
	hash       Hash
}

// Source is where a scenario asks for something. It is the zero value if the scenario is
// no file of the user, as a built-in one.
type Source struct {
	File string // as it was named
	Line int
}

// CheckSource is where it asks for the check of that index.
func (s *Scenario) CheckSource(index int) Source { return s.source(s.checkLines[index]) }

// ExpectSource is where it says how often one of its rules has to fire.
func (s *Scenario) ExpectSource(r *CompiledRule) Source { return s.source(r.expectLine) }

func (s *Scenario) source(line int) Source {
	if s.file == "" {
		return Source{}
	}
	return Source{s.file, line}
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
