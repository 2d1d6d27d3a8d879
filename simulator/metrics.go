package simulator

import (
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

func newMetrics(version string, c *contract.Contract, sandboxes *sandbox.Registry) *metrics.Metrics {
	operations := map[string][]int{}
	for _, op := range c.Operations {
		operations[op.ID] = op.Statuses
	}
	return metrics.New(metrics.Config{
		Version: version, Contract: c.Revision, Operations: operations,
		Totals: func() metrics.Totals { return totals(sandboxes) },
	})
}

func totals(sandboxes *sandbox.Registry) (sum metrics.Totals) {
	for _, box := range sandboxes.List() {
		sum.Sandboxes++
		entries, bytes := box.JournalSize()
		sum.JournalEntries += entries
		sum.JournalBytes += bytes
	}
	return sum
}
