// Package journal is what happened in a sandbox, call by call, as plain data: calls,
// how to choose among them, and their form as an HTTP archive.
package journal

import (
	"slices"
	"time"
)

// Call is one call as it is kept: without secrets, and truncated where it was too long.
type Call struct {
	ID        string    `json:"id"`      // also in the header Sim-Call of the answer
	Ordinal   uint64    `json:"ordinal"` // of the call in its sandbox, from 1
	Time      time.Time `json:"time"`    // by the clock of the sandbox
	Sandbox   string    `json:"sandbox"`
	Operation string    `json:"operation,omitempty"` // empty for a call to no operation
	Key       string    `json:"key,omitempty"`       // if the world knows it; others may be real ones
	Request   Message   `json:"request"`
	Response  Message   `json:"response"`
	// Unsimulated is the operation of a call to one that is documented and not
	// simulated, as "GET /vendors/{vendorId}".
	Unsimulated string      `json:"unsimulated,omitempty"`
	Violations  []Violation `json:"violations,omitempty"`
	// ViolationsOmitted is how many more there were than are kept, or with
	// ViolationsAtLeast, how many more at least.
	ViolationsOmitted int  `json:"violationsOmitted,omitempty"`
	ViolationsAtLeast bool `json:"violationsAtLeast,omitempty"`
	// OnPurpose tells that the call was expected to break the contract. With no
	// violation in the request it did not, which is a finding.
	OnPurpose bool        `json:"onPurpose,omitempty"`
	Hints     []Hint      `json:"hints,omitempty"`
	Rule      string      `json:"rule,omitempty"`  // of a scenario, that fired
	Fault     string      `json:"fault,omitempty"` // what went wrong because of it
	Rules     []RuleTrace `json:"rules,omitempty"` // that were asked
	// AnswerChanged tells that a rule or a preference of the client has put another answer
	// in the place of the operation's own. Where it differs from the contract, that is meant.
	AnswerChanged bool `json:"answerChanged,omitempty"`
	// Wrote tells that an operation that changes something was carried out with success.
	Wrote bool `json:"wrote,omitempty"`
	// Broken tells that the client could not make out an answer: none came, or not
	// all of it, or it left before.
	Broken bool `json:"broken,omitempty"`
	// Lost tells that the operation was carried out with success, and that the
	// client was not told so.
	Lost bool `json:"lost,omitempty"`
}

// Counts tells whether a violation of the call is a fault of the client or of the simulator,
// and not meant to be: one of an answer that was changed is.
func (c *Call) Counts(v Violation) bool { return v.Side == InRequest || !c.AnswerChanged }

// Breaks is how many violations of the call count.
func (c *Call) Breaks() (violations int) {
	for _, v := range c.Violations {
		if c.Counts(v) {
			violations++
		}
	}
	if violations == 0 && len(c.Violations) > 0 { // those of requests come first
		return 0
	}
	return violations + c.ViolationsOmitted
}

// Message is a request or a response as it is kept.
type Message struct {
	Method string              `json:"method,omitempty"`
	Path   string              `json:"path,omitempty"`
	Query  string              `json:"query,omitempty"`
	Status int                 `json:"status,omitempty"`
	Unsent bool                `json:"unsent,omitempty"` // the connection ended without this answer
	Header map[string][]string `json:"header,omitempty"` // secrets are masked
	Body   string              `json:"body,omitempty"`
	Parts  []Part              `json:"parts,omitempty"` // of a form
	// Truncated are the places of which not all is kept, such as TruncatedBody; values
	// of a form have a mark of their own.
	Truncated []string `json:"truncated,omitempty"`
}

// Part is a part of a form: the value of a field, or what a file was.
type Part struct {
	Name        string `json:"name"`
	Value       string `json:"value,omitempty"`
	Truncated   bool   `json:"truncated,omitempty"` // the value goes on
	FileName    string `json:"fileName,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	Size        int    `json:"size,omitempty"`   // bytes of a file
	SHA256      string `json:"sha256,omitempty"` // of a file; "***" of one that is masked
}

// The places of a message of which not all is kept.
const (
	TruncatedMethod = "method"
	TruncatedPath   = "path"
	TruncatedQuery  = "query"
	TruncatedHeader = "header"
	TruncatedBody   = "body"
	TruncatedParts  = "parts"
)

// bodyGoesOn tells whether only the beginning of the body is kept.
func (m Message) bodyGoesOn() bool { return slices.Contains(m.Truncated, TruncatedBody) }

// RuleTrace is what came of asking one rule for one call.
type RuleTrace struct {
	Rule  string `json:"rule"`
	Fired bool   `json:"fired"`
	// Failed is the first thing that kept the rule from firing: the path of a
	// condition below when, or a field of how often.
	Failed    string   `json:"failed,omitempty"`
	Wanted    string   `json:"wanted,omitempty"` // what Failed asks for
	Draw      *float64 `json:"draw,omitempty"`   // with probability: below Threshold, the rule fires
	Threshold *float64 `json:"threshold,omitempty"`
}
