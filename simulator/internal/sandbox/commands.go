package sandbox

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// SetClock is the command that lets the clock run in another way.
type SetClock struct{ Setting ClockSetting }

func (c SetClock) apply(s *Sandbox) (any, error) {
	s.setClock(c.Setting)
	s.publishClock()
	return nil, nil
}

// AdvanceClock is the command that moves the clock, forward or with a negative duration
// back. A clock that ran with the machine runs at an offset from then on. It fails, and
// leaves the clock alone, with ErrOutOfTime.
type AdvanceClock struct{ By time.Duration }

func (c AdvanceClock) apply(s *Sandbox) (any, error) {
	next, err := s.clock.advanced(c.By, s.at)
	if err == nil {
		s.setClock(next)
		s.publishClock()
	}
	return nil, err
}

// Reseed is the command that sets the seed and draws anew, see Random.Reseed.
type Reseed struct{ Seed uint64 }

func (c Reseed) apply(s *Sandbox) (any, error) {
	s.random.Reseed(c.Seed)
	s.publish(journal.SandboxEvent{Change: journal.ChangeChanged})
	return nil, nil
}

// SaveCheckpoint is the command that keeps the world and the clock as they are under a
// name, in place of an older checkpoint of that name. It costs the same for any size of
// world. Its result is a CheckpointInfo. It fails with BadName and ErrManyCheckpoints.
type SaveCheckpoint struct{ Name string }

func (c SaveCheckpoint) apply(s *Sandbox) (any, error) {
	if err := CheckName("checkpoint", c.Name); err != nil {
		return CheckpointInfo{}, err
	}
	if _, there := s.checkpoints[c.Name]; !there && len(s.checkpoints) >= MaxCheckpoints {
		return CheckpointInfo{}, ErrManyCheckpoints
	}
	if s.checkpoints == nil {
		s.checkpoints = map[string]checkpoint{}
	}
	now := s.clock.Now(s.at)
	s.checkpoints[c.Name] = checkpoint{s.shared().Fork(), s.clock, now}
	s.publish(journal.CheckpointEvent{Checkpoint: c.Name, Change: journal.ChangeSaved})
	return CheckpointInfo{c.Name, now}, nil
}

// Rewind is the command that takes the world and the clock back to a checkpoint, which
// stays. It fails with NotFound.
type Rewind struct{ Checkpoint string }

func (c Rewind) apply(s *Sandbox) (any, error) {
	found, ok := s.checkpoints[c.Checkpoint]
	if !ok {
		return nil, NotFound{"checkpoint", c.Checkpoint}
	}
	s.shared().Rewind(state.Share(found.world))
	s.setClock(found.clock)
	s.publish(journal.CheckpointEvent{Checkpoint: c.Checkpoint, Change: journal.ChangeRewound}, journal.WorldEvent{Change: journal.ChangeReplaced})
	s.publishClock()
	return nil, nil
}

// DropCheckpoint is the command that forgets a checkpoint. It fails with NotFound.
type DropCheckpoint struct{ Name string }

func (c DropCheckpoint) apply(s *Sandbox) (any, error) {
	if _, ok := s.checkpoints[c.Name]; !ok {
		return nil, NotFound{"checkpoint", c.Name}
	}
	delete(s.checkpoints, c.Name)
	s.publish(journal.CheckpointEvent{Checkpoint: c.Name, Change: journal.ChangeDeleted})
	return nil, nil
}

// Play is the command that makes the sandbox ready as the scenario's setup says, and lets
// its rules begin. A scenario of the same name that plays ends. It fails, and nothing is
// changed, if the setup does not fit the world.
type Play struct{ Scenario *scenario.Scenario }

func (c Play) apply(s *Sandbox) (any, error) {
	world, err := c.Scenario.Prepare(s.shared().Fork())
	if err != nil {
		return nil, err
	}
	if c.Scenario.SetsWorld() {
		s.become(world)
		s.publish(journal.WorldEvent{Change: journal.ChangeChanged})
	}
	if next := clockFor(c.Scenario, s.clock); next != s.clock {
		s.setClock(next)
		s.publishClock()
	}
	s.engine.Play(c.Scenario, s.clock.Now(s.at))
	s.asked = true
	s.publish(journal.ScenarioEvent{Scenario: c.Scenario.Name, Change: journal.ChangePlayed})
	return nil, nil
}

// Replace is the command that lets a scenario take the place of one that plays, and begin.
// Where that one does not play, nothing happens.
type Replace struct {
	Name     string // of the old one
	Scenario *scenario.Scenario
}

func (c Replace) apply(s *Sandbox) (any, error) {
	if s.engine.Replace(c.Name, c.Scenario, s.clock.Now(s.at)) {
		s.publish(journal.ScenarioEvent{Scenario: c.Scenario.Name, Change: journal.ChangeReplaced})
	}
	return nil, nil
}

// Stop is the command that ends a scenario. It fails with NotPlaying.
type Stop struct{ Scenario string }

func (c Stop) apply(s *Sandbox) (any, error) {
	if !s.engine.Stop(c.Scenario) {
		return nil, NotPlaying(c.Scenario)
	}
	s.publish(journal.ScenarioEvent{Scenario: c.Scenario, Change: journal.ChangeStopped})
	return nil, nil
}

// NotPlaying says that a scenario does not play.
type NotPlaying string

func (e NotPlaying) Error() string { return "the scenario " + string(e) + " does not play" }

// StopAll is the command that ends all scenarios.
type StopAll struct{}

func (StopAll) apply(s *Sandbox) (any, error) {
	playing := s.engine.Scenarios()
	s.engine.StopAll()
	for _, stopped := range playing {
		s.publish(journal.ScenarioEvent{Scenario: stopped.Name, Change: journal.ChangeStopped})
	}
	return nil, nil
}

// Restart is the command that lets a scenario begin again: its state, and what its rules
// have counted. It fails with NotPlaying.
type Restart struct{ Scenario string }

func (c Restart) apply(s *Sandbox) (any, error) {
	if !s.engine.Restart(c.Scenario, s.clock.Now(s.at)) {
		return nil, NotPlaying(c.Scenario)
	}
	s.publish(journal.ScenarioEvent{Scenario: c.Scenario, Change: journal.ChangeReset})
	return nil, nil
}

// ExpectViolations is the command that lets the violations of the calls that a selector
// finds be expected until the sandbox starts over.
type ExpectViolations struct{ Calls *when.Selector }

func (c ExpectViolations) apply(s *Sandbox) (any, error) {
	s.engine.ExpectViolations(c.Calls)
	return nil, nil
}

// become gives the sandbox the content of another world. Answers to what was there before
// are forgotten: they would keep its records in memory.
func (s *Sandbox) become(world *state.World) {
	s.shared().Become(state.Share(world.Fork()))
	s.rendered = api.Rendered{}
}

// ReplaceWorld is the command that gives the sandbox the content of another world.
type ReplaceWorld struct{ World *state.World }

func (c ReplaceWorld) apply(s *Sandbox) (any, error) {
	s.become(c.World)
	s.publish(journal.WorldEvent{Change: journal.ChangeReplaced})
	return nil, nil
}

// ChangeWorld is the command that merges records into the world. It fails, and nothing is
// changed, if the changed world is not in order.
type ChangeWorld struct{ Changes *scenario.World }

func (c ChangeWorld) apply(s *Sandbox) (any, error) {
	err := s.shared().Rewrite(c.Changes.Change)
	s.publishChange(err)
	return nil, err
}

// ChangeAccount is the command that changes an account. Its result is the state.Account.
// It fails like state.World.ChangeAccount.
type ChangeAccount struct {
	Account int64
	Change  state.AccountChange
}

func (c ChangeAccount) apply(s *Sandbox) (any, error) {
	account, err := s.shared().ChangeAccount(c.Account, c.Change)
	s.publishChange(err)
	return account, err
}

// ChangeKey is the command that changes a key. Its result is the state.Key. It fails like
// state.World.ChangeKey.
type ChangeKey struct {
	Key    string
	Change state.KeyChange
}

func (c ChangeKey) apply(s *Sandbox) (any, error) {
	key, err := s.shared().ChangeKey(c.Key, c.Change)
	s.publishChange(err)
	return key, err
}

// Changed is the command of a change that a Go program has made in the world: the world
// as it is since.
type Changed struct{ World *state.World }

func (c Changed) apply(s *Sandbox) (any, error) {
	s.become(c.World)
	return nil, nil
}

// changedByProgram notes what a Go program has done to the world. The sandbox is locked,
// as the world is.
func (s *Sandbox) changedByProgram() {
	s.publishChange(nil)
	if s.settings.Applied == nil {
		s.applied++
		s.boundPast()
		return
	}
	s.note(Changed{s.shared().Fork()}, nil, nil)
}

// Forget is the command that throws away all calls, in the journal and in the coverage. What
// plays begins again, so that what is expected of it is of the calls that come, and what was
// stopped counts no more.
type Forget struct{}

func (Forget) apply(s *Sandbox) (any, error) {
	s.coverage.Take()
	s.journal.Take()
	s.engine.BeginRun(s.clock.Now(s.at))
	for _, playing := range s.engine.Playing() {
		s.publish(journal.ScenarioEvent{Scenario: playing.Name, Change: journal.ChangeReset})
	}
	s.forgetPast()
	s.publish(journal.JournalEvent{Change: journal.ChangeEmptied})
	return nil, nil
}

// Record is the command that takes in a call which was answered elsewhere.
type Record struct {
	Entry       recorder.Entry
	Observation recorder.Observation
}

func (c Record) apply(s *Sandbox) (any, error) {
	s.keep(c.Entry, s.begins(), s.instant())
	s.coverage.Note(c.Observation)
	return nil, nil
}

// TakeJournal is the command that empties the journal. Its result is the Evidence of the
// journal alone: the coverage and what the rules have counted go on.
type TakeJournal struct{}

func (TakeJournal) apply(s *Sandbox) (any, error) {
	e := s.evidence(s.coverage, engine.Asked{Checks: s.engine.Asked().Checks})
	e.Coverage, e.Keys = &recorder.Coverage{}, nil
	e.Journal = s.journal.Take()
	s.forgetPast()
	s.publish(journal.JournalEvent{Change: journal.ChangeEmptied})
	return e, nil
}

// StartOver is the command that takes the sandbox to a beginning: world, clock, seed,
// journal, checkpoints, scenarios. Calls that wait end. Its result is the Evidence of what
// was until then.
type StartOver struct {
	World     *state.World
	Clock     ClockSetting
	Begun     *engine.Moment       // of scenarios that go on from there; nil if none do
	Scenarios []*scenario.Scenario // that begin, and whose setup is in the world already
	Draws     Draws
	Asked     bool // see Sandbox.Asked
}

func (c StartOver) apply(s *Sandbox) (any, error) {
	s.endWaits()
	e := s.evidence(s.coverage.Take(), s.engine.Asked())
	e.Journal = s.journal.Take()
	s.forgetPast()
	s.become(c.World)
	s.setClock(c.Clock)
	s.engine.StartOver(c.Begun, c.Scenarios, s.clock.Now(s.at))
	s.random.startOver(c.Draws)
	s.asked, s.checkpoints = c.Asked, nil
	change := journal.ChangeReset
	if s.applied == 0 {
		change = journal.ChangeMade
	}
	s.publish(journal.SandboxEvent{Change: change})
	return e, nil
}

// End is the command that ends the sandbox: the calls that wait end, and no other begins.
// Its result is the Evidence of all calls; nobody else changes it, so it copies nothing.
type End struct{}

func (End) apply(s *Sandbox) (any, error) {
	s.endWaits()
	s.ended = true
	e := s.evidence(s.coverage, s.engine.Asked())
	e.Journal = s.journal
	return e, nil
}
