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
	"github.com/vsrsim/vsrsim/simulator/internal/events"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
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

	Errors exchange.ErrorForm // how the errors of the API look where no scenario says so
	// Applied is shown each command that a sandbox applies, under the lock of the sandbox;
	// nil if nobody follows.
	Applied func(*Sandbox, Applied)
}

// Registry makes sandboxes on their first use and finds them by name. It may
// be used by any number of goroutines.
type Registry struct {
	settings Settings
	now      func() time.Time // of the machine: idling is not simulated
	events   *events.Feed

	// moving is held while evidence goes from a sandbox to Ended, and during a
	// Survey, so that none is missed and none met twice. It is taken before mu.
	moving sync.Mutex

	mu        sync.Mutex
	begin     beginning
	sandboxes map[string]*Sandbox
	leaving   []*Sandbox // that were deleted or evicted, and whose evidence is not handed on yet
	left      []*Sandbox // of these, the ones that unlock is to end
	named     int        // sandboxes that the registry has named itself
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
		settings: settings, now: machineTime, begin: begin, sandboxes: map[string]*Sandbox{},
	}
	r.events = events.New(func() time.Time { return r.Default().Now() })
	box := r.fresh(Default, r.startOver(Default, begin, Wish{}))
	box.pinned = true
	r.sandboxes[Default] = box
	return r, nil
}

// Message is a request as the journals of all sandboxes keep it.
func (r *Registry) Message(request *exchange.Request) recorder.Request {
	return recorder.RequestMessage(request, r.settings.Journal.Mask)
}

// Default returns the sandbox that a plain key works in.
func (r *Registry) Default() *Sandbox {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sandboxes[Default]
}

// Use returns the sandbox of that name, made of the fixture if it is not there
// and the fixture has the key that the caller brings: whoever calls without a
// key must not push out what others work in. The sandbox stays at least until it is
// released. It fails with ErrNoKey, ErrFull and BadName.
func (r *Registry) Use(name, key string) (box *Sandbox, err error) {
	r.mu.Lock()
	defer r.unlock()
	box = r.find(name)
	if box == nil {
		if err := CheckName("sandbox", name); err != nil {
			return nil, err
		}
		if _, known := r.begin.world.Key(key); !known {
			return nil, ErrNoKey
		}
		if box, err = r.make(name, r.startOver(name, r.begin, Wish{})); err != nil {
			return nil, err
		}
	}
	box.calls++
	return box, nil
}

// Release ends what began with Use, once.
func (r *Registry) Release(box *Sandbox) {
	r.mu.Lock()
	defer r.unlock()
	box.calls--
	box.last = r.now()
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
	return r.make(name, r.startOver(name, r.begin, Wish{}))
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
	begin, err := origin.origin(checkpoint)
	if err != nil {
		return nil, err
	}
	if r.find(name) != nil {
		return nil, ErrExists
	}
	return r.make(name, r.startOver(name, begin, Wish{}))
}

// Reset takes a sandbox back to how a fresh one begins: world, clock, seed,
// journal, checkpoints, scenarios. It fails with NotFound.
func (r *Registry) Reset(name string) (*Sandbox, error) {
	return r.restart(name, r.startOver(name, r.beginning(), Wish{}))
}

// restart lets a sandbox begin anew. It fails with NotFound.
func (r *Registry) restart(name string, begin StartOver) (*Sandbox, error) {
	box, err := r.Find(name)
	if err != nil {
		return nil, err
	}
	if !r.handOn(box, begin) { // it was deleted meanwhile
		return nil, NotFound{"sandbox", name}
	}
	return box, nil
}

func (r *Registry) beginning() beginning {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.begin
}

// ResetJournal empties the journal of a sandbox that was not deleted meanwhile.
func (r *Registry) ResetJournal(box *Sandbox) { r.handOn(box, TakeJournal{}) }

// Survey calls look with all sandboxes that have evidence: those that are there, by
// name, and those that were deleted and have not ended yet. The evidence of all
// others was given to Ended before, and none moves while look runs. look must not
// call the registry.
func (r *Registry) Survey(look func([]*Sandbox)) {
	r.moving.Lock()
	defer r.moving.Unlock()
	r.mu.Lock()
	boxes := slices.AppendSeq(slices.Clone(r.leaving), maps.Values(r.sandboxes))
	r.mu.Unlock()
	slices.SortStableFunc(boxes, func(a, b *Sandbox) int { return strings.Compare(a.Name, b.Name) })
	look(boxes)
}

// Delete removes a sandbox; its next use makes a fresh one, also that by calls which have
// not come to their operation. It fails with NotFound, and with ErrDefault for the default
// sandbox.
func (r *Registry) Delete(name string) error {
	r.mu.Lock()
	defer r.unlock()
	if r.find(name) == nil {
		return NotFound{"sandbox", name}
	}
	if name == Default {
		return ErrDefault
	}
	r.forget(name, false)
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
	r.setPinned(box, pinned)
	return nil
}

// setPinned pins a sandbox, or no longer. The registry is locked.
func (r *Registry) setPinned(box *Sandbox, pinned bool) {
	pinned = pinned || box.Name == Default
	if pinned != box.pinned {
		box.pinned = pinned
		r.publishAbout(box, journal.SandboxEvent{Change: journal.ChangeChanged})
	}
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
		infos = append(infos, r.info(box))
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
	return r.info(box), nil
}

func (r *Registry) info(box *Sandbox) Info {
	if box.calls > 0 { // it is in use right now
		return Info{box, box.pinned, r.now()}
	}
	return Info{box, box.pinned, box.last}
}

// find returns nil for a sandbox that is not there or has idled too long.
func (r *Registry) find(name string) *Sandbox {
	box, ok := r.sandboxes[name]
	if !ok {
		return nil
	}
	if r.expired(box) {
		r.forget(name, true)
		return nil
	}
	return box
}

// make adds a sandbox, in the place of an unused one if there is no room.
func (r *Registry) make(name string, begin StartOver) (*Sandbox, error) {
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

// fresh makes a sandbox that begins like that.
func (r *Registry) fresh(name string, begin StartOver) *Sandbox {
	box := r.settings.blank(name)
	box.machine, box.last, box.feed = func() time.Time { return r.now() }, r.now(), r.events
	_, _ = box.Apply(begin) // which no evidence comes of yet
	return box
}

// blank is a sandbox in which nothing has begun: its first command is StartOver.
func (s *Settings) blank(name string) *Sandbox {
	box := &Sandbox{
		Name: name, settings: s, machine: machineTime,
		clockChanged: make(chan struct{}), pauses: map[*pause]struct{}{},
	}
	box.world = state.Share(s.World).With(state.Share(&state.World{}))
	state.Share(box.world).Guard(&box.mu, box.changedByProgram)
	box.random = newRandom(s.Seed, name)
	box.journal = recorder.New(s.Journal)
	box.coverage = &recorder.Coverage{}
	box.engine = engine.New(s.Contract, box.random.For("rule"))
	return box
}

// machineTime is what time it is, without what ties it to this process.
func machineTime() time.Time { return time.Now().UTC().Round(0) }
