// Package builtin is what comes with the simulator: the contracts and the scenarios.
package builtin

import (
	"sync"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/spec"
)

// Edition is which of the contracts that come with the simulator is in force.
type Edition struct {
	Revision       string // one of spec.Revisions
	WithoutLookups bool   // the operations beside those on reviews are off
}

// Default is the edition that holds where none is asked for.
var Default = Edition{Revision: spec.DefaultRevision}

// Document is the text of the contract. It fails for a revision that there is not.
func (e Edition) Document() ([]byte, error) { return spec.Contract(e.Revision, !e.WithoutLookups) }

// read has the contracts that were read: once for all simulators of a process, since
// they do not change.
var read sync.Map // of func() (*contract.Contract, error), by Edition

// Contract is the contract itself.
func (e Edition) Contract() (*contract.Contract, error) {
	once, _ := read.LoadOrStore(e, sync.OnceValues(func() (*contract.Contract, error) {
		made, err := spec.Made(e.Revision, !e.WithoutLookups)
		if err != nil {
			return nil, err
		}
		c, err := contract.FromMade(made)
		if err != nil {
			return nil, err
		}
		return c, c.KnowRevisions(spec.Elements())
	}))
	return once.(func() (*contract.Contract, error))()
}

// Scenarios are the scenarios that come with the simulator.
func (e Edition) Scenarios() (*scenario.Library, error) {
	c, err := e.Contract()
	if err != nil {
		return nil, err
	}
	return scenario.NewLibrary(c, scenarios.Files)
}
