package report

import "strconv"

// hintsLine is how many different hints there were.
func (r Report) hintsLine() string {
	return strconv.Itoa(len(r.Hints)+r.OmittedHints) + " for the author of the client, most frequent first; they fail no run"
}

// subject is the operation that was called.
func (h Hint) subject() string { return operationName(h.Operation) }

// details are what to do and how often it was met.
func (h Hint) details() string { return details(h.Fix, met(h.Count, "time", h.Examples)) }

// unsimulatedLine says what became of calls to what is not simulated.
func (r Report) unsimulatedLine() string {
	return count(len(r.Unsimulated), "operation") + " that Drata documents and vsrsim answers with 501; that fails no run"
}

// line is the operation with how often it was called.
func (u Unsimulated) line() string { return u.Operation + ": " + met(u.Calls, "call", u.Examples) }
