package sandbox

import (
	"cmp"
	"fmt"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// step is one call on its way through a sandbox.
type step struct {
	*Call
	box     *Sandbox
	now     time.Time // by the clock of the sandbox
	ordinal uint64
	id      string

	refused   bool  // for its head
	keyKnown  bool  // the world has the key
	accountID int64 // of the key

	ruleInput    when.Call      // the call as rules see it; empty before the key was accepted
	headerEngine *engine.Engine // of the scenarios that the call names itself; nil if it names none
	preference   preference

	outcome

	// What follows is of a call that waits.
	next     phase
	until    time.Time
	decision engine.Decision
	ofHeader bool         // the decision is of headerEngine
	door     chan *Answer // that the answer goes through

	reply Answer // its Response is there as soon as it waits to be sent
}

// stretch is a part of the way that a call goes without a wait.
type stretch uint8

const (
	checksHead stretch = iota
	answers
	operates
	abortsUpload
	answersAborted
)

// take takes the call through a stretch.
func (c *step) take(s stretch) exchange.Response {
	switch s {
	case checksHead:
		return c.checkHead()
	case answers:
		return c.answer()
	case operates:
		return c.operate()
	case abortsUpload:
		return c.abortUpload()
	case answersAborted:
		return c.answerAborted()
	}
	panic(fmt.Sprintf("there is no stretch %d", s))
}

// outcome is what has come of a call so far. The entry of the journal, the coverage, and
// what the server tells of the call are made of it.
type outcome struct {
	unsimulated Unsimulated // of a call to such an operation

	violations contract.Violations
	misused    bool // a header asks something of the simulator that it cannot do
	hints      []contract.Hint

	trace   engine.Trace
	rule    string // that fired
	fault   string // what goes wrong, for people
	changed bool   // the answer is not the operation's own

	errors exchange.ErrorForm // of the answer, if it is an error of the API

	carriedOut bool // the operation succeeded
	noRoom     bool // the simulator has no room for the call: the answer is none of the API

	differences []contract.Violation // see Outcome
	failure     error
	panicked    string
}

// newStep is a call that has left no trace in the sandbox yet.
func (s *Sandbox) newStep(call *Call) *step {
	c := s.spare
	if s.spare = nil; c == nil {
		c = &step{}
	}
	*c = step{Call: call, box: s, now: s.clock.Now(s.at), outcome: outcome{hints: call.Hints}}
	return c
}

// enter gives the call its id.
func (c *step) enter() {
	number, ordinal := c.box.random.Call()
	c.id, c.ordinal = fmt.Sprintf("%016x", number), ordinal
	c.ruleInput.ID = c.id
}

// goOn takes in the call as it is now that its body was read.
func (c *step) goOn(call *Call) {
	c.Call, c.now = call, c.box.clock.Now(c.box.at)
	c.hints = call.Hints
	c.prepareRuleInput()
}

// guard turns a panic into the answer of a call: a bug of the simulator, which must not
// take the sandbox with it.
func (c *step) guard(s stretch) (response exchange.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			c.failure, c.panicked = fmt.Errorf("panic: %v", cause), string(debug.Stack())
			c.decision, c.until = engine.Decision{}, time.Time{}
			response = c.errorResponse(c.failure)
		}
	}()
	return c.take(s)
}

// refuse is the answer to a call that is refused for its head, whatever its body is: in
// the order of the real API (A25) after the headers that are for the simulator. It is nil
// if the call is not refused.
func (c *step) refuse() *exchange.Response {
	response := c.guard(checksHead)
	if !c.refused && c.failure == nil {
		return nil
	}
	return &response
}

func (c *step) checkHead() exchange.Response {
	c.refused = true
	if err := c.checkSimHeaders(); err != nil {
		return c.refuseHeader(err)
	}
	if err := c.authorise(); err != nil {
		return c.fail(err)
	}
	c.prepareRuleInput()
	if err := c.readSimHeaders(); err != nil {
		return c.refuseHeader(err)
	}
	c.refused = false
	return exchange.Response{}
}

// head goes on with a call that is not refused for its head.
func (c *step) head() *Answer {
	if c.asksBeforeBody() {
		if size, aborts := c.askBeforeBody(); aborts {
			c.box.keepWaiting(&wait{ordinal: c.ordinal, phase: forBody, step: c})
			return &Answer{Next: AbortUpload, Ordinal: c.ordinal, ReadUpTo: size}
		}
	}
	if c.Body == BodyUnread {
		c.box.keepWaiting(&wait{ordinal: c.ordinal, phase: forBody, step: c})
		return &Answer{Next: ReadBody, Ordinal: c.ordinal}
	}
	return c.withBody()
}

// withBody goes on with a call whose body is there.
func (c *step) withBody() *Answer { return c.do(answers) }

// aborted goes on with a call whose upload was aborted.
func (c *step) aborted() *Answer {
	return c.do(abortsUpload)
}

// resume goes on with a call whose wait is over.
func (c *step) resume(from phase) *Answer {
	switch from {
	case beforeOperation:
		return c.do(operates)
	case beforeAnswer:
		return c.do(answersAborted)
	case beforeSending:
		return c.deliver(c.reply.Response)
	case forBody: // which no clock ends
	}
	return c.abandoned(from)
}

// do takes the call one stretch further: to its answer, or to a wait.
func (c *step) do(s stretch) *Answer {
	c.until = time.Time{}
	response := c.guard(s)
	if !c.until.IsZero() {
		return c.wait()
	}
	return c.finish(response)
}

// delay lets the call wait, once its stretch is done.
func (c *step) delay(next phase, d time.Duration) exchange.Response {
	c.next, c.until = next, c.box.clock.exact(c.box.at).Add(d)
	return exchange.Response{}
}

// wait lets the call wait as its stretch has decided.
func (c *step) wait() *Answer {
	if c.door == nil {
		c.door = make(chan *Answer, 1)
	}
	c.box.keepWaiting(&wait{ordinal: c.ordinal, until: c.until, phase: c.next, step: c})
	return &Answer{Next: Wait, Ordinal: c.ordinal, ID: c.id, door: c.door}
}

// answer takes the call through the contract and the rules of scenarios to its
// operation.
func (c *step) answer() exchange.Response {
	if c.Unrouted != nil {
		return c.answerUnrouted()
	}
	if c.NoRoom != nil {
		return c.refuseForRoom()
	}
	c.violations.AddAll(c.Violations)
	if !c.violations.None() && c.Served == nil {
		return c.fail(api.Error{Kind: api.Invalid, Detail: c.violations.String(), Violations: c.violations})
	}
	return c.applyRules()
}

// finish checks and records an answer, and delivers it, later if a fault delays it. It is
// recorded before the first byte leaves: who has an answer finds its call there.
func (c *step) finish(response exchange.Response) *Answer {
	differences := c.checkAnswer(response)
	response = c.record(response)
	c.differences = differences
	if delay := response.Fault.Delay; delay > 0 {
		c.reply.Response = response
		c.delay(beforeSending, delay)
		return c.wait()
	}
	return c.deliver(response)
}

// deliver lets an answer go out now.
func (c *step) deliver(response exchange.Response) *Answer {
	if c.Operation.Operation != nil && !response.Fault.Silent() && response.Status != 0 {
		c.box.coverage.Delivered(c.Operation.Operation, response.Status)
	}
	return c.answered(Send, response)
}

// abandoned ends a call while it waits: its client has left, or its server or the life of
// its sandbox ends.
func (c *step) abandoned(from phase) *Answer {
	if from == beforeSending {
		c.box.journal.Undelivered(c.id, c.carriedOut)
		return c.answered(Drop, exchange.Response{})
	}
	c.fault += "; given up before the operation"
	return c.answered(Drop, c.finish(exchange.Response{Fault: exchange.Fault{Connection: exchange.ConnectionClose}}).Response)
}

// answered is what the server is told of a call that is over.
func (c *step) answered(next Next, response exchange.Response) *Answer {
	answer := &c.reply
	*answer = Answer{Next: next, Ordinal: c.ordinal, ID: c.id, Response: response, Outcome: Outcome{
		Rule: c.rule, Fault: c.fault, Differences: c.differences, Failure: c.failure, Panic: c.panicked,
	}}
	answer.InRequest, answer.InResponse = countBySide(&c.violations)
	if c.keyKnown {
		answer.Key = c.Key
	}
	return answer
}

func countBySide(violations *contract.Violations) (inRequest, inResponse int) {
	for _, v := range violations.List {
		if v.Side == contract.InRequest {
			inRequest++
		} else {
			inResponse++
		}
	}
	if inRequest > 0 {
		return inRequest + violations.More, inResponse
	}
	return inRequest, inResponse + violations.More
}

// checkAnswer checks the answer against the contract, and returns the differences that
// are bugs of the simulator: those that no rule or preference made.
func (c *step) checkAnswer(response exchange.Response) (differences []contract.Violation) {
	if response.Status == 0 || c.noRoom || c.Operation.Operation == nil { // nothing goes out, or no answer of the API
		return nil
	}
	violations := c.Operation.CheckResponse(c.declared(response))
	c.violations.AddAll(violations)
	if c.changed {
		return nil
	}
	return violations.List
}

// declared is an answer as the contract would have it, where errors look as they were
// observed.
func (c *step) declared(response exchange.Response) exchange.Response {
	if c.errors == exchange.ErrorsObserved {
		return api.AsPublished(c.Operation.Operation, response)
	}
	return response
}

// authorise says why the key may not make this call. The call has its account then.
func (c *step) authorise() (err error) {
	if c.KeyError != nil {
		return c.Outside(c.KeyError)
	}
	if c.Unrouted != nil {
		c.keyKnown, err = api.Accept(c.box.shared(), c.Key, c.now)
		return c.Outside(err)
	}
	if c.accountID, c.keyKnown, err = api.Authorise(c.box.shared(), c.Key, c.Operation.Operation, c.now); err != nil {
		c.hints = append(c.hints[:len(c.hints):len(c.hints)], api.PermissionHints(c.box.shared(), c.Key, c.Operation.Operation)...)
	}
	return err
}

// Outside turns the error of a call without credentials, to a path that is not below
// that of the API, into the one that was seen there (A36).
func (c *Call) Outside(err error) error {
	if reason, is := err.(api.Error); is && reason.Kind == api.NoCredentials && c.Unrouted != nil && c.Unrouted.Outside {
		return api.Error{Kind: api.NoCredentialsOutside}
	}
	return err
}

// answerUnrouted answers a call to nothing that is simulated, whose key works (A36).
func (c *step) answerUnrouted() exchange.Response {
	if c.Unrouted.Violation != nil {
		c.violations.Add(*c.Unrouted.Violation)
	}
	c.unsimulated = c.Unrouted.Unsimulated
	return c.errorResponse(c.Unrouted.Error)
}

// errorForm is how an error of the API looks to the call, from now on: as the
// scenarios say that the call names itself, or else those that play in the sandbox.
func (c *step) errorForm() exchange.ErrorForm {
	c.errors = cmp.Or(c.box.engine.ErrorForm(), c.box.settings.Errors)
	if c.headerEngine != nil {
		c.errors = cmp.Or(c.headerEngine.ErrorForm(), c.errors)
	}
	return c.errors
}

// errorResponse is the answer to an error.
func (c *step) errorResponse(err error) exchange.Response {
	return api.ErrorResponse(c.Operation.Operation, err, c.errorForm())
}

// statusResponse is the API's own answer with an error status that did not come about
// by itself.
func (c *step) statusResponse(status int, why string) exchange.Response {
	return api.StatusResponse(c.Operation.Operation, status, why, c.errorForm())
}

// fail is the answer to an error. One that the table of errors does not know is a bug of
// the simulator.
func (c *step) fail(err error) exchange.Response {
	response := c.errorResponse(err)
	if response.Status >= http.StatusInternalServerError {
		c.failure = err
	}
	return response
}

// refuseHeader is the answer to a header that asks something of the simulator which
// it cannot do.
func (c *step) refuseHeader(err error) exchange.Response {
	c.changed = true // a 400 may not be documented
	return api.BadPreference(c.Operation.Operation, err.Error())
}

// refuseForRoom is the answer to a call whose body found no room. It is an answer of
// the simulator, and no violation of the contract.
func (c *step) refuseForRoom() exchange.Response {
	c.changed, c.noRoom = true, true
	response := c.errorResponse(api.Error{Kind: api.NoMemory, Detail: c.NoRoom.Detail})
	response.Header = http.Header{"Retry-After": {c.NoRoom.RetryAfter}}
	return response
}
