package simulator

import (
	"errors"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Sandbox is one isolated run inside a simulator: its own world, ids, clock,
// random numbers and journal. A client works in it by the key it sends. Once it was
// deleted, clients get a fresh one of that name, and this one stays behind.
type Sandbox struct {
	sim *Simulator
	box *sandbox.Sandbox
}

// Box returns the sandbox of that name, made of the fixture if it is not
// there, and pins it. It fails if the name will not do (1 to 64 letters,
// digits, '.', '_' and '-') or if there is no room.
func (s *Simulator) Box(name string) (*Sandbox, error) {
	box, err := s.registry.Make(name)
	if errors.Is(err, sandbox.ErrExists) {
		box, err = s.registry.Find(name)
	}
	if err != nil {
		return nil, err
	}
	return &Sandbox{s, box}, s.registry.Pin(name, true)
}

// BoxT makes a fresh sandbox for one test, named after it, and removes it
// when the test ends. Tests that share a simulator run side by side this way. What
// fails a test of RunT fails this one, for its own sandbox. A second call in
// one test returns another handle of the same sandbox; if a client has made one of that
// name by calling it first, the test takes that over as it is.
func (s *Simulator) BoxT(t NamedTB) *Sandbox {
	t.Helper()
	name := nameFor(t.Name())
	box, first, err := s.tests.begin(s.registry, name, t.Name())
	if err != nil {
		t.Fatalf("vsrsim: sandbox %s: %v", name, err)
	}
	if first {
		t.Cleanup(func() {
			reportUnmet(t, s, box)
			s.tests.end(name)
			_ = s.registry.Delete(name) // whoever deleted it before did what was wanted
		})
	}
	return &Sandbox{s, box}
}

// nameFor makes the name of a test into that of a sandbox: the end of it, which
// tells the tests of a table apart.
func nameFor(test string) string {
	name := strings.Map(func(r rune) rune {
		if r != '.' && sandbox.CheckName("sandbox", string(r)) != nil {
			return '-'
		}
		return r
	}, test)
	const longest = 64
	return name[max(0, len(name)-longest):]
}

// Name is the name of the sandbox.
func (b *Sandbox) Name() string { return b.box.Name }

// Key is what a client sends to work in this sandbox with every permission; empty if
// the world has no such key. It is the first by name that is neither revoked nor
// expired and whose account has accepted the terms and has the full plan. What the
// setup of a scenario did to a key does not count: it is for clients to meet.
func (b *Sandbox) Key() string {
	token, known := "", false
	if b.sim.beforeSetup != nil {
		token = firstUsable(b.sim.beforeSetup, b.Clock().Now())
		_, known = b.World().Key(token)
	}
	if !known {
		token = firstUsable(b.World(), b.Clock().Now())
	}
	if token == "" {
		return ""
	}
	return b.KeyNamed(token)
}

// KeyNamed is what a client sends to use a key of the world in this sandbox:
// sim-read@checkout-17, or in the default one the key alone.
func (b *Sandbox) KeyNamed(key string) string {
	if b.box.Name == sandbox.Default {
		return key
	}
	return key + "@" + b.box.Name
}

func firstUsable(world *state.World, now time.Time) string {
	token, _ := world.WorkingKey(now)
	return token
}

// Seed is what everything random in the sandbox depends on.
func (b *Sandbox) Seed() uint64 { return b.box.Seed() }

// Playing are the names of the scenarios that play in the sandbox, in the order in
// which their rules are asked.
func (b *Sandbox) Playing() []string {
	var names []string
	for _, status := range b.box.Playing() {
		names = append(names, status.Name)
	}
	return names
}

// World is the accounts, keys, users, vendors, reviews, questionnaires and documents
// of the sandbox as they are now, to look at and to change beside the calls of a
// client.
func (b *Sandbox) World() *state.World { return b.box.World() }

// Clock is the clock of the sandbox, to read and to set.
func (b *Sandbox) Clock() Clock { return Clock{b.box} }

// Freeze lets the clock of the sandbox stand still at its present time until the
// test ends.
func (b *Sandbox) Freeze(t TB) {
	t.Helper()
	before := b.box.Clock().Setting
	b.Clock().Freeze(b.Clock().Now())
	t.Cleanup(func() { b.Clock().set(before) })
}

// FastForward moves the clock of the sandbox. It fails if the clock would leave
// the years 1000 to 9999.
func (b *Sandbox) FastForward(by time.Duration) error { return b.Clock().Advance(by) }

// Journal returns the calls of the sandbox that the filter keeps, in the order in which
// they took effect: one that a fault has delayed stands where it went on.
// The zero filter keeps all. The oldest calls are gone if there were more than the
// journal has room for (WithJournal); Report counts them.
func (b *Sandbox) Journal(filter journal.Filter) []journal.Call {
	entries, _ := b.box.Journal().Entries(filter)
	return recorder.Plain(entries)
}

// Checkpoint keeps the world and the clock as they are now under a name.
func (b *Sandbox) Checkpoint(name string) error {
	_, err := b.box.Apply(sandbox.SaveCheckpoint{Name: name})
	return err
}

// Rewind takes the world and the clock back to a checkpoint. It fails if
// there is none of that name.
func (b *Sandbox) Rewind(name string) error {
	_, err := b.box.Apply(sandbox.Rewind{Checkpoint: name})
	return err
}

// Fork makes another sandbox that begins with the world and the clock of this
// one. It fails if there is one of that name, or no room.
func (b *Sandbox) Fork(name string) (*Sandbox, error) {
	box, err := b.sim.registry.Fork(b.box.Name, "", name)
	if err != nil {
		return nil, err
	}
	return &Sandbox{b.sim, box}, b.sim.registry.Pin(name, true)
}

// WorldAfter is the world as it was right after a call that the journal has, by the ID of
// the call. It is the caller's own: what he does to it does not change the sandbox. It fails
// if there is no such call, and if so much was changed since that the journal has no room
// for what was before (WithJournal).
func (b *Sandbox) WorldAfter(call string) (*state.World, error) {
	return b.box.WorldAt(call, sandbox.AfterCall)
}

// WorldBefore is the world as it was when a call began, and otherwise as WorldAfter is.
// What others changed while the call waited lies between the two.
func (b *Sandbox) WorldBefore(call string) (*state.World, error) {
	return b.box.WorldAt(call, sandbox.BeforeCall)
}

// ForkAfter makes another sandbox that begins as this one was right after a call that the
// journal has: with the world, with a clock that shows what it showed then, with the
// scenarios that played and what their rules had counted. The same calls then meet the same
// faults, and get the same IDs. Its journal is empty, it has no checkpoints, and no call
// waits in it. It fails like WorldAfter and like Fork.
func (b *Sandbox) ForkAfter(call, name string) (*Sandbox, error) {
	return b.forkAt(call, sandbox.AfterCall, name)
}

// ForkBefore makes another sandbox that begins as this one was when a call began, and is
// otherwise as ForkAfter: the call itself then meets the same faults, and gets the same ID.
func (b *Sandbox) ForkBefore(call, name string) (*Sandbox, error) {
	return b.forkAt(call, sandbox.BeforeCall, name)
}

func (b *Sandbox) forkAt(call string, side sandbox.Side, name string) (*Sandbox, error) {
	pinned := true
	box, err := b.sim.registry.Create(name, sandbox.Wish{From: b.box.Name, Call: call, Side: side, Pinned: &pinned})
	if err != nil {
		return nil, err
	}
	return &Sandbox{b.sim, box}, nil
}

// Reset takes the sandbox back to how a fresh one begins. What it has proved until
// now stays in the report of the simulator.
func (b *Sandbox) Reset() error {
	_, err := b.sim.registry.Reset(b.box.Name)
	return err
}

// ResetAll takes all sandboxes back to how fresh ones begin, and forgets what the run
// has proved.
func (s *Simulator) ResetAll() error {
	var problems []error
	for _, box := range s.registry.Boxes() {
		_, err := s.registry.Reset(box.Name)
		problems = append(problems, err)
	}
	s.run.Restart(s.registry)
	return errors.Join(problems...)
}
