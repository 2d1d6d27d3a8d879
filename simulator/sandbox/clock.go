package sandbox

import (
	"errors"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// Clock says what time it is in a sandbox. Everything that depends on time asks
// it. It may be used by any number of goroutines.
type Clock struct {
	mu      sync.Mutex
	setting ClockSetting
}

// ClockSetting is how a clock runs. The zero value is the time of the machine.
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

// NewClock makes a clock that runs like that.
func NewClock(setting ClockSetting) *Clock {
	c := &Clock{}
	c.Set(setting)
	return c
}

// Now is the time, in UTC and cut to milliseconds: that is all the API shows,
// and a time that was read back should equal the one stored.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.setting.Now()
}

// Setting is how the clock runs.
func (c *Clock) Setting() ClockSetting {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.setting
}

// Set lets the clock run like that from now on.
func (c *Clock) Set(setting ClockSetting) {
	if setting.Mode == "" {
		setting.Mode = ClockReal
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.setting = setting
}

// Advance moves the clock, forward or with a negative duration back. A clock
// that ran with the machine runs at an offset from then on. It fails, and leaves
// the clock alone, with ErrOutOfTime.
func (c *Clock) Advance(by time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := ClockSetting{Mode: ClockOffset, Offset: c.setting.Offset + by}
	if c.setting.Mode == ClockFrozen {
		next = ClockSetting{Mode: ClockFrozen, At: c.setting.At.Add(by)}
	} else if (next.Offset < c.setting.Offset) != (by < 0) {
		return ErrOutOfTime // the sum has no room in a duration
	}
	if !state.InRange(next.Now()) {
		return ErrOutOfTime
	}
	c.setting = next
	return nil
}

// ErrOutOfTime says that a clock was to go where its time could not be written
// as RFC 3339 wants it, or further from the machine than a duration reaches.
var ErrOutOfTime = errors.New("a clock goes from the year 1000 to the year 9999 and at most 292 years from now")

// Now is what a clock that runs like that shows now.
func (s ClockSetting) Now() time.Time {
	now := s.At
	if s.Mode != ClockFrozen {
		now = time.Now().Add(s.Offset)
	}
	return now.UTC().Truncate(time.Millisecond)
}
