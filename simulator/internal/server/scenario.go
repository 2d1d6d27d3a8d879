package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// What a call may name in headerScenario. A name has at most 64 bytes.
const (
	maxOwn     = 16
	maxOwnText = 2048
)

// ask makes the call ready to be asked about by rules.
func (c *call) ask() *when.Call {
	c.asked = when.Call{ID: c.id, Operation: c.op, Request: c.request, Key: c.key, Now: c.now, Mask: c.box.Journal.Mask()}
	c.look()
	return &c.asked
}

// look notes the records that the call is about, as they are now.
func (c *call) look() { c.asked.Facts = c.box.Shared().Facts(api.Target(c.accountID, c.request)) }

// takeOwn makes an engine of the scenarios that the call names itself, which begin
// with it.
func (s *Server) takeOwn(c *call) error {
	named := c.request.Header[headerScenario]
	if len(named) == 0 {
		return nil
	}
	names := strings.Join(named, ",")
	if n := strings.Count(names, ",") + 1; n > maxOwn || len(names) > maxOwnText {
		return fmt.Errorf("it has %d bytes with %d names, at most %d bytes with %d names are allowed", len(names), n, maxOwnText, maxOwn)
	}
	engine := engine.New(s.Contract, c.box.Random.For("header"))
	for _, name := range strings.Split(names, ",") {
		played, err := s.Scenarios.Find(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if played.Setup != nil {
			return setupForOneCall(played.Name)
		}
		engine.Play(played, c.now)
	}
	c.own = engine
	return nil
}

// setupForOneCall says that a scenario cannot be for one call.
type setupForOneCall string

func (e setupForOneCall) Error() string {
	return "the scenario " + string(e) + " has a setup, which is not for one call: let it play in the sandbox"
}

// choose takes up what an engine decided, and what it went by.
func (c *call) choose(decision engine.Decision, considered engine.Trace) engine.Decision {
	c.considered = append(c.considered, considered...)
	if decision.Fired() {
		c.rule, c.fault, c.changed = decision.Rule(), decision.Fault(), decision.Changes()
	}
	return decision
}

// cut asks the rules that cut the body of a request, and carries out the first
// that fires.
func (s *Server) cut(op api.Operation, call *call, c *gin.Context, asked *when.Call) (response exchange.Response, cut bool) {
	var decision engine.Decision
	if call.own != nil {
		decision = call.choose(call.own.ChooseBeforeBody(asked))
	}
	if !decision.Fired() {
		decision = call.choose(call.box.Engine.ChooseBeforeBody(asked))
	}
	size, cut := decision.AbortUpload()
	if !cut {
		return exchange.Response{}, false
	}
	if s.takeSome(call, c, size) != nil || s.hold(c, call.box.Clock, decision.Delay()) != nil {
		return call.abandoned(), true
	}
	return decision.Shape(exchange.Response{}, standard(op, decision)), true
}

// decide asks, in turn, the scenarios that the call names, its preference, and
// what plays in the sandbox: what is for one call goes before what is for all.
func (s *Server) decide(op api.Operation, call *call, asked *when.Call) (decision engine.Decision, response exchange.Response, answered bool) {
	if call.request.MediaType != "" { // much may have happened while the body came in
		call.look()
	}
	if call.own != nil {
		if decision = call.choose(call.own.Choose(asked)); decision.Fired() {
			return decision, response, false
		}
	}
	if response, call.preference, answered = call.prefer(); call.preference.text != "" {
		call.changed = answered
		return decision, response, answered
	}
	return call.choose(call.box.Engine.Choose(asked)), response, false
}

// carryOut lets the operation happen, with what the decision does to it.
func (s *Server) carryOut(op api.Operation, call *call, c *gin.Context, decision engine.Decision) exchange.Response {
	now := call.now
	if wait := decision.Delay(); wait > 0 && !decision.After() {
		if s.hold(c, call.box.Clock, wait) != nil {
			return call.abandoned()
		}
		now = call.box.Clock.Now()
	}
	if decision.Replaces() {
		return decision.Shape(exchange.Response{}, standard(op, decision))
	}
	response, err := op.Handle(api.Call{World: call.box.Shared(), AccountID: call.accountID, Now: now, Request: call.served})
	if call.carriedOut = err == nil; err != nil {
		call.violate(err)
		call.turned = api.OfSimulator(err)
		response = s.fail(op, err)
	}
	if settled := decision.Settle(err == nil); decision.Fired() && !settled.Fired() {
		call.rule, call.fault, call.changed = "", "", false
		return response
	}
	delay := time.Duration(0)
	if decision.After() {
		delay = decision.Delay()
	}
	response = decision.Shape(response, standard(op, decision))
	response.Fault.Delay = delay
	return response
}

// standard is the API's own answer with a status that a rule asks for.
func standard(op api.Operation, decision engine.Decision) func(int) exchange.Response {
	return func(status int) exchange.Response {
		return api.StatusResponse(op.Operation, status, "asked for by the rule "+decision.Rule())
	}
}

// abandoned is no answer: the client left or the server stopped while a fault
// held the call up.
func (c *call) abandoned() exchange.Response {
	c.fault += "; given up before the operation"
	return exchange.Response{Fault: exchange.Fault{Connection: exchange.ConnectionClose}}
}

// checkAnswer holds the answer against the contract. What a rule or a
// preference makes of it is not a bug of the simulator.
func (s *Server) checkAnswer(op api.Operation, call *call, response exchange.Response) {
	if response.Status == 0 || call.turned { // nothing goes out, or no answer of the API
		return
	}
	violations := op.CheckResponse(response)
	call.violations.AddAll(violations)
	if call.changed {
		return
	}
	for _, violation := range violations.List {
		s.responseViolation(violation)
	}
}
