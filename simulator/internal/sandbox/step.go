package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"runtime/debug"
	"sync"
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

	before uint64 // the place of the moment before it began, see past
	begun  instant

	ruleInput    when.Call      // the call as rules see it; empty before the key was accepted
	headerEngine *engine.Engine // of the scenarios that the call names itself; nil if it names none
	preference   preference

	outcome

	// What follows is of a call that waits.
	next     phase
	until    time.Time
	decision engine.Decision
	ofHeader bool              // the decision is of headerEngine
	door     chan *Answer      // that the answer goes through
	response exchange.Response // that waits to be sent
}

// steps are those of calls that are over, for the next ones.
var steps = sync.Pool{New: func() any { return new(step) }}

// stretch is a part of the way that a call goes without a wait.
type stretch uint8

const (
	checksHead stretch = iota
	answers
	operates
	abortsUpload
	answersAborted
)

// walk takes the call through a stretch.
func (c *step) walk(s stretch) exchange.Response {
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
	c := steps.Get().(*step)
	*c = step{Call: call, box: s, now: s.clock.Now(s.at), outcome: outcome{hints: call.Hints}}
	return c
}

// free gives the step to the next call, unless the call goes on with it later. What the
// step knows is forgotten: it must not hold the call in memory.
func (c *step) free(answer *Answer) {
	if answer.Next == Send || answer.Next == Drop || answer == needsBody {
		*c = step{}
		steps.Put(c)
	}
}

// enter lets the call begin, and gives it its id.
func (c *step) enter() {
	c.before, c.begun = c.box.begins(), c.box.instant()
	number, ordinal := c.box.random.Call()
	c.id, c.ordinal = hex.EncodeToString(binary.BigEndian.AppendUint64(nil, number)), ordinal
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
	return c.walk(s)
}

// head goes on with a call that is not refused for its head.
func (c *step) head() *Answer {
	if c.asksBeforeBody() {
		if size, aborts := c.askBeforeBody(); aborts {
			c.box.waits.keep(&wait{ordinal: c.ordinal, phase: forBody, step: c})
			return &Answer{Next: AbortUpload, Ordinal: c.ordinal, ReadUpTo: size}
		}
	}
	if c.Body == BodyUnread {
		c.box.waits.keep(&wait{ordinal: c.ordinal, phase: forBody, step: c})
		return &Answer{Next: ReadBody, Ordinal: c.ordinal}
	}
	return c.withBody()
}

// withBody goes on with a call whose body is there.
func (c *step) withBody() *Answer {
	if c.Left { // what it has sent is no violation, as little as of a client that leaves later
		c.fault = "the client left while its body came in"
		return c.dropped()
	}
	return c.do(answers)
}

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
		return c.deliver(c.response)
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
	c.box.holdUp(&wait{ordinal: c.ordinal, until: c.until, phase: c.next, step: c})
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
