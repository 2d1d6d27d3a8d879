package server

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// maxCredentials is how many bytes of a header a key may hold in memory.
const maxCredentials = 256

// call is one call on its road.
type call struct {
	op      *contract.Operation // nil for a call to none that is simulated
	request *exchange.Request
	box     *sandbox.Sandbox
	leave   func() // the sandbox
	now     time.Time
	ordinal uint64
	id      string

	counting *counting

	key       string // without the name of the sandbox
	keyError  error  // why there is none
	keyKnown  bool
	accountID int64 // of the key
	// unsimulated is the operation, "GET /vendors", of a call to one that is
	// documented and not simulated.
	unsimulated string

	served     *exchange.Request // what the operation gets: the request, or what could be made of it
	violations contract.Violations
	misused    bool // a header that asks something of the simulator
	hints      []contract.Hint
	carriedOut bool // with success
	turned     bool // away, for there is no room for it: the answer is none of the API

	asked      when.Call      // as rules see it
	own        *engine.Engine // of the scenarios that the call names itself; nil if none
	preference preference
	considered engine.Trace
	rule       string // that fired
	fault      string // what goes wrong, for people
	changed    bool   // the answer is not the operation's own
}

// enter finds the sandbox that a call works in, by the header Sim-Sandbox or
// else by what stands behind the key, and makes it on its first use.
func (s *Server) enter(request *exchange.Request, op *contract.Operation) (*call, error) {
	call := &call{op: op, request: request, served: request}
	name := sandbox.Default
	if call.key, call.keyError = api.BearerToken(request.Header); call.keyError == nil {
		call.key, name = sandbox.SplitKey(call.key)
		if len(request.Header["Authorization"][0]) > maxCredentials {
			call.key = strings.Clone(call.key) // it is kept, and must not hold the rest
		}
	} else if err := checkBehindKey(request.Header.Get("Authorization")); err != nil {
		call.keyError = err
	}
	if named := request.Header.Values(headerSandbox); len(named) > 0 {
		name = strings.Join(named, ", ") // two headers are a bad name
	}
	var err error
	if call.box, call.leave, err = s.Sandboxes.Use(name, call.key); err != nil {
		s.Stray()
		return nil, call.refused(err)
	}
	call.now = call.box.Clock.Now()
	var number uint64
	number, call.ordinal = call.box.Random.Draw("call")
	call.id = fmt.Sprintf("%016x", number)
	return call, nil
}

// refused says why a call got no sandbox: there is no room for it, its key would
// not have been accepted there, or its name will not do, which is a part of the
// credentials.
func (c *call) refused(err error) error {
	switch {
	case errors.Is(err, sandbox.ErrFull):
		return api.Error{Kind: api.NoRoom, Detail: err.Error()}
	case errors.Is(err, sandbox.ErrNoKey) && c.keyError != nil:
		return c.keyError
	case errors.Is(err, sandbox.ErrNoKey):
		return api.Error{Kind: api.UnknownKey, Detail: err.Error()}
	case len(c.request.Header.Values(headerSandbox)) > 0:
		return api.Error{Kind: api.MalformedCredentials, Detail: "the header " + headerSandbox + " names a sandbox: " + err.Error()}
	default:
		return badBehindKey(err)
	}
}

// badBehindKey blames the part of the key that is no key.
func badBehindKey(err error) error {
	detail := "the key in the header Authorization names a sandbox behind its @: " + err.Error()
	return api.Error{Kind: api.MalformedCredentials, Detail: detail}
}

// checkBehindKey looks for a bad name of a sandbox in a header that cannot be read
// for it, as one with a blank in it.
func checkBehindKey(authorization string) error {
	if _, name, found := strings.Cut(authorization, "@"); found {
		if err := sandbox.CheckName("sandbox", strings.TrimSpace(name)); err != nil {
			return badBehindKey(err)
		}
	}
	return nil
}

func (c *call) authorise() (err error) {
	if c.keyError != nil {
		return c.keyError
	}
	if c.accountID, c.keyKnown, err = api.Authorise(c.box.Shared(), c.key, c.op, c.now); err != nil {
		c.hints = append(c.hints, api.PermissionHints(c.box.Shared(), c.key, c.op)...)
	}
	return err
}

// acceptKey says why the key is refused, for a call to no operation.
func (c *call) acceptKey() (err error) {
	if c.keyError != nil {
		return c.keyError
	}
	c.keyKnown, err = api.Accept(c.box.Shared(), c.key, c.now)
	return err
}

// record writes the call into the journal of its sandbox and returns the answer
// with the id of the entry.
func (c *call) record(response exchange.Response) exchange.Response {
	if c.preference.status != 0 && c.preference.status == response.Status {
		response = c.preference.applied(response)
	}
	redaction := c.redact(response)
	header := make(http.Header, 3+len(response.Header))
	maps.Copy(header, response.Header)
	header[headerCall] = []string{c.id}
	if text := violationsHeader(c.violations); text != "" {
		header[headerViolations] = []string{text}
	}
	if text := headerList(c.hints, omitted{}); text != "" {
		header[headerHints] = []string{text}
	}
	header["Date"] = []string{c.now.Format(http.TimeFormat)} // net/http would take the time of the machine
	if response.Header = header; c.request.Method == http.MethodHead {
		response = response.WithoutBody()
	}
	entry := recorder.Entry{Trace: c.considered, Facts: c.asked.Facts, Call: journal.Call{
		ID: c.id, Ordinal: c.ordinal, Time: c.now, Sandbox: c.box.Name,
		Request:    recorder.RequestMessage(c.request, c.box.Journal.Mask()),
		Response:   recorder.ResponseMessage(response, c.box.Journal.Mask()),
		Violations: c.violations.List, ViolationsOmitted: c.violations.More, ViolationsAtLeast: c.violations.AtLeast,
		Expected: c.expected(), Hints: c.hints, Unsimulated: c.unsimulated, Rule: c.rule, Fault: c.fault,
		Broken: response.Status == 0 || response.Fault.Spoils(),
		Lost:   c.carriedOut && (response.Status >= http.StatusBadRequest || response.Fault.Spoils()),
	}}
	if redaction != nil {
		redaction.Response(&entry.Response)
	}
	if c.op != nil {
		entry.Operation = c.op.ID
	}
	if c.keyKnown {
		entry.Key = c.key
	}
	c.box.Record(entry, c.seen(entry))
	return response
}

// redact takes what is secret out of violations and hints, and returns what does so
// with the answer; nil if it says nothing about the request.
func (c *call) redact(response exchange.Response) *recorder.Redaction {
	if c.violations.None() && len(c.hints) == 0 && response.Status < http.StatusBadRequest {
		return nil
	}
	redaction := recorder.NewRedaction(c.box.Journal.Mask(), c.request, c.keyKnown)
	c.violations.List, c.hints = redaction.Violations(c.violations.List), redaction.Hints(c.hints)
	return redaction
}

// seen is the call for the coverage. An answer that a rule lets differ from the
// contract is neither the client's fault nor the simulator's.
func (c *call) seen(entry recorder.Entry) recorder.Seen {
	seen := recorder.Seen{
		Operation: c.op, Unsimulated: c.unsimulated, Request: c.request, Key: entry.Key,
		Status: entry.Response.Status, Expected: entry.Expected, Hints: c.hints,
	}
	if c.violations.None() && !seen.Expected && len(seen.Hints) == 0 && seen.Unsimulated == "" {
		return seen
	}
	seen.Omitted = c.violations.More
	seen.Call = c.box.Name + "/" + c.id
	for _, v := range c.violations.List {
		if v.Side == contract.InRequest || !c.changed {
			seen.Violations = append(seen.Violations, v)
		}
	}
	return seen
}

// shown notes that the answer goes out now.
func (c *call) shown(response exchange.Response) {
	if c.op != nil && !response.Fault.Silent() && response.Status != 0 {
		c.box.Shown(c.op, response.Status)
	}
}

// unseen notes that the client left, or the server stopped, before the answer
// went out.
func (c *call) unseen() {
	c.box.Journal.Unseen(c.id, c.carriedOut)
}
