package state

import "time"

// The years that times lie in. The zero time of Go is not one of them, so it
// can stand for a time that was left out (A31).
const (
	FirstYear = 1000
	LastYear  = 9999
)

// InRange tells whether a time lies in the years that can be written, in UTC.
func InRange(t time.Time) bool {
	year := t.UTC().Year()
	return year >= FirstYear && year <= LastYear
}
