package tally

import (
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// Config is what a run is asked to prove. The zero value asks for no more than
// what scenarios ask for.
type Config struct {
	Contract  *contract.Contract
	File      string // of the contract, in the repository of the simulator
	Simulator string // version
	Scenarios []string
	Seed      uint64

	Checks  []scenario.Check // that every client must pass
	Cover   []string         // operations that count for the coverage, with *; none is all
	Minimum *float64         // percent of their documented answers that must be delivered
}

// Run gathers what the sandboxes of a simulator prove: those that are there, and
// those that have gone, or were reset. It may be used by any number of goroutines.
type Run struct {
	config Config
	past   *past
}

// NewRun begins a run.
func NewRun(config Config) *Run { return &Run{config, newPast(config)} }

// With is the same run, asked for more or other things of the sandboxes that are
// there.
func (r *Run) With(change func(*Config)) *Run {
	config := r.config
	change(&config)
	return &Run{config, r.past}
}

// Ended keeps what was seen in a sandbox that has gone, was reset or lost its
// journal. Its checks are judged later, beside the calls of clients.
func (r *Run) Ended(e sandbox.Evidence) { r.past.add(e) }

// CountNoSandbox counts a call that reached no sandbox.
func (r *Run) CountNoSandbox() { r.past.noSandbox.Add(1) }

// Restart forgets what was seen in all sandboxes, in those that have gone as well.
func (r *Run) Restart(sandboxes *sandbox.Registry) {
	sandboxes.Survey(func(boxes []*sandbox.Sandbox) {
		r.past.forget()
		for _, box := range boxes {
			_, _ = box.Apply(sandbox.Forget{})
		}
	})
	sandboxes.Events().Tell(journal.ReportEvent{Change: journal.ChangeRestarted})
}

// Report is what has been proved by now, by the sandboxes that are there and by
// those that have gone. Each call is in it once. What takes long, judging the
// checks, is done once everything was looked at.
func (r *Run) Report(sandboxes *sandbox.Registry) report.Report {
	total := newTally(r.config)
	var noSandbox int
	var waiting []*judgement
	sandboxes.Survey(func(boxes []*sandbox.Sandbox) {
		noSandbox, waiting = r.past.addTo(total)
		for _, box := range boxes {
			waiting = append(waiting, total.add(box.Evidence(r.config.Checks)))
		}
	})
	total.settle(waiting)
	return total.report(noSandbox)
}

// ReportOf is what has been proved by one sandbox as it is.
func (r *Run) ReportOf(box *sandbox.Sandbox) report.Report {
	total := newTally(r.config)
	total.settle([]*judgement{total.add(box.Evidence(r.config.Checks))})
	return total.report(0)
}
