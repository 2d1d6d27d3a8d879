package sandbox

import (
	"errors"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

// Call is the command of a call of a client, as the server has read, decoded and checked
// it. All that is found out about a call without looking at a sandbox stands here.
type Call struct {
	Operation api.Operation // has no contract in a call to nothing that is simulated
	Unrouted  *Unrouted     // such a call; else nil
	Request   *exchange.Request
	Key       string  // without the name of the sandbox
	KeyError  error   // why the call has no key
	Address   Address // where the client has called, for addresses in answers

	Scenarios      []*scenario.Scenario // that the call names itself
	ScenariosError error                // why there are none

	Own        []string // see OwnHeaders
	Hints      []contract.Hint
	Body       Body
	Violations contract.Violations // of the request
	Served     *exchange.Request   // what the operation gets: the request, or what could be made of it; nil if nothing could
	Left       bool                // the client has reset its connection while its body came in: nobody gets an answer
	Message    recorder.Request    // the request as the journal keeps it; without a method, that is to be made of the request
	NoRoom     *NoRoom             // why the simulator has no room for the body; nil if it has

	// Begun is the ordinal of the call if it has begun with its head, see Answer.Ordinal.
	Begun uint64
}

// Address is where a client has called.
type Address struct{ Scheme, Host string }

func (a Address) String() string { return a.Scheme + "://" + a.Host }

// Unrouted is what is known of a call to nothing that is simulated.
type Unrouted struct {
	Outside     bool        // the path is not below that of the API
	Unsimulated Unsimulated // the operation, if it is documented
	Violation   *contract.Violation
	Error       api.Error // the answer to a key that works
}

// Unsimulated is an operation that is documented and not simulated.
type Unsimulated = recorder.Unsimulated

// NoRoom says that the simulator has no room for a body.
type NoRoom struct{ Detail, RetryAfter string }

// Body is how far the body of a call was read.
type Body uint8

// These are how far a body was read.
const (
	BodyRead   Body = iota // to its end, or there is none that is looked at
	BodyUnread             // not yet: a call that is refused for its head needs none
)

// Next is what a server has to do with an answer.
type Next uint8

// These are the things to do.
const (
	Send        Next = iota
	ReadBody         // and apply the call again, with the body
	AbortUpload      // read ReadUpTo bytes of the body, and apply Aborted
	Wait             // for the answer, with Await
	Drop             // the connection, without an answer
	CallAgain        // in the sandbox that is there now: this one has ended
)

// Answer is what comes of a call. It belongs to who applied the call.
type Answer struct {
	Next     Next
	Ordinal  uint64 // of the call in the sandbox; 0 if nothing has happened yet
	ReadUpTo int64  // with AbortUpload

	ID       string // of the call
	Response exchange.Response
	Outcome

	door chan *Answer // through which the answer comes, with Wait
}

// ErrNotReached says that a call which was sent again has left no trace.
var ErrNotReached = errors.New("the call was sent again and has ended in no sandbox: its sandbox was deleted or reset meanwhile")

// needsBody is the answer to a call that has not begun.
var needsBody = &Answer{Next: ReadBody}

// without tells whether nothing has happened.
func (a *Answer) without() bool { return a.Ordinal == 0 }

// Outcome is what a server tells of a call in metrics and logs.
type Outcome struct {
	Rule, Fault           string
	InRequest, InResponse int    // violations
	Key                   string // empty unless the world has it
	// Differences are those of the answer from the contract that nothing explains: bugs
	// of the simulator.
	Differences []contract.Violation
	Failure     error  // of a call that failed for a reason of the simulator
	Panic       string // the stack, if it failed in a panic
}

// Call applies a call now.
func (s *Sandbox) Call(c *Call) *Answer {
	result, _ := s.Apply(c)
	return result.(*Answer)
}

func (c *Call) apply(s *Sandbox) (any, error) {
	switch {
	case c.Begun == 0 && s.ended:
		return &Answer{Next: CallAgain}, nil
	case c.Begun == 0:
		return s.begin(c), nil
	}
	w := s.waits.take(c.Begun)
	if w == nil { // a reset has ended it meanwhile
		return &Answer{Next: Drop, Ordinal: c.Begun}, nil
	}
	w.step.goOn(c)
	return w.step.withBody(), nil
}

// begin lets a call begin. A call whose body is unread and is needed has not begun,
// unless rules are to be asked about it before.
func (s *Sandbox) begin(c *Call) *Answer {
	st := s.newStep(c)
	answer := st.begin()
	st.free(answer)
	return answer
}

func (c *step) begin() *Answer {
	if refused := c.refuse(); refused != nil {
		c.enter()
		return c.finish(*refused)
	}
	if c.Body == BodyUnread && !c.asksBeforeBody() {
		return needsBody
	}
	c.enter()
	return c.head()
}

// Aborted is the command of a call whose body was read as far as its rule says.
type Aborted struct{ Ordinal uint64 }

func (c Aborted) apply(s *Sandbox) (any, error) {
	w := s.waits.take(c.Ordinal)
	if w == nil {
		return &Answer{Next: Drop, Ordinal: c.Ordinal}, nil
	}
	return w.step.aborted(), nil
}

// Leave is the command of a call whose client leaves, or whose server stops, while it
// waits. Its answer comes through Await as well, if that is called.
type Leave struct{ Ordinal uint64 }

func (c Leave) apply(s *Sandbox) (any, error) {
	w := s.takeWait(c.Ordinal)
	if w == nil {
		return &Answer{Next: Drop, Ordinal: c.Ordinal}, nil
	}
	answer := w.step.abandoned(w.phase)
	w.step.tell(answer)
	return answer, nil
}
