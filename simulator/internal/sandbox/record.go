package sandbox

import (
	"maps"
	"net/http"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// record writes the call into the journal and the coverage of its sandbox, and
// returns the answer with the headers that every call gets.
func (c *step) record(response exchange.Response) exchange.Response {
	if c.preference.status != 0 && c.preference.status == response.Status {
		response = c.preference.applied(response)
	}
	redaction := c.redact(response)
	response.Call, response.Date = c.id, c.box.date.header(c.now) // net/http would take the time of the machine
	if !c.violations.None() || len(c.hints) > 0 {
		response.Header = c.withFindings(response.Header)
	}
	if c.Request.Method == http.MethodHead {
		response = response.WithoutBody()
	}
	entry := c.entry(response)
	if redaction != nil {
		redaction.Response(&entry.Response)
	}
	c.box.coverage.Note(c.observation(&entry))
	c.box.keep(entry, c.before, c.begun)
	return response
}

// withFindings is the header of an answer with what is wrong with the call, in a copy.
func (c *step) withFindings(header http.Header) http.Header {
	own := make(http.Header, 2+len(header))
	maps.Copy(own, header)
	if text := violationsHeader(c.violations); text != "" {
		own[headerViolations] = []string{text}
	}
	if text := headerList(c.hints, omitted{}); text != "" {
		own[headerHints] = []string{text}
	}
	return own
}

// entry is the call as the journal keeps it.
func (c *step) entry(response exchange.Response) recorder.Entry {
	request := c.message()
	entry := recorder.Entry{Trace: c.trace, Facts: c.ruleInput.Facts, Header: request.Header, Told: true, Came: c.box.at, Call: journal.Call{
		ID: c.id, Ordinal: c.ordinal, Time: c.now, Sandbox: c.box.Name,
		Request:    request.Message,
		Response:   recorder.ResponseMessage(response, c.box.journal.Mask()),
		Violations: c.violations.List, ViolationsOmitted: c.violations.More, ViolationsAtLeast: c.violations.AtLeast,
		OnPurpose: c.onPurpose(), AnswerChanged: c.changed, Wrote: c.carriedOut && !isSafe(c.Request.Method), Hints: c.hints,
		Unsimulated: c.unsimulated.Operation, Rule: c.rule, Fault: c.fault,
		Broken: response.Status == 0 || response.Fault.Spoils(),
		Lost:   c.carriedOut && (response.Status >= http.StatusBadRequest || response.Fault.Spoils()),
	}}
	if c.Operation.Operation != nil {
		entry.Operation = c.Operation.ID
	}
	if c.keyKnown {
		entry.Key = c.Key
	}
	return entry
}

// isSafe tells whether calls of a method change nothing (RFC 9110, 9.2.1).
func isSafe(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// message is the request as the journal keeps it.
func (c *step) message() recorder.Request {
	if c.Message.Method != "" {
		return c.Message
	}
	return recorder.RequestMessage(c.Request, c.box.journal.Mask())
}

// dateHeader is the header Date of the calls of one second, which are many.
type dateHeader struct {
	second int64
	values []string // which nobody changes; nil if there is none yet
}

func (d *dateHeader) header(now time.Time) []string {
	if d.values == nil || d.second != now.Unix() {
		d.second, d.values = now.Unix(), []string{now.Format(http.TimeFormat)}
	}
	return d.values
}

// redact takes what is secret out of violations and hints, and returns the redaction
// that does so with the answer; nil if the answer says nothing about the request.
func (c *step) redact(response exchange.Response) *recorder.Redaction {
	if c.violations.None() && len(c.hints) == 0 && response.Status < http.StatusBadRequest {
		return nil
	}
	redaction := recorder.NewRedaction(c.box.journal.Mask(), c.Request, c.keyKnown)
	before := c.violations
	c.violations.List, c.hints = redaction.Violations(c.violations.List), redaction.Hints(c.hints)
	for i, v := range c.violations.List {
		if c.errors == exchange.ErrorsObserved && v != before.List[i] {
			redaction.Changes(before.InvalidTexts(i), c.violations.InvalidTexts(i))
		}
	}
	return redaction
}

// observation is what the coverage counts of the call. Where a rule lets the answer
// differ from the contract, the difference is neither the client's fault nor the
// simulator's, and is not counted.
func (c *step) observation(entry *recorder.Entry) recorder.Observation {
	o := recorder.Observation{
		Operation: c.Operation.Operation, Unsimulated: c.unsimulated, Request: c.Request, Key: entry.Key,
		Status: entry.Response.Status, OnPurpose: entry.OnPurpose, Hints: c.hints,
	}
	if c.violations.None() && !o.OnPurpose && len(o.Hints) == 0 && o.Unsimulated == (recorder.Unsimulated{}) {
		return o
	}
	o.Omitted = c.violations.More
	o.Call = c.box.Name + "/" + c.id
	for _, v := range c.violations.List {
		if v.Side == contract.InRequest || !c.changed {
			o.Violations = append(o.Violations, v)
		}
	}
	return o
}
