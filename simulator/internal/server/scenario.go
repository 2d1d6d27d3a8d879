package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// What a call may name in headerScenario. A name has at most 64 bytes.
const (
	maxHeaderScenarios     = 16
	maxHeaderScenarioBytes = 2048
)

// prepareRuleInput makes the call ready to be asked about by rules.
func (c *call) prepareRuleInput() {
	c.ruleInput = when.Call{
		ID: c.id, Operation: c.op.Operation, Request: c.request, Key: c.key, Now: c.now, Mask: c.box.Journal.Mask(),
	}
	c.refreshFacts()
}

// refreshFacts notes the records that the call is about, as they are now.
func (c *call) refreshFacts() {
	c.ruleInput.Facts = c.box.Shared().Facts(api.Target(c.accountID, c.request))
}

// loadHeaderScenarios makes an engine of the scenarios that the call names itself.
// They begin with the call and end with it.
func (c *call) loadHeaderScenarios() error {
	named := c.request.Header[headerScenario]
	if len(named) == 0 {
		return nil
	}
	names := strings.Join(named, ",")
	if n := strings.Count(names, ",") + 1; n > maxHeaderScenarios || len(names) > maxHeaderScenarioBytes {
		return fmt.Errorf("it has %d bytes with %d names, at most %d bytes with %d names are allowed",
			len(names), n, maxHeaderScenarioBytes, maxHeaderScenarios)
	}
	forCall := engine.New(c.server.Contract, c.box.Random.For("header"))
	for _, name := range strings.Split(names, ",") {
		loaded, err := c.server.Scenarios.Find(strings.TrimSpace(name))
		if err != nil {
			return err
		}
		if loaded.Setup != nil {
			return setupForOneCall(loaded.Name)
		}
		forCall.Play(loaded, c.now)
	}
	c.headerEngine = forCall
	return nil
}

// setupForOneCall says that a scenario cannot be for one call.
type setupForOneCall string

func (e setupForOneCall) Error() string {
	return "the scenario " + string(e) + " has a setup, which is not for one call: let it play in the sandbox"
}

// noteDecision notes what an engine decided, and which rules it asked.
func (c *call) noteDecision(decision engine.Decision, trace engine.Trace) engine.Decision {
	c.trace = append(c.trace, trace...)
	if decision.Fired() {
		c.rule, c.fault, c.changed = decision.Rule(), decision.Fault(), decision.Changes()
	}
	return decision
}

// abortUpload asks the rules that abort an upload, and carries out the
// first that fires. It returns nil if none does.
func (c *call) abortUpload() *exchange.Response {
	var decision engine.Decision
	if c.headerEngine != nil {
		decision = c.noteDecision(c.headerEngine.ChooseBeforeBody(&c.ruleInput))
	}
	if !decision.Fired() {
		decision = c.noteDecision(c.box.Engine.ChooseBeforeBody(&c.ruleInput))
	}
	size, aborts := decision.AbortUpload()
	if !aborts {
		return nil
	}
	if c.readBodyUpTo(size) != nil || c.wait(decision.Delay()) != nil {
		abandoned := c.abandoned()
		return &abandoned
	}
	response := decision.Shape(exchange.Response{}, c.apiResponse(decision))
	return &response
}

// applyRules asks, in turn, the scenarios that the call names, its preference, and
// what plays in the sandbox: what is for one call goes before what is for all. The
// first that decides something is followed.
func (c *call) applyRules() exchange.Response {
	if c.request.MediaType != "" { // much may have happened while the body came in
		c.refreshFacts()
	}
	if c.headerEngine != nil {
		if decision := c.noteDecision(c.headerEngine.Choose(&c.ruleInput)); decision.Fired() {
			return c.carryOut(decision)
		}
	}
	preferred := c.followPreference()
	switch {
	case !c.preference.given:
		return c.carryOut(c.noteDecision(c.box.Engine.Choose(&c.ruleInput)))
	case preferred == nil:
		return c.carryOut(engine.Decision{})
	default:
		c.changed = true
		return *preferred
	}
}

// carryOut lets the operation happen, with what the decision does to it.
func (c *call) carryOut(decision engine.Decision) exchange.Response {
	now := c.now
	if delay := decision.Delay(); delay > 0 && !decision.After() {
		if c.wait(delay) != nil {
			return c.abandoned()
		}
		now = c.box.Clock.Now()
	}
	if decision.Replaces() {
		return decision.Shape(exchange.Response{}, c.apiResponse(decision))
	}
	response, err := c.op.Handle(api.Call{
		World: c.box.Shared(), AccountID: c.accountID, Now: now, Request: c.served,
		Seed: c.box.Random.Seed(), Links: c,
	})
	if c.carriedOut = err == nil; err != nil {
		c.addViolationsOf(err)
		c.noRoom = api.HasNoRoom(err)
		response = c.fail(err)
	}
	if settled := decision.Settle(err == nil); decision.Fired() && !settled.Fired() {
		c.rule, c.fault, c.changed = "", "", false
		return response
	}
	delay := time.Duration(0)
	if decision.After() {
		delay = decision.Delay()
	}
	response = decision.Shape(response, c.apiResponse(decision))
	response.Fault.Delay = delay
	return response
}

// apiResponse makes the API's own answer with a status that a rule asks for.
func (c *call) apiResponse(decision engine.Decision) func(status int) exchange.Response {
	return func(status int) exchange.Response {
		return c.statusResponse(status, "asked for by the rule "+decision.Rule())
	}
}

// abandoned is no answer: the client left or the server stopped while a fault
// let the call wait.
func (c *call) abandoned() exchange.Response {
	c.fault += "; given up before the operation"
	return exchange.Response{Fault: exchange.Fault{Connection: exchange.ConnectionClose}}
}
