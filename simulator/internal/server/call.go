package server

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// maxCredentials is how many bytes of a header a key may hold in memory.
const maxCredentials = 256

// maxHeaderScenarioBytes is how long the header may be that names scenarios. A name has
// at most 64 bytes.
const maxHeaderScenarioBytes = 2048

// call is one call on its way through the server. One goroutine has it.
type call struct {
	server  *Server
	gin     *gin.Context       // the connection that the call came in on
	counted *metrics.Operation // counts the calls of the operation
	began   time.Time          // by the time of the machine

	command *sandbox.Call     // is replaced, not changed, once it was applied
	first   sandbox.Call      // that it was at first
	request exchange.Request  // of that
	params  [4]exchange.Param // room for those of the request
	name    string            // of the sandbox

	box    *sandbox.Sandbox // nil for a call that got none
	inUse  bool             // the sandbox was not let go yet
	answer *sandbox.Answer  // nil until there is one

	unanswered  bool // the connection was hijacked before an answer began
	countedOnce bool // the metrics have the call
}

// newCall is a call whose head has come. It is all in one piece of memory.
func (s *Server) newCall(g *gin.Context) *call {
	c := &call{server: s, gin: g, began: time.Now(), request: web.Receive(g)}
	c.request.Params = c.params[:0]
	c.first.Request = &c.request
	c.command = &c.first
	return c
}

// prepare finds out about the call what can be found out without a sandbox, and without
// its body.
func (c *call) prepare(hintsOfPath []contract.Hint) {
	c.readKey()
	c.command.Address = c.address()
	c.command.Own = sandbox.OwnHeaders(c.command.Request.Header)
	c.command.Hints = findHints(c.command, hintsOfPath)
	if c.command.Unrouted != nil {
		return
	}
	c.command.Scenarios, c.command.ScenariosError = c.headerScenarios()
	if len(c.command.Operation.MediaTypes) > 0 {
		c.command.Body = sandbox.BodyUnread
		return
	}
	c.check(nil)
}

// check holds the request against the contract, now that its body is there. bodyError is
// what was wrong with that.
func (c *call) check(bodyError error) {
	command := c.command
	command.Message = c.server.Sandboxes.Message(command.Request)
	command.Violations = command.Operation.CheckRequest(command.Request, bodyError)
	if command.Violations.None() {
		command.Served = command.Request
	} else if c.server.Observe {
		if repaired, ok := command.Operation.Repair(command.Request); ok {
			command.Served = repaired
		}
	}
}

// readKey reads the key of the call, and the name of its sandbox: that of the header
// Sim-Sandbox, or else what stands behind the key.
func (c *call) readKey() {
	command, header := c.command, c.command.Request.Header
	c.name = sandbox.Default
	if command.Key, command.KeyError = api.BearerToken(header); command.KeyError == nil {
		command.Key, c.name = sandbox.SplitKey(command.Key)
		if len(header["Authorization"][0]) > maxCredentials {
			command.Key = strings.Clone(command.Key) // the key is kept, and must not hold the rest of the header
		}
	} else if err := checkBehindKey(header.Get("Authorization")); err != nil {
		command.KeyError = err
	}
	if named := header.Values(sandbox.HeaderSandbox); len(named) > 0 {
		c.name = strings.Join(named, ", ") // two headers are a bad name
	}
}

// enter finds the sandbox that the call works in, and makes it on its first use. It fails
// with an api.Error if there is no sandbox for the call.
func (c *call) enter() error {
	var err error
	if c.box, err = c.server.Sandboxes.Use(c.name, c.command.Key); err != nil {
		c.server.OnNoSandbox()
		return c.noSandbox(err)
	}
	c.inUse = true
	return nil
}

// leave lets the sandbox go.
func (c *call) leave() {
	if c.inUse {
		c.server.Sandboxes.Release(c.box)
		c.inUse = false
	}
}

// noSandbox says why the call got no sandbox: there is no room for it, its key would
// not have been accepted there, or its name will not do, which is a part of the
// credentials.
func (c *call) noSandbox(err error) error {
	switch {
	case errors.Is(err, sandbox.ErrFull):
		return api.Error{Kind: api.NoRoom, Detail: err.Error()}
	case errors.Is(err, sandbox.ErrNoKey) && c.command.KeyError != nil:
		return c.command.Outside(c.command.KeyError)
	case errors.Is(err, sandbox.ErrNoKey):
		return api.Error{Kind: api.UnknownKey, Detail: err.Error()}
	case len(c.command.Request.Header.Values(sandbox.HeaderSandbox)) > 0:
		return api.Error{Kind: api.MalformedCredentials, Detail: "the header " + sandbox.HeaderSandbox + " names a sandbox: " + err.Error()}
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

// headerScenarios are the scenarios that the call names itself.
func (c *call) headerScenarios() (scenarios []*scenario.Scenario, err error) {
	named := c.command.Request.Header[sandbox.HeaderScenario]
	if len(named) == 0 {
		return nil, nil
	}
	names := strings.Join(named, ",")
	if n := strings.Count(names, ",") + 1; n > sandbox.MaxHeaderScenarios || len(names) > maxHeaderScenarioBytes {
		return nil, fmt.Errorf("it has %d bytes with %d names, at most %d bytes with %d names are allowed",
			len(names), n, maxHeaderScenarioBytes, sandbox.MaxHeaderScenarios)
	}
	for _, name := range strings.Split(names, ",") {
		loaded, err := c.server.Scenarios.Find(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		scenarios = append(scenarios, loaded)
	}
	return scenarios, nil
}

// address is where the client has called.
func (c *call) address() sandbox.Address {
	host := c.gin.Request.Host
	if host == "" { // of a client of HTTP/1.0
		host = c.server.Address()
	}
	return sandbox.Address{Scheme: scheme(c.gin.Request), Host: host}
}
