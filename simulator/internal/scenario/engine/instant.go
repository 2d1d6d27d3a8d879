package engine

import "time"

// Instant is a time as images have it, in seconds since 1970 and nanoseconds: encoders
// know only some years, or no nanoseconds.
type Instant [2]int64

// InstantOf is the instant of a time. The zone of the time is lost: all are in UTC.
func InstantOf(t time.Time) Instant { return Instant{t.Unix(), int64(t.Nanosecond())} }

// Time is the instant as a time in UTC.
func (i Instant) Time() time.Time { return time.Unix(i[0], i[1]).UTC() }
