package sandbox

import (
	"maps"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

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
	scenarios []*scenario.Scenario // that begin

	// What follows is of a fork at a call.
	begun *engine.Moment // that goes on; nil if nothing does
	draws *Draws         // that go on; nil: those of the seed begin
}

// begin is the beginning of the settings, made ready by its scenarios one after
// the other, once for all sandboxes.
func (s Settings) begin(scenarios []*scenario.Scenario) (beginning, error) {
	b := beginning{world: s.World, clock: s.Clock, scenarios: scenarios}
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
	for _, name := range slices.Sorted(maps.Keys(r.sandboxes)) { // events have an order
		for i := range min(len(old), len(scenarios)) {
			if old[i] != scenarios[i] {
				_, _ = r.sandboxes[name].Apply(Replace{old[i].Name, scenarios[i]})
			}
		}
	}
	return nil
}
