// Package sandbox is one isolated run and the registry that finds it. Whatever
// a client can see or change belongs to exactly one sandbox.
package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/events"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Sandbox is one isolated run. Commands change it, one after the other, and nothing
// else. It may be used by any number of goroutines: what its methods return are copies,
// or values that nobody changes.
type Sandbox struct {
	Name     string
	settings *Settings
	machine  func() time.Time // what time it is
	feed     *events.Feed     // of the registry that it stands in; nil if it stands in none

	mu sync.Mutex // is held while a command is applied, and to look
	core
	released     []*Answer  // by the command under way
	date         dateHeader // was made last
	rendered     api.Rendered
	past         past          // of the calls that the journal has
	clockChanged chan struct{} // closed, and replaced, at each change of the clock
	pauses       map[*pause]struct{}

	use           // guarded by the registry
	handedOn bool // the evidence of the whole life; guarded by Registry.moving
}

// core is what a sandbox is. Its parts have no locks of their own.
type core struct {
	applied     uint64    // commands
	at          time.Time // of the last command, by the machine
	world       *state.World
	clock       ClockSetting
	random      *Random
	journal     *recorder.Journal
	engine      *engine.Engine // of the scenarios that play
	coverage    *recorder.Coverage
	asked       bool // see Asked
	checkpoints map[string]checkpoint
	waits       waits
	ended       bool // for good: no call begins any more
}

// shared is the world for who holds the lock.
func (s *Sandbox) shared() state.Shared { return state.Share(s.world) }

// now is the time of the machine as the sandbox sees it.
func (s *Sandbox) now() time.Time {
	if now := s.machine(); now.After(s.at) {
		return now
	}
	return s.at
}

// look calls see with the lock held.
func (s *Sandbox) look(see func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	see()
}

// World is the world of the sandbox, which locks the sandbox.
func (s *Sandbox) World() *state.World { return s.world }

// Now is what time it is in the sandbox, in UTC and cut to milliseconds.
func (s *Sandbox) Now() (now time.Time) {
	s.look(func() { now = s.clock.Now(s.now()) })
	return now
}

// Clock is the clock as it is now.
func (s *Sandbox) Clock() (status ClockStatus) {
	s.look(func() { status = ClockStatus{s.clock, s.clock.Now(s.now()), s.waiting(), s.held()} })
	return status
}

// Seed is what all draws depend on.
func (s *Sandbox) Seed() (seed uint64) {
	s.look(func() { seed = s.random.Seed() })
	return seed
}

// Journal is the journal as it is now.
func (s *Sandbox) Journal() (copied *recorder.Journal) {
	s.look(func() { copied = s.journal.Copy() })
	return copied
}

// JournalSize is how many calls the journal keeps, and the memory that it takes together
// with what the sandbox was after each of them.
func (s *Sandbox) JournalSize() (entries, bytes int) {
	s.look(func() { entries, bytes = s.journal.Len(), s.journal.Bytes()+s.pastBytes() })
	return entries, bytes
}

// Playing is what plays, in order.
func (s *Sandbox) Playing() (playing []engine.Status) {
	s.look(func() { playing = s.engine.Playing() })
	return playing
}

// Scenarios are the scenarios that play, in order.
func (s *Sandbox) Scenarios() (scenarios []*scenario.Scenario) {
	s.look(func() { scenarios = s.engine.Scenarios() })
	return scenarios
}

// Rules are the rules of all that plays, in order.
func (s *Sandbox) Rules() (rules []journal.RuleStatus) {
	s.look(func() { rules = s.engine.Rules() })
	return rules
}

// Asked tells whether a scenario was let play in this sandbox itself, and not
// only in all from their beginning: what it expects is then expected here.
func (s *Sandbox) Asked() (asked bool) {
	s.look(func() { asked = s.asked })
	return asked
}

// use is what the registry notes of a sandbox to know whether it may go.
type use struct {
	pinned bool
	calls  int       // under way
	last   time.Time // when a call ended, or somebody looked for it
}

// checkpoint is what a sandbox goes back to: its world and its clock. The
// journal goes on, since what happened happened.
type checkpoint struct {
	world *state.World
	clock ClockSetting
	saved time.Time // by the clock of the sandbox
}

// CheckpointInfo describes a checkpoint.
type CheckpointInfo struct {
	Name    string
	SavedAt time.Time // by the clock of the sandbox
}

// NotFound says that there is no sandbox, checkpoint or call of that name.
type NotFound struct{ Kind, Name string }

func (e NotFound) Error() string {
	if e.Kind == kindCall {
		return fmt.Sprintf("there is no call %q in the journal", e.Name)
	}
	return fmt.Sprintf("there is no %s %q", e.Kind, e.Name)
}

// kindCall is the kind of a call.
const kindCall = "call"

// MaxCheckpoints is how many checkpoints a sandbox may have: each keeps what was
// changed since.
const MaxCheckpoints = 1000

// ErrManyCheckpoints says that a sandbox has as many checkpoints as it may have.
var ErrManyCheckpoints = fmt.Errorf("the sandbox has %d checkpoints, which is the most there may be: delete one, or save in the place of one", MaxCheckpoints)

// Checkpoints are the checkpoints by name.
func (s *Sandbox) Checkpoints() []CheckpointInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	infos := make([]CheckpointInfo, 0, len(s.checkpoints))
	for _, name := range slices.Sorted(maps.Keys(s.checkpoints)) {
		infos = append(infos, CheckpointInfo{name, s.checkpoints[name].saved})
	}
	return infos
}

// origin is what a fork of the sandbox starts from: the sandbox as it is, or a
// checkpoint if one is named.
func (s *Sandbox) origin(name string) (beginning, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	begin := beginning{world: s.world, clock: s.clock, scenarios: s.engine.Scenarios()}
	if name != "" {
		c, ok := s.checkpoints[name]
		if !ok {
			return beginning{}, NotFound{"checkpoint", name}
		}
		begin.world, begin.clock = c.world, c.clock
	}
	begin.world = state.Share(begin.world).Fork() // as it is now
	return begin, nil
}
