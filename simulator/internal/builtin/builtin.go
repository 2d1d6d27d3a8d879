// Package builtin is what comes with the simulator: the contract and the scenarios.
package builtin

import (
	"sync"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/spec"
)

// Contract is read once for all simulators of a process: it does not change.
var Contract = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load(spec.OpenAPI) })

// Scenarios are the scenarios that come with the simulator.
func Scenarios() (*scenario.Library, error) {
	c, err := Contract()
	if err != nil {
		return nil, err
	}
	return scenario.NewLibrary(c, scenarios.Files)
}
