package sandbox

import (
	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// finish checks and records an answer, and delivers it, later if a fault delays it. It is
// recorded before the first byte leaves: who has an answer finds its call there.
func (c *step) finish(response exchange.Response) *Answer {
	differences := c.checkAnswer(response)
	response = c.record(response)
	c.differences = differences
	if delay := response.Fault.Delay; delay > 0 {
		c.response = response
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
	return c.dropped()
}

// dropped ends a call that nobody gets an answer to.
func (c *step) dropped() *Answer {
	return c.answered(Drop, c.finish(exchange.Response{Fault: exchange.Fault{Connection: exchange.ConnectionClose}}).Response)
}

// answered is what the server is told of a call that is over.
func (c *step) answered(next Next, response exchange.Response) *Answer {
	answer := &Answer{Next: next, Ordinal: c.ordinal, ID: c.id, Response: response, Outcome: Outcome{
		Rule: c.rule, Fault: c.fault, Differences: c.differences, Failure: c.failure, Panic: c.panicked,
	}}
	answer.InRequest, answer.InResponse = countBySide(&c.violations)
	if c.changed {
		answer.InResponse = 0 // they are meant
	}
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
	if c.box.rendered.Allows(response) {
		return nil
	}
	violations := c.Operation.CheckResponse(c.declared(response))
	if violations.None() {
		c.box.rendered.Allow(response)
	}
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
