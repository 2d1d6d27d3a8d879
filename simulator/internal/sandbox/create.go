package sandbox

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

// Wish is how a sandbox is to begin where that is not how a fresh one does. The
// zero value wishes for nothing.
type Wish struct {
	From       string               // another sandbox, whose world, clock and scenarios it begins with
	Checkpoint string               // of that, to begin with instead of what it is now
	Call       string               // in the journal of that: it begins as that was at a side of the call, with what the rules had counted and the draws
	Side       Side                 // of the call; without one, that after it
	Scenarios  []*scenario.Scenario // that play in it beside those; their setups are carried out one after the other
	Clock      *ClockSetting        // over what the setups say
	Seed       *uint64
	Pinned     *bool // a fresh one is not
}

// Create makes a sandbox that begins as wished. Without a name it gets one that is
// not taken: sandbox-1, sandbox-2 and so on. It fails like Make and Fork, and if a
// setup does not fit the world; nothing is made then.
func (r *Registry) Create(name string, wish Wish) (*Sandbox, error) {
	if err := r.free(name); err != nil {
		return nil, err
	}
	begin, err := r.prepare(wish) // takes as long as the world is large: not under the lock
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.unlock()
	return r.create(name, begin, wish)
}

// Renew makes a sandbox that begins as wished or, if it is there, takes it back to
// such a beginning: world, clock, seed, journal, checkpoints, scenarios. Who holds
// it goes on with that. made tells which of the two it did. It fails like Create,
// and nothing is changed then.
func (r *Registry) Renew(name string, wish Wish) (box *Sandbox, made bool, err error) {
	if err := CheckName("sandbox", name); err != nil {
		return nil, false, err
	}
	begin, err := r.prepare(wish)
	if err != nil {
		return nil, false, err
	}
	box, err = r.restart(name, r.startOver(name, begin, wish))
	if err != nil && !isMissing(err) {
		return nil, false, err
	}
	r.mu.Lock()
	defer r.unlock()
	if made = err != nil; made {
		box, err = r.create(name, begin, wish)
		return box, made, err
	}
	if wish.Pinned != nil {
		r.setPinned(box, *wish.Pinned)
	}
	return box, made, nil
}

func isMissing(err error) bool {
	_, missing := errors.AsType[NotFound](err)
	return missing
}

// free says why there cannot be another sandbox of that name, before anything is
// prepared for it.
func (r *Registry) free(name string) error {
	if name == "" {
		return nil
	}
	r.mu.Lock()
	defer r.unlock()
	if r.find(name) != nil {
		return ErrExists
	}
	return CheckName("sandbox", name)
}

// prepare makes the beginning that is wished for.
func (r *Registry) prepare(wish Wish) (beginning, error) {
	begin, err := r.origin(wish)
	if err != nil {
		return beginning{}, err
	}
	for _, played := range wish.Scenarios {
		if begin.world, err = played.Prepare(begin.world); err != nil {
			return beginning{}, err
		}
		begin.clock = clockFor(played, begin.clock)
	}
	begin.scenarios = slices.Concat(begin.scenarios, wish.Scenarios)
	if wish.Clock != nil {
		begin.clock = *wish.Clock
	}
	return begin, nil
}

// origin is what a sandbox begins with before its own scenarios are prepared.
func (r *Registry) origin(wish Wish) (beginning, error) {
	r.mu.Lock()
	defer r.unlock()
	if wish.From == "" {
		return r.begin, nil
	}
	from := r.find(wish.From)
	if from == nil {
		return beginning{}, NotFound{"sandbox", wish.From}
	}
	if wish.Call != "" {
		return from.originAt(wish.Call, wish.Side)
	}
	return from.origin(wish.Checkpoint)
}

// create makes a sandbox. The registry is locked.
func (r *Registry) create(name string, begin beginning, wish Wish) (*Sandbox, error) {
	if name == "" {
		name = r.ownName()
	}
	if r.find(name) != nil {
		return nil, ErrExists
	}
	box, err := r.make(name, r.startOver(name, begin, wish))
	if err != nil {
		return nil, err
	}
	box.pinned = wish.Pinned != nil && *wish.Pinned
	return box, nil
}

// ownName is a name that is not taken. Names are not used twice, so that nobody
// works in a sandbox that was meant for another.
func (r *Registry) ownName() string {
	for {
		r.named++
		if name := fmt.Sprintf("sandbox-%d", r.named); r.find(name) == nil {
			return name
		}
	}
}

// startOver is the command that lets a sandbox begin like that.
func (r *Registry) startOver(name string, begin beginning, wish Wish) StartOver {
	command := StartOver{
		World: begin.world, Clock: begin.clock, Begun: begin.begun, Scenarios: begin.scenarios,
		Draws: Draws{Sandbox: name, Seed: r.settings.Seed}, Asked: len(wish.Scenarios) > 0,
	}
	switch {
	case wish.Seed != nil:
		command.Draws.Seed = *wish.Seed
	case begin.draws != nil:
		command.Draws = *begin.draws
	}
	return command
}
