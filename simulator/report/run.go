package report

import (
	"sync"
	"sync/atomic"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
	"github.com/vsrsim/vsrsim/simulator/scenario"
)

// Config is what a run is asked to prove. The zero value asks for no more than
// what scenarios ask for.
type Config struct {
	Contract  *contract.Contract
	Simulator string // version
	Scenarios []string
	Seed      uint64

	Checks  []scenario.Check // that every client must pass
	Cover   []string         // operations that count for the coverage, with *; none is all
	Minimum *float64         // percent of their documented answers that must be shown
}

// Run gathers what the sandboxes of a simulator prove: those that are there, and
// those that have gone, or were reset. It may be used by any number of goroutines.
type Run struct {
	config Config

	stray atomic.Int64

	mu   sync.Mutex
	past *tally
}

// NewRun begins a run.
func NewRun(config Config) *Run { return &Run{config: config, past: newTally(config)} }

// Ended keeps what was seen in a sandbox that is about to be forgotten or reset.
func (r *Run) Ended(box *sandbox.Sandbox) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.past.add(box)
}

// JournalEnds judges a sandbox whose journal is about to be emptied, while there is
// something to judge it by.
func (r *Run) JournalEnds(box *sandbox.Sandbox) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.past.judge(box)
}

// Stray counts a call that reached no sandbox.
func (r *Run) Stray() { r.stray.Add(1) }

// Restart forgets what was seen in sandboxes that have gone.
func (r *Run) Restart() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.past = newTally(r.config)
	r.stray.Store(0)
}

// Report is what has been proved by now, by the sandboxes that are there and by
// those that have gone.
func (r *Run) Report(boxes []*sandbox.Sandbox) Report {
	total := newTally(r.config)
	r.mu.Lock()
	r.past.addTo(total)
	r.mu.Unlock()
	for _, box := range boxes {
		total.add(box)
	}
	return total.report(int(r.stray.Load()))
}

// ReportOf is what has been proved by one sandbox as it is.
func (r *Run) ReportOf(box *sandbox.Sandbox) Report {
	total := newTally(r.config)
	total.add(box)
	return total.report(0)
}

// With is the same run, asked for more or other things.
func (r *Run) With(change func(*Config)) *Run {
	r.mu.Lock()
	defer r.mu.Unlock()
	config := r.config
	change(&config)
	other := NewRun(config)
	r.past.addTo(other.past)
	other.stray.Store(r.stray.Load())
	return other
}
