package sandbox

import "time"

// Clock says what time it is in a sandbox. Everything that depends on time asks it.
type Clock interface {
	Now() time.Time
}

// RealClock is the time of the machine, cut to milliseconds: that is all the
// API shows, and a time that was read back should equal the one stored.
type RealClock struct{}

// Now implements Clock.
func (RealClock) Now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// FrozenClock always says the same time.
type FrozenClock time.Time

// Now implements Clock.
func (c FrozenClock) Now() time.Time { return time.Time(c) }
