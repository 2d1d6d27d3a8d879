package server

import (
	"errors"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// route is an operation and what its calls are counted in.
type route struct {
	api.Operation
	counted *metrics.Operation
}

// serve handles the calls that gin found the operation of.
func (s *Server) serve(r route) gin.HandlerFunc {
	return func(g *gin.Context) {
		request := web.Receive(g)
		if !web.Params(g, request) {
			s.handleUnrouted(g, request)
			return
		}
		s.handle(g, r, request)
	}
}

// handle is the whole life of one call to a documented operation: find the
// sandbox, answer, check the answer, record, deliver.
func (s *Server) handle(g *gin.Context, r route, request *exchange.Request, hintsOfPath ...contract.Hint) {
	c := s.newCall(g, r, request)
	defer c.finish()
	if err := c.enter(); err != nil {
		c.send(c.errorResponse(err))
		return
	}
	defer c.leave()
	c.findHints(hintsOfPath)
	response := c.answer()
	c.checkAnswer(response)
	c.deliver(c.record(response)) // recorded before the first byte leaves: who has an answer finds its call there
}

// answer takes the call through the checks: first the headers that are for the
// simulator, then, in the order of the real API (A25), key, terms, plan, permission,
// contract. Then the rules of scenarios are asked, and the operation itself is
// carried out.
func (c *call) answer() (response exchange.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			response = c.errorResponse(web.Panicked(c.server.Logger, c.op.ID, cause))
		}
	}()
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
	if aborted := c.abortUpload(); aborted != nil {
		return *aborted
	}
	bodyError := c.readBody()
	if full, is := errors.AsType[web.Full](bodyError); is {
		return c.refuseForRoom(full)
	}
	c.hintFileNames()
	c.violations = c.op.CheckRequest(c.request, bodyError)
	if !c.violations.None() && !c.tolerate() {
		return c.fail(api.Error{Kind: api.Invalid, Detail: c.violations.String(), Violations: c.violations})
	}
	return c.applyRules()
}

// checkAnswer checks the answer against the contract. An answer that differs is a bug
// of the simulator, unless a rule or a preference made it.
func (c *call) checkAnswer(response exchange.Response) {
	if response.Status == 0 || c.noRoom { // nothing goes out, or no answer of the API
		return
	}
	violations := c.op.CheckResponse(c.declared(response))
	c.violations.AddAll(violations)
	if c.changed {
		return
	}
	for _, violation := range violations.List {
		c.server.reportResponseViolation(violation)
	}
}

// reportResponseViolation reports an answer that differs from the contract: a bug of
// the simulator, never of the client.
func (s *Server) reportResponseViolation(v contract.Violation) {
	s.Logger.Error("an answer differs from the contract, please report this",
		"operation", v.Operation, "in", string(v.In), "violation", v.String(), "contractLine", v.Line)
	s.OnResponseViolation(v)
}

// declared is an answer as the contract would have it, where errors look as they were
// observed.
func (c *call) declared(response exchange.Response) exchange.Response {
	if c.errors == exchange.ErrorsObserved {
		return api.AsPublished(c.op.Operation, response)
	}
	return response
}
