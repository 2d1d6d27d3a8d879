package report

import (
	"strconv"
	"strings"
)

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

// origin is where the operation is simulated: in another revision, or with look-ups;
// empty if it is nowhere.
func (u Unsimulated) origin() string {
	switch {
	case u.Lookup:
		return "a look-up"
	case u.Revision != "":
		return "of revision " + u.Revision
	}
	return ""
}

// line is the operation with its origin and how often it was called.
func (u Unsimulated) line() string {
	origin := ""
	if o := u.origin(); o != "" {
		origin = " (" + o + ")"
	}
	return u.Operation + origin + ": " + met(u.Calls, "call", u.Examples)
}

// unsimulatedOperations are the lines of all such operations.
func (r Report) unsimulatedOperations() string {
	var lines []string
	for _, u := range r.Unsimulated {
		lines = append(lines, u.line())
	}
	return strings.Join(lines, "; ")
}
