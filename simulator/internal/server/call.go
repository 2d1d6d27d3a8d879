package server

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// maxCredentials is how many bytes of a header a key may hold in memory.
const maxCredentials = 256

// call is one call on its way through the server: what came in, and what its
// handlers work with. One goroutine has it.
type call struct {
	server  *Server
	gin     *gin.Context       // the connection that the call came in on
	op      api.Operation      // has no contract in a call to nothing that is simulated
	counted *metrics.Operation // counts the calls of the operation
	began   time.Time          // by the time of the machine
	request *exchange.Request

	// enter sets these.
	box     *sandbox.Sandbox // nil for a call that got none
	leave   func()           // lets the sandbox go
	now     time.Time        // by the clock of the sandbox, when the call entered it
	ordinal uint64
	id      string

	key       string // without the name of the sandbox
	keyError  error  // why the call has no key
	accountID int64  // of the key

	served       *exchange.Request // what the operation gets: the request, or what could be made of it
	ruleInput    when.Call         // the call as rules see it; empty before the key was accepted
	headerEngine *engine.Engine    // of the scenarios that the call names itself; nil if it names none
	preference   preference

	outcome
}

// outcome is what has come of a call so far. The entry of the journal, the coverage,
// the metrics and the log are made of it.
type outcome struct {
	keyKnown    bool                 // the world has the key
	unsimulated recorder.Unsimulated // of a call to such an operation

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

	unanswered  bool // the connection was hijacked before an answer began
	countedOnce bool // the metrics have the call
}

func (s *Server) newCall(g *gin.Context, r route, request *exchange.Request) *call {
	return &call{server: s, gin: g, op: r.Operation, counted: r.counted, began: time.Now(), request: request, served: request}
}

// enter finds the sandbox that the call works in, by the header Sim-Sandbox or
// else by what stands behind the key, and makes it on its first use. It fails with
// an api.Error if there is no sandbox for the call.
func (c *call) enter() error {
	name := sandbox.Default
	if c.key, c.keyError = api.BearerToken(c.request.Header); c.keyError == nil {
		c.key, name = sandbox.SplitKey(c.key)
		if len(c.request.Header["Authorization"][0]) > maxCredentials {
			c.key = strings.Clone(c.key) // the key is kept, and must not hold the rest of the header
		}
	} else if err := checkBehindKey(c.request.Header.Get("Authorization")); err != nil {
		c.keyError = err
	}
	if named := c.request.Header.Values(headerSandbox); len(named) > 0 {
		name = strings.Join(named, ", ") // two headers are a bad name
	}
	var err error
	if c.box, c.leave, err = c.server.Sandboxes.Use(name, c.key); err != nil {
		c.server.OnNoSandbox()
		return c.noSandbox(err)
	}
	c.now = c.box.Clock.Now()
	var number uint64
	number, c.ordinal = c.box.Random.Call()
	c.id = fmt.Sprintf("%016x", number)
	return nil
}

// noSandbox says why the call got no sandbox: there is no room for it, its key would
// not have been accepted there, or its name will not do, which is a part of the
// credentials.
func (c *call) noSandbox(err error) error {
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

// checkBehindKey refuses a bad name of a sandbox in a header out of which no key
// can be read, such as one with a blank in the name.
func checkBehindKey(authorization string) error {
	if _, name, found := strings.Cut(authorization, "@"); found {
		if err := sandbox.CheckName("sandbox", strings.TrimSpace(name)); err != nil {
			return badBehindKey(err)
		}
	}
	return nil
}

// authorise says why the key may not make this call. The call has its account then.
func (c *call) authorise() (err error) {
	if c.keyError != nil {
		return c.keyError
	}
	if c.accountID, c.keyKnown, err = api.Authorise(c.box.Shared(), c.key, c.op.Operation, c.now); err != nil {
		c.hints = append(c.hints, api.PermissionHints(c.box.Shared(), c.key, c.op.Operation)...)
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

// errorForm is how an error of the API looks to the call, from now on: as the
// scenarios say that the call names itself, or else those that play in the sandbox.
func (c *call) errorForm() exchange.ErrorForm {
	c.errors = c.server.Errors
	if c.box != nil {
		c.errors = cmp.Or(c.box.Engine.ErrorForm(), c.errors)
	}
	if c.headerEngine != nil {
		c.errors = cmp.Or(c.headerEngine.ErrorForm(), c.errors)
	}
	return c.errors
}

// errorResponse is the answer to an error.
func (c *call) errorResponse(err error) exchange.Response {
	return api.ErrorResponse(c.op.Operation, err, c.errorForm())
}

// statusResponse is the API's own answer with an error status that did not come about
// by itself.
func (c *call) statusResponse(status int, why string) exchange.Response {
	return api.StatusResponse(c.op.Operation, status, why, c.errorForm())
}

// fail is the answer to an error. One that the table of errors does not know is
// logged.
func (c *call) fail(err error) exchange.Response {
	response := c.errorResponse(err)
	if response.Status >= 500 {
		c.server.Logger.Error("a call failed", "operation", c.op.ID, "error", err)
	}
	return response
}

// refuseHeader is the answer to a header that asks something of the simulator which
// it cannot do.
func (c *call) refuseHeader(err error) exchange.Response {
	c.changed = true // a 400 may not be documented
	return api.BadPreference(c.op.Operation, err.Error())
}
