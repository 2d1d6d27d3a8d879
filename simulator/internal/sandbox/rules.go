package sandbox

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// asRulesSeeIt is the call as rules see it, but for the records that it is about.
func (c *step) asRulesSeeIt() when.Call {
	return when.Call{
		ID: c.id, Operation: c.Operation.Operation, Request: c.Request, Key: c.Key, Now: c.now, Mask: c.box.journal.Mask(),
	}
}

// prepareRuleInput makes the call ready to be asked about by rules.
func (c *step) prepareRuleInput() {
	c.ruleInput = c.asRulesSeeIt()
	c.ruleInput.Facts = c.box.shared().Facts(api.Target(c.accountID, c.Request)) // as they are now
}

// loadHeaderScenarios makes an engine of the scenarios that the call names itself.
// They begin with the call and end with it.
func (c *step) loadHeaderScenarios() error {
	if c.ScenariosError != nil || len(c.Scenarios) == 0 {
		return c.ScenariosError
	}
	forCall := engine.New(c.box.settings.Contract, c.box.random.For("header"))
	for _, loaded := range c.Scenarios {
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
func (c *step) noteDecision(decision engine.Decision, trace engine.Trace) engine.Decision {
	c.trace = append(c.trace, trace...)
	if decision.Fired() {
		c.rule, c.fault, c.changed = decision.Rule(), decision.Fault(), decision.Changes()
	}
	return decision
}

// asksBeforeBody tells whether there are rules that are to be asked before the body of
// the call is read.
func (c *step) asksBeforeBody() bool {
	op := c.Operation.Operation
	return op != nil && (c.box.engine.AsksBeforeBody(op) || c.headerEngine != nil && c.headerEngine.AsksBeforeBody(op))
}

// askBeforeBody asks the rules that abort an upload. It tells after how many bytes of the
// body the first that fires does so.
func (c *step) askBeforeBody() (size int64, aborts bool) {
	if c.headerEngine != nil {
		c.decision = c.noteDecision(c.headerEngine.ChooseBeforeBody(&c.ruleInput))
		c.ofHeader = c.decision.Fired()
	}
	if !c.decision.Fired() {
		c.decision = c.noteDecision(c.box.engine.ChooseBeforeBody(&c.ruleInput))
	}
	return c.decision.AbortUpload()
}

// abortUpload answers an aborted upload; later, if the fault delays that as well.
func (c *step) abortUpload() exchange.Response {
	if delay := c.decision.Delay(); delay > 0 {
		return c.delay(beforeAnswer, delay)
	}
	return c.answerAborted()
}

// answerAborted is the answer to an aborted upload.
func (c *step) answerAborted() exchange.Response {
	return c.decision.Shape(exchange.Response{}, c.apiResponse(c.decision))
}

// applyRules asks, in turn, the scenarios that the call names, its preference, and
// what plays in the sandbox: what is for one call goes before what is for all. The
// first that decides something is followed.
func (c *step) applyRules() exchange.Response {
	if c.headerEngine != nil {
		decision := c.noteDecision(c.headerEngine.Choose(&c.ruleInput))
		if c.ofHeader = decision.Fired(); c.ofHeader {
			return c.carryOut(decision)
		}
	}
	preferred := c.followPreference()
	switch {
	case !c.preference.given:
		return c.carryOut(c.noteDecision(c.box.engine.Choose(&c.ruleInput)))
	case preferred == nil:
		return c.carryOut(engine.Decision{})
	default:
		c.changed = true
		return *preferred
	}
}

// carryOut lets the operation happen, with what the decision does to it; later, if the
// decision delays it.
func (c *step) carryOut(decision engine.Decision) exchange.Response {
	c.decision = decision
	if delay := decision.Delay(); delay > 0 && !decision.After() {
		return c.delay(beforeOperation, delay)
	}
	return c.operate()
}

// operate lets the operation happen now.
func (c *step) operate() exchange.Response {
	if c.decision.Replaces() {
		return c.decision.Shape(exchange.Response{}, c.apiResponse(c.decision))
	}
	response, err := c.Operation.Handle(api.Call{
		World: c.box.shared(), AccountID: c.accountID, Now: c.box.clock.Now(c.box.at), Request: c.Served,
		Seed: c.box.random.Seed(), Links: c, Rendered: &c.box.rendered,
	})
	if c.carriedOut = err == nil; err != nil {
		c.addViolationsOf(err)
		c.noRoom = api.HasNoRoom(err)
		response = c.fail(err)
	}
	if settled := c.decision.Settle(err == nil); c.decision.Fired() && !settled.Fired() {
		c.rule, c.fault, c.changed = "", "", false
		return response
	}
	delay := time.Duration(0)
	if c.decision.After() {
		delay = c.decision.Delay()
	}
	response = c.decision.Shape(response, c.apiResponse(c.decision))
	response.Fault.Delay = delay
	return response
}

// apiResponse makes the API's own answer with a status that a rule asks for.
func (c *step) apiResponse(decision engine.Decision) func(status int) exchange.Response {
	return func(status int) exchange.Response {
		return c.statusResponse(status, "asked for by the rule "+decision.Rule())
	}
}
