package sandbox

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Play makes the sandbox ready as the scenario's setup says, and lets its rules
// begin. A scenario of the same name that plays ends. It fails, and nothing is
// changed, if the setup does not fit the world.
func (s *Sandbox) Play(loaded *scenario.Scenario) error {
	world, err := loaded.Prepare(s.World)
	if err != nil {
		return err
	}
	if loaded.SetsWorld() {
		s.World.Become(world)
	}
	s.Clock.Set(clockFor(loaded, s.Clock.Setting()))
	s.Engine.Play(loaded, s.Clock.Now())
	s.asked.Store(true)
	return nil
}

// Asked tells whether a scenario was let play in this sandbox itself, and not
// only in all from their beginning: what it expects is then expected here.
func (s *Sandbox) Asked() bool { return s.asked.Load() }

// clockFor is how a clock runs once the scenario has begun.
func clockFor(loaded *scenario.Scenario, now ClockSetting) ClockSetting {
	if loaded.Setup == nil || loaded.Setup.Clock == nil {
		return now
	}
	if frozen := loaded.Setup.Clock.Frozen; frozen != nil {
		return ClockSetting{Mode: ClockFrozen, At: *frozen}
	}
	return ClockSetting{Mode: ClockOffset, Offset: time.Duration(*loaded.Setup.Clock.Offset)}
}

// beginning is what a fresh sandbox begins with.
type beginning struct {
	world     *state.World // only forks of it are changed
	clock     ClockSetting
	scenarios []*scenario.Scenario
}

// begin is the beginning of the settings, made ready by its scenarios one after
// the other, once for all sandboxes.
func (s Settings) begin(scenarios []*scenario.Scenario) (beginning, error) {
	b := beginning{s.World, s.Clock, scenarios}
	for _, loaded := range scenarios {
		var err error
		if b.world, err = loaded.Prepare(b.world); err != nil {
			return beginning{}, err
		}
		b.clock = clockFor(loaded, b.clock)
	}
	return b, nil
}

// SetScenarios replaces the scenarios that fresh sandboxes begin with. Where
// one of the old ones plays, the new one in its place takes over, with all
// counters at the beginning; worlds and clocks stay. It fails, and changes
// nothing, if a setup does not fit the world.
func (r *Registry) SetScenarios(scenarios []*scenario.Scenario) error {
	begin, err := r.settings.begin(scenarios)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	old := r.begin.scenarios
	r.begin = begin
	for _, box := range r.sandboxes {
		for i := range min(len(old), len(scenarios)) {
			if old[i] != scenarios[i] {
				box.Engine.Replace(old[i].Name, scenarios[i], box.Clock.Now())
			}
		}
	}
	return nil
}
