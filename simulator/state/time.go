package state

import "time"

// The years that times lie in. The zero time of Go is not one of them, so it
// can stand for a time that was left out (A31).
const (
	firstYear = 1000
	lastYear  = 9999
)

// kept is what a world keeps of a time: the instant, in UTC. The zone that a program
// writes it in, and what its process measured beside it, are of the program, and no file
// has them.
func kept(t time.Time) time.Time { return t.Round(0).UTC() }

// keptPointer is kept of a time that may be nil. What it points to stays as it is.
func keptPointer(t *time.Time) *time.Time {
	if t == nil {
		return nil
	}
	at := kept(*t)
	return &at
}

// InRange tells whether a time lies in the years that can be written, in UTC.
func InRange(t time.Time) bool {
	year := t.UTC().Year()
	return year >= firstYear && year <= lastYear
}
