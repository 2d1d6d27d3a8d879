package simulator

import "fmt"

// ResilienceCheck is what a client must do about what goes wrong: a name and, for
// some, a limit behind =, as scenarios write it.
type ResilienceCheck string

// The checks without a limit, and those that have one with their usual limit.
const (
	HonoursRetryAfter ResilienceCheck = "honours-retry-after" // waits as long as Retry-After says
	BacksOff          ResilienceCheck = "backs-off"           // waits longer before each further attempt
	NoRepeatedWrite   ResilienceCheck = "no-repeated-write"   // does not send a write again that was carried out
	StopsOnRefusal    ResilienceCheck = "stops-on-refusal"    // does not go on after a 401, 403 or 412
	NoHotLoop         ResilienceCheck = "no-hot-loop"         // does not send a failing call 10 times in a row at once
)

// BoundedAttempts asks that a client sends a call that keeps failing at most so many
// times.
func BoundedAttempts(most int) ResilienceCheck {
	return ResilienceCheck(fmt.Sprintf("bounded-attempts=%d", most))
}

// StopsAfterRefusals is StopsOnRefusal, but allows so many further calls.
func StopsAfterRefusals(further int) ResilienceCheck {
	return ResilienceCheck(fmt.Sprintf("%s=%d", StopsOnRefusal, further))
}

// NoLoopOf is NoHotLoop for so many calls in a row, in the place of 10.
func NoLoopOf(calls int) ResilienceCheck {
	return ResilienceCheck(fmt.Sprintf("%s=%d", NoHotLoop, calls))
}
