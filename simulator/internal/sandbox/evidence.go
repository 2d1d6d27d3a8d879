package sandbox

import (
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Evidence is what the calls of a sandbox prove, since it began, was reset or its
// evidence was taken. Later calls do not change it. It is to be read only.
type Evidence struct {
	Sandbox  string
	Called   bool // there were calls
	Asked    bool // see Sandbox.Asked
	Coverage *recorder.Coverage
	Keys     []state.Key // that called, as they were in the world last
	Dropped  uint64      // calls that the journal has dropped for room
	Expected []journal.RuleStatus

	Checks  []engine.AskedCheck
	Journal *recorder.Journal // to judge the checks by; nil if there are none
}

// Record writes a call into the journal and counts it for the coverage, in one
// step: the evidence of a sandbox has both of a call, or neither.
func (s *Sandbox) Record(entry recorder.Entry, observation recorder.Observation) {
	s.recording.Lock()
	defer s.recording.Unlock()
	s.Journal.Record(entry)
	s.Coverage.Note(observation)
}

// Delivered counts an answer that goes out to its client. If the evidence of its call
// was taken meanwhile, the answer counts for the evidence that is gathered now.
func (s *Sandbox) Delivered(op *contract.Operation, status int) { s.Coverage.Delivered(op, status) }

// Evidence is what the sandbox proves by now. It has the journal if a scenario asks
// for checks, or the caller, who names his.
func (s *Sandbox) Evidence(checks []scenario.Check) Evidence {
	s.recording.Lock()
	defer s.recording.Unlock()
	e := s.evidence(s.Coverage.Copy(), s.Engine.Asked())
	if len(checks)+len(e.Checks) > 0 {
		e.Journal = s.Journal.Copy()
	}
	return e
}

// final is the evidence of a sandbox in which nothing happens any more. It copies
// nothing: the sandbox still has it, for those who hold the sandbox.
func (s *Sandbox) final() Evidence {
	s.recording.Lock()
	defer s.recording.Unlock()
	e := s.evidence(s.Coverage, s.Engine.Asked())
	e.Journal = s.Journal
	return e
}

// takeJournal empties the journal and returns the evidence of the journal alone: the
// coverage and what the rules have counted go on.
func (s *Sandbox) takeJournal() Evidence {
	s.recording.Lock()
	defer s.recording.Unlock()
	e := s.evidence(s.Coverage, engine.Asked{Checks: s.Engine.Asked().Checks})
	e.Coverage, e.Keys = &recorder.Coverage{}, nil
	e.Journal = s.Journal.Take()
	return e
}

// startOver takes the sandbox back to how a fresh one begins: world, clock, seed,
// journal, checkpoints, scenarios. Its evidence is taken in the same step.
func (s *Sandbox) startOver(begin beginning, seed uint64) Evidence {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recording.Lock()
	defer s.recording.Unlock()
	e := s.evidence(s.Coverage.Take(), engine.Asked{})
	e.Journal = s.Journal.Take()
	s.World.Become(begin.world)
	s.Clock.Set(begin.clock)
	asked := s.Engine.StartOver(begin.scenarios, s.Clock.Now())
	e.Expected, e.Checks = asked.Expected, asked.Checks
	s.Random.startOver(seed)
	s.asked.Store(false)
	s.checkpoints = nil
	return e
}

// Forget throws away all calls, in the journal and in the coverage.
func (s *Sandbox) Forget() {
	s.recording.Lock()
	defer s.recording.Unlock()
	s.Coverage.Take()
	s.Journal.Take()
}

// evidence is the evidence without the journal. recording is locked.
func (s *Sandbox) evidence(coverage *recorder.Coverage, asked engine.Asked) Evidence {
	e := Evidence{
		Sandbox: s.Name, Called: coverage.Calls().All > 0, Asked: s.Asked(), Coverage: coverage,
		Dropped: s.Journal.Dropped(), Expected: asked.Expected, Checks: asked.Checks,
	}
	for name := range coverage.Keys() {
		if key, ok := s.World.Key(name); ok {
			e.Keys = append(e.Keys, key)
		}
	}
	return e
}
