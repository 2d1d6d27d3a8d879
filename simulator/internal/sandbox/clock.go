package sandbox

import (
	"context"
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
	waits   map[*wait]struct{} // under way; one that a change released is no longer here
	changed chan struct{}      // closed, and replaced, at each change
}

// wait is one call of Wait.
type wait struct{ until time.Time }

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
	c := &Clock{waits: map[*wait]struct{}{}, changed: make(chan struct{})}
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
	c.change(setting)
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
	c.change(next)
	return nil
}

// change lets the clock run like that and releases the waits that are over now.
// It does so here, and not where they wake up, so that Waiting is right as soon
// as the clock has changed.
func (c *Clock) change(setting ClockSetting) {
	c.setting = setting
	now := setting.exact()
	for w := range c.waits {
		if !w.until.After(now) {
			delete(c.waits, w)
		}
	}
	close(c.changed)
	c.changed = make(chan struct{})
}

// Wait returns when the clock shows d more than now. A clock that runs is waited
// for in real time, a frozen one until it is set or advanced far enough; a clock
// that is taken back is waited for all the longer. If ctx ends first, its error
// is returned.
func (c *Clock) Wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	w := c.beginWait(d)
	defer c.endWait(w)
	for {
		timer, changed, over := c.look(w)
		if over {
			return nil
		}
		select {
		case <-timer:
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Waiting is how many calls of Wait are waiting now.
func (c *Clock) Waiting() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.waits)
}

func (c *Clock) beginWait(d time.Duration) *wait {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := &wait{until: c.setting.exact().Add(d)}
	c.waits[w] = struct{}{}
	return w
}

func (c *Clock) endWait(w *wait) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waits, w)
}

// look tells whether a wait is over, and if not, what may end it: its timer,
// which a frozen clock does not have, or a change.
func (c *Clock) look(w *wait) (timer <-chan time.Time, changed <-chan struct{}, over bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := w.until.Sub(c.setting.exact())
	if _, waits := c.waits[w]; !waits || left <= 0 {
		return nil, nil, true
	}
	if c.setting.Mode != ClockFrozen {
		timer = time.After(left)
	}
	return timer, c.changed, false
}

// ErrOutOfTime says that a clock was to go where its time could not be written
// as RFC 3339 wants it, or further from the machine than a duration reaches.
var ErrOutOfTime = errors.New("a clock goes from the year 1000 to the year 9999 and at most 292 years from now")

// Now is what a clock that runs like that shows now.
func (s ClockSetting) Now() time.Time { return s.exact().UTC().Truncate(time.Millisecond) }

func (s ClockSetting) exact() time.Time {
	if s.Mode == ClockFrozen {
		return s.At
	}
	return time.Now().Add(s.Offset)
}
