package state

import "time"

// The years that times lie in. The zero time of Go is not one of them, so it
// can stand for a time that was left out (A31).
const (
	firstYear = 1000
	lastYear  = 9999
)

// InRange tells whether a time lies in the years that can be written, in UTC.
func InRange(t time.Time) bool {
	year := t.UTC().Year()
	return year >= firstYear && year <= lastYear
}
