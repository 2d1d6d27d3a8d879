package sandbox

import (
	"errors"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// ClockSetting is how the clock of a sandbox runs, which everything that depends on time
// asks. The zero value is the time of the machine.
type ClockSetting struct {
	Mode   ClockMode
	At     time.Time     // with ClockFrozen
	Offset time.Duration // with ClockOffset: added to the time of the machine
}

// ClockMode is the way a clock runs.
type ClockMode string

// The ways a clock runs.
const (
	ClockReal   ClockMode = "real"
	ClockFrozen ClockMode = "frozen"
	ClockOffset ClockMode = "offset"
)

// Now is what a clock that runs like that shows at a time of the machine: in UTC and cut
// to milliseconds, as that is all the API shows, and a time that was read back should
// equal the one stored.
func (c ClockSetting) Now(machine time.Time) time.Time {
	return c.exact(machine).UTC().Truncate(time.Millisecond)
}

func (c ClockSetting) exact(machine time.Time) time.Time {
	if c.Mode == ClockFrozen {
		return c.At
	}
	return machine.Add(c.Offset)
}

// ClockStatus is a clock as it stands at one moment.
type ClockStatus struct {
	Setting ClockSetting
	Now     time.Time // in UTC, cut to milliseconds
	Waiting int       // calls that a fault holds up
	Held    []Held    // some of those that wait, the first to go on first
}

// ErrOutOfTime says that a clock was to go where its time could not be written
// as RFC 3339 wants it, or further from the machine than a duration reaches.
var ErrOutOfTime = errors.New("a clock goes from the year 1000 to the year 9999 and at most 292 years from now")

// advanced is a setting that shows so much more at a time of the machine, or less. A
// clock that ran with the machine runs at an offset from then on. It fails with
// ErrOutOfTime.
func (c ClockSetting) advanced(by time.Duration, machine time.Time) (ClockSetting, error) {
	next := ClockSetting{Mode: ClockOffset, Offset: c.Offset + by}
	if c.Mode == ClockFrozen {
		next = ClockSetting{Mode: ClockFrozen, At: c.At.Add(by)}
	} else if (next.Offset < c.Offset) != (by < 0) {
		return ClockSetting{}, ErrOutOfTime // the sum has no room in a duration
	}
	if !state.InRange(next.Now(machine)) {
		return ClockSetting{}, ErrOutOfTime
	}
	return next, nil
}
