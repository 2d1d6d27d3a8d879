package simulator

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// Clock is the clock of a sandbox: all that depends on time in it goes by that one.
// It may be used by any number of goroutines.
type Clock struct{ box *sandbox.Sandbox }

// Now is the time, in UTC and cut to milliseconds.
func (c Clock) Now() time.Time { return c.box.Now() }

// Freeze lets the clock stand still at a time until it is moved.
func (c Clock) Freeze(at time.Time) {
	c.set(sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: at})
}

// Offset lets the clock run with the machine's, so far ahead of it, or behind.
func (c Clock) Offset(ahead time.Duration) {
	c.set(sandbox.ClockSetting{Mode: sandbox.ClockOffset, Offset: ahead})
}

// Run lets the clock go by the machine's.
func (c Clock) Run() { c.set(sandbox.ClockSetting{Mode: sandbox.ClockReal}) }

func (c Clock) set(setting sandbox.ClockSetting) {
	_, _ = c.box.Apply(sandbox.SetClock{Setting: setting}) // which cannot fail
}

// Advance moves the clock, also backwards. Calls that wait for the time to come go
// on. It fails if the clock would leave the years 1000 to 9999.
func (c Clock) Advance(by time.Duration) error {
	_, err := c.box.Apply(sandbox.AdvanceClock{By: by})
	return err
}

// Waiting is how many calls wait for time to pass.
func (c Clock) Waiting() int { return c.box.Clock().Waiting }
