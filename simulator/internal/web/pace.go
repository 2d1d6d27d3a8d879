package web

import "time"

// Pace is how slowly bytes may move on a connection before it is given up: less
// than Rate bytes a second for as long as Grace. All of it goes by the time of
// the machine.
type Pace struct {
	Grace time.Duration
	Rate  int64 // bytes a second
}

// Meter measures one direction of one connection by a pace. Time that passes
// uses up the grace, bytes that move earn it back. Its methods do not lock.
type Meter struct {
	Pace
	used time.Duration // of the grace
	from time.Time
}

// Begin notes that bytes are waited for, and returns until when.
func (m *Meter) Begin(now time.Time) (deadline time.Time) {
	m.from = now
	return now.Add(m.Grace - m.used)
}

// Moved notes that the wait is over, and how many bytes moved.
func (m *Meter) Moved(n int, now time.Time) {
	earned := time.Duration(float64(n) / float64(m.Rate) * float64(time.Second))
	m.used = max(0, m.used+now.Sub(m.from)-earned)
}

// Hurry leaves no more than that grace, from now on.
func (m *Meter) Hurry(grace time.Duration) {
	m.Grace, m.used = min(m.Grace, grace), 0
}
