package journal

import "time"

// Filter chooses the calls for which all that is given holds; the zero value
// chooses all.
type Filter struct {
	Operation string    // exactly
	Method    string    // exactly
	Status    int       // exactly
	Class     int       // first digit of the status, as 4 of 404
	Path      string    // is a part of the path
	Text      string    // is a part of the path, the query, a body, or a value or file name of a form
	Rule      string    // that fired, exactly
	Since     time.Time // by the clock of the sandbox: then or later
	Until     time.Time // by the clock of the sandbox: before
	Violating bool      // has violations that count, see Call.Counts
	Clean     bool      // has none
	Wrote     bool      // see Call.Wrote
}
