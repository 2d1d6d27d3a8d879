package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Settings are what every fresh sandbox begins with and how many there may be.
type Settings struct {
	Contract  *contract.Contract
	World     *state.World // of the fixture; only forks of it are changed
	Clock     ClockSetting
	Scenarios []*scenario.Scenario // that play
	Seed      uint64
	Journal   recorder.Settings
	Max       int           // sandboxes at a time, the default one included
	TTL       time.Duration // unused for so long, a sandbox starts afresh; 0 is never
	// Ended is given the evidence of a sandbox that has gone with its last call, was
	// reset or lost its journal. It may be called while another call is handled, but
	// holds up no sandbox; no Survey goes on meanwhile. It must not call the registry.
	Ended func(Evidence)
}

// Registry makes sandboxes on their first use and finds them by name. It may
// be used by any number of goroutines.
type Registry struct {
	settings Settings
	now      func() time.Time // of the machine: idling is not simulated

	// moving is held while evidence goes from a sandbox to Ended, and during a
	// Survey, so that none is missed and none met twice. It is taken before mu.
	moving sync.Mutex

	mu        sync.Mutex
	begin     beginning
	sandboxes map[string]*Sandbox
	leaving   map[*Sandbox]bool // that were deleted or evicted, and whose evidence is not handed on yet
	ended     []*Sandbox        // of these, the ones without calls: unlock hands on their evidence
	named     int               // sandboxes that the registry has named itself
}

// ErrFull says that there are as many sandboxes as there may be, and that every
// one of them is pinned or in use.
var ErrFull = errors.New("there is no room for another sandbox: all are pinned or in use, " +
	"delete one, or allow more of them")

// ErrNoKey says that a sandbox is not there, and is not made for a key that the
// fixture does not have.
var ErrNoKey = errors.New("there is no such key")

// ErrExists says that a sandbox of that name is there already.
var ErrExists = errors.New("a sandbox of that name is there already")

// ErrDefault says that there is always a default sandbox.
var ErrDefault = fmt.Errorf("the sandbox %q cannot be deleted, reset it instead", Default)

// NewRegistry makes a registry with the default sandbox, which is pinned. It
// fails if the setup of a scenario does not fit the world.
func NewRegistry(settings Settings) (*Registry, error) {
	begin, err := settings.begin(settings.Scenarios)
	if err != nil {
		return nil, err
	}
	if settings.Ended == nil {
		settings.Ended = func(Evidence) {}
	}
	r := &Registry{
		settings: settings, now: time.Now, begin: begin, sandboxes: map[string]*Sandbox{}, leaving: map[*Sandbox]bool{},
	}
	box := r.fresh(Default, begin)
	box.pinned = true
	r.sandboxes[Default] = box
	return r, nil
}

// Default returns the sandbox that a plain key works in.
func (r *Registry) Default() *Sandbox {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sandboxes[Default]
}

// Use returns the sandbox of that name, made of the fixture if it is not there
// and the fixture has the key that the caller brings: whoever calls without a
// key must not push out what others work in. The sandbox stays at least until
// done is called. It fails with ErrNoKey, ErrFull and BadName.
func (r *Registry) Use(name, key string) (box *Sandbox, done func(), err error) {
	r.mu.Lock()
	defer r.unlock()
	box = r.find(name)
	if box == nil {
		if err := CheckName("sandbox", name); err != nil {
			return nil, nil, err
		}
		if _, known := r.begin.world.Key(key); !known {
			return nil, nil, ErrNoKey
		}
		if box, err = r.make(name, r.begin); err != nil {
			return nil, nil, err
		}
	}
	box.calls++
	box.last = r.now()
	return box, func() { r.release(box) }, nil
}

func (r *Registry) release(box *Sandbox) {
	r.mu.Lock()
	defer r.unlock()
	box.calls--
	box.last = r.now()
	if box.gone && box.calls == 0 {
		r.ended = append(r.ended, box)
	}
}

// Find returns a sandbox that is there, which counts as a use of it: who
// prepares it should still find it prepared. It fails with NotFound.
func (r *Registry) Find(name string) (*Sandbox, error) {
	r.mu.Lock()
	defer r.unlock()
	box := r.find(name)
	if box == nil {
		return nil, NotFound{"sandbox", name}
	}
	box.last = r.now()
	return box, nil
}

// Make makes a sandbox of the fixture. It fails with ErrExists, with ErrFull and
// for a bad name.
func (r *Registry) Make(name string) (*Sandbox, error) {
	r.mu.Lock()
	defer r.unlock()
	if r.find(name) != nil {
		return nil, ErrExists
	}
	return r.make(name, r.begin)
}

// Fork makes a sandbox that begins with the world and the clock of another one,
// or of one of its checkpoints; "" is none. The same scenarios begin in it, but
// for their setup. Its journal is empty. It costs the
// same for any size of world. It fails with NotFound and like Make.
func (r *Registry) Fork(from, checkpoint, name string) (*Sandbox, error) {
	r.mu.Lock()
	defer r.unlock()
	origin := r.find(from)
	if origin == nil {
		return nil, NotFound{"sandbox", from}
	}
	world, clock, err := origin.origin(checkpoint)
	if err != nil {
		return nil, err
	}
	if r.find(name) != nil {
		return nil, ErrExists
	}
	return r.make(name, beginning{world, clock, origin.Engine.Scenarios()})
}

// Reset takes a sandbox back to how a fresh one begins: world, clock, seed,
// journal, checkpoints, scenarios. It fails with NotFound.
func (r *Registry) Reset(name string) (*Sandbox, error) {
	return r.restart(name, r.beginning(), r.settings.Seed)
}

// restart lets a sandbox begin anew. It fails with NotFound.
func (r *Registry) restart(name string, begin beginning, seed uint64) (*Sandbox, error) {
	box, err := r.Find(name)
	if err != nil {
		return nil, err
	}
	r.moving.Lock()
	defer r.moving.Unlock()
	if box.handedOn { // it was deleted meanwhile
		return nil, NotFound{"sandbox", name}
	}
	r.settings.Ended(box.startOver(begin, seed))
	return box, nil
}

func (r *Registry) beginning() beginning {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.begin
}

// ResetJournal empties the journal of a sandbox that was not deleted meanwhile.
func (r *Registry) ResetJournal(box *Sandbox) {
	r.moving.Lock()
	defer r.moving.Unlock()
	if !box.handedOn {
		r.settings.Ended(box.takeJournal())
	}
}

// Survey calls look with all sandboxes that have evidence: those that are there, by
// name, and those that were deleted but have calls under way. The evidence of all
// others was given to Ended before, and none moves while look runs. look must not
// call the registry.
func (r *Registry) Survey(look func([]*Sandbox)) {
	r.moving.Lock()
	defer r.moving.Unlock()
	r.mu.Lock()
	boxes := slices.AppendSeq(slices.Collect(maps.Values(r.sandboxes)), maps.Keys(r.leaving))
	r.mu.Unlock()
	slices.SortStableFunc(boxes, func(a, b *Sandbox) int { return strings.Compare(a.Name, b.Name) })
	look(boxes)
}

// Delete removes a sandbox; its next use makes a fresh one. Calls under way end
// in the old one, and it with the last of them. It fails with NotFound, and with
// ErrDefault for the default sandbox.
func (r *Registry) Delete(name string) error {
	r.mu.Lock()
	defer r.unlock()
	if r.find(name) == nil {
		return NotFound{"sandbox", name}
	}
	if name == Default {
		return ErrDefault
	}
	r.forget(name)
	return nil
}

// Pin keeps a sandbox from being evicted, or no longer. The default sandbox is
// always pinned. It fails with NotFound.
func (r *Registry) Pin(name string, pinned bool) error {
	r.mu.Lock()
	defer r.unlock()
	box := r.find(name)
	if box == nil {
		return NotFound{"sandbox", name}
	}
	box.pinned = pinned || name == Default
	return nil
}

// Info describes a sandbox from outside.
type Info struct {
	*Sandbox
	Pinned   bool
	LastUsed time.Time // of the machine
}

// List describes all sandboxes by name.
func (r *Registry) List() []Info {
	r.mu.Lock()
	defer r.unlock()
	r.dropExpired()
	infos := make([]Info, 0, len(r.sandboxes))
	for _, box := range r.sandboxes {
		infos = append(infos, Info{box, box.pinned, box.last})
	}
	slices.SortFunc(infos, func(a, b Info) int { return strings.Compare(a.Name, b.Name) })
	return infos
}

// Boxes are all sandboxes by name.
func (r *Registry) Boxes() []*Sandbox {
	infos := r.List()
	boxes := make([]*Sandbox, len(infos))
	for i, info := range infos {
		boxes[i] = info.Sandbox
	}
	return boxes
}

// Info describes one sandbox from outside. It fails with NotFound.
func (r *Registry) Info(name string) (Info, error) {
	r.mu.Lock()
	defer r.unlock()
	box := r.find(name)
	if box == nil {
		return Info{}, NotFound{"sandbox", name}
	}
	return Info{box, box.pinned, box.last}, nil
}

// find returns nil for a sandbox that is not there or has idled too long.
func (r *Registry) find(name string) *Sandbox {
	box, ok := r.sandboxes[name]
	if !ok {
		return nil
	}
	if r.expired(box) {
		r.forget(name)
		return nil
	}
	return box
}

func (r *Registry) expired(box *Sandbox) bool {
	return r.settings.TTL > 0 && !box.pinned && box.calls == 0 && r.now().Sub(box.last) >= r.settings.TTL
}

func (r *Registry) dropExpired() {
	if r.settings.TTL == 0 {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(r.sandboxes)) {
		if r.expired(r.sandboxes[name]) {
			r.forget(name)
		}
	}
}

// make adds a sandbox, in the place of an unused one if there is no room.
func (r *Registry) make(name string, begin beginning) (*Sandbox, error) {
	if err := CheckName("sandbox", name); err != nil {
		return nil, err
	}
	if len(r.sandboxes) >= r.settings.Max {
		r.dropExpired()
	}
	if len(r.sandboxes) >= r.settings.Max && !r.evict() {
		return nil, ErrFull
	}
	box := r.fresh(name, begin)
	r.sandboxes[name] = box
	return box, nil
}

// evict removes a sandbox that may go.
func (r *Registry) evict() bool {
	oldest := r.evictable()
	if oldest == nil {
		return false
	}
	r.forget(oldest.Name)
	return true
}

// forget removes a sandbox that is there. It ends with its last call.
func (r *Registry) forget(name string) {
	box := r.sandboxes[name]
	delete(r.sandboxes, name)
	box.gone = true
	r.leaving[box] = true
	if box.calls == 0 {
		r.ended = append(r.ended, box)
	}
}

// unlock unlocks the registry, and then hands on the evidence of the sandboxes that
// have ended under its lock.
func (r *Registry) unlock() {
	ended := r.ended
	r.ended = nil
	r.mu.Unlock()
	for _, box := range ended {
		r.handOn(box)
	}
}

func (r *Registry) handOn(box *Sandbox) {
	r.moving.Lock()
	defer r.moving.Unlock()
	r.settings.Ended(box.final())
	box.handedOn = true
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.leaving, box)
}

func (r *Registry) fresh(name string, begin beginning) *Sandbox {
	box := &Sandbox{
		Name:    name,
		World:   state.Share(r.settings.World).With(state.Share(begin.world.Fork())),
		Clock:   NewClock(begin.clock),
		Random:  newRandom(r.settings.Seed, name),
		Journal: recorder.New(r.settings.Journal),
		use:     use{last: r.now()},

		Coverage: &recorder.Coverage{},
	}
	box.Engine = engine.New(r.settings.Contract, box.Random.For("rule"))
	box.Engine.StartOver(begin.scenarios, box.Clock.Now()) // their setup is in the world already
	return box
}
