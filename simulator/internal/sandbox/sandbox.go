// Package sandbox is one isolated run and the registry that finds it. Whatever
// a client can see or change belongs to exactly one sandbox.
package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Sandbox is one isolated run. Its parts lock themselves.
type Sandbox struct {
	Name    string
	World   *state.World
	Clock   *Clock
	Random  *Random
	Journal *recorder.Journal
	Engine  *engine.Engine // of the scenarios that play

	Coverage *recorder.Coverage

	asked atomic.Bool // see Asked

	recording sync.Mutex // held to record a call, and to take the evidence of all
	handedOn  bool       // for good, after its last call; guarded by Registry.moving

	mu          sync.Mutex
	checkpoints map[string]checkpoint

	use // guarded by the registry
}

// Shared is the world of the sandbox without copies, for what is done on each call.
func (s *Sandbox) Shared() state.Shared { return state.Share(s.World) }

// use is what the registry notes of a sandbox to know whether it may go.
type use struct {
	pinned    bool
	gone      bool // it was deleted or evicted, and ends with its last call
	calls     int  // under way
	receiving int  // of these, how many wait for their bodies
	last      time.Time
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

// NotFound says that there is no sandbox or checkpoint of that name.
type NotFound struct{ Kind, Name string }

func (e NotFound) Error() string { return fmt.Sprintf("there is no %s %q", e.Kind, e.Name) }

// MaxCheckpoints is how many checkpoints a sandbox may have: each keeps what was
// changed since.
const MaxCheckpoints = 1000

// ErrManyCheckpoints says that a sandbox has as many checkpoints as it may have.
var ErrManyCheckpoints = fmt.Errorf("the sandbox has %d checkpoints, which is the most there may be: delete one, or save in the place of one", MaxCheckpoints)

// Checkpoint keeps the world and the clock as they are now under a name, in
// place of an older checkpoint of that name. It costs the same for any size of
// world. It fails with BadName and ErrManyCheckpoints.
func (s *Sandbox) Checkpoint(name string) error {
	if err := CheckName("checkpoint", name); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.checkpoints == nil {
		s.checkpoints = map[string]checkpoint{}
	}
	if _, there := s.checkpoints[name]; !there && len(s.checkpoints) >= MaxCheckpoints {
		return ErrManyCheckpoints
	}
	s.checkpoints[name] = checkpoint{s.World.Fork(), s.Clock.Setting(), s.Clock.Now()}
	return nil
}

// Rewind takes the world and the clock back to a checkpoint, which stays. It
// fails with NotFound.
func (s *Sandbox) Rewind(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.checkpoints[name]
	if !ok {
		return NotFound{"checkpoint", name}
	}
	s.World.Become(c.world)
	s.Clock.Set(c.clock)
	return nil
}

// DropCheckpoint forgets a checkpoint. It fails with NotFound.
func (s *Sandbox) DropCheckpoint(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.checkpoints[name]; !ok {
		return NotFound{"checkpoint", name}
	}
	delete(s.checkpoints, name)
	return nil
}

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
func (s *Sandbox) origin(name string) (*state.World, ClockSetting, error) {
	if name == "" {
		return s.World, s.Clock.Setting(), nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.checkpoints[name]
	if !ok {
		return nil, ClockSetting{}, NotFound{"checkpoint", name}
	}
	return c.world, c.clock, nil
}
