package recorder

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// The bounds of the violations of one call. The texts of some repeat what a client
// sent.
const (
	maxCallViolations     = 100
	maxCallViolationBytes = 32 << 10
	maxViolationText      = 1 << 10 // of each of its texts
)

// maxNote is how many bytes are kept of the name of a rule and of a fault.
const maxNote = 1 << 10

// bound cuts all of an entry but its messages, which are bounded when they are made.
func (e *Entry) bound() {
	e.Facts = lightFacts(e.Facts)
	e.Rule, _ = truncateText(e.Rule, maxNote)
	e.Fault, _ = truncateText(e.Fault, maxNote)
	e.boundHints()
	bytes := 0
	for i, v := range e.Violations {
		v = boundViolation(v)
		if bytes += violationsSize([]contract.Violation{v}); i == maxCallViolations || bytes > maxCallViolationBytes {
			e.ViolationsOmitted += len(e.Violations) - i
			e.Violations = append([]contract.Violation{}, e.Violations[:i]...)
			return
		}
		if v != e.Violations[i] {
			e.Violations = append([]contract.Violation{}, e.Violations...) // they are the caller's
			e.Violations[i] = v
		}
	}
}

// maxHints is how many hints are kept of one call.
const maxHints = 100

func (e *Entry) boundHints() {
	e.Hints = e.Hints[:min(len(e.Hints), maxHints):min(len(e.Hints), maxHints)]
	for i, h := range e.Hints {
		if h = boundHint(h); h != e.Hints[i] {
			e.Hints = append([]contract.Hint{}, e.Hints...) // they are the caller's
			e.Hints[i] = h
		}
	}
}

// boundHint is a hint with texts that are not too long.
func boundHint(h contract.Hint) contract.Hint {
	for _, text := range []*string{&h.Name, &h.Text, &h.Fix} {
		*text, _ = truncateText(*text, maxName)
	}
	return h
}

// boundViolation is a violation with texts that are valid UTF-8 and not too long.
func boundViolation(v contract.Violation) contract.Violation {
	for _, text := range []*string{&v.Pointer, &v.Name, &v.Text, &v.Fix} {
		short, goesOn := truncateText(*text, maxViolationText)
		if *text = short; goesOn {
			*text += "…"
		}
	}
	return v
}

// strip takes out of an entry that is too large for its journal all but what tells
// that the call was there, and marks what is gone.
func (e *Entry) strip() {
	e.ViolationsOmitted += len(e.Violations)
	e.Violations, e.Hints, e.Trace, e.Facts = nil, nil, nil, state.Facts{}
	for _, m := range []*journal.Message{&e.Request, &e.Response} {
		t := trimmer{truncated: m.Truncated}
		m.Path = strings.Clone(t.text(m.Path, maxName, journal.TruncatedPath))
		if m.Query != "" {
			m.Query = ""
			t.note(journal.TruncatedQuery)
		}
		if len(m.Header) > 0 || m == &e.Request && len(e.Header) > 0 {
			m.Header = nil
			t.note(journal.TruncatedHeader)
		}
		if len(m.Parts) > 0 {
			m.Parts = nil
			t.note(journal.TruncatedParts)
		}
		if m.Body != "" {
			m.Body = ""
			t.note(journal.TruncatedBody)
		}
		m.Truncated = t.truncated
	}
	e.Header = nil
}
