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

// serve takes a call that gin found the operation of.
func (s *Server) serve(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		request := web.Receive(c)
		if !web.Params(c, request) {
			s.unrouted(c, request)
			return
		}
		s.handle(c, r, request)
	}
}

// handle is the whole life of one call to a documented operation: find the
// sandbox, answer, check the answer, record, send.
func (s *Server) handle(c *gin.Context, r route, request *exchange.Request, hints ...contract.Hint) {
	counting := s.counting(c, r.counted)
	defer counting.finished()
	call, err := s.enter(request, r.Operation.Operation)
	if err != nil {
		counting.send(api.ErrorResponse(r.Operation.Operation, err))
		return
	}
	defer call.leave()
	counting.of(call)
	call.hint(hints)
	response := s.answer(r.Operation, call, c)
	s.checkAnswer(r.Operation, call, response)
	s.deliver(c, call, call.record(response)) // recorded before the first byte leaves: who has an answer finds it
}

// answer takes the call through the checks: first what is for the simulator, then,
// in the order of the real API (A25), key, terms, plan, permission, contract. Then the rules of scenarios are asked,
// and the operation itself is carried out.
func (s *Server) answer(op api.Operation, call *call, c *gin.Context) (response exchange.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			response = api.ErrorResponse(op.Operation, web.Panicked(s.Logger, op.ID, cause))
		}
	}()
	if err := call.checkOwnHeaders(); err != nil {
		call.changed = true // a 400 may not be documented
		return api.BadPreference(op.Operation, err.Error())
	}
	if err := call.authorise(); err != nil {
		return s.fail(op, err)
	}
	asked := call.ask()
	if err := s.takeWishes(call); err != nil {
		call.changed = true // a 400 may not be documented
		return api.BadPreference(op.Operation, err.Error())
	}
	if response, cut := s.cut(op, call, c, asked); cut {
		return response
	}
	broken := s.takeBody(op, call, c)
	if full, is := errors.AsType[web.Full](broken); is {
		return call.turnedAway(full)
	}
	call.hintFileNames()
	call.violations = op.CheckRequest(call.request, broken)
	if !call.violations.None() && !s.tolerates(op, call) {
		return s.fail(op, api.Error{Kind: api.Invalid, Detail: call.violations.String()})
	}
	decision, response, answered := s.decide(op, call, asked)
	if answered {
		return response
	}
	return s.carryOut(op, call, c, decision)
}

func (s *Server) fail(op api.Operation, err error) exchange.Response {
	response := api.ErrorResponse(op.Operation, err)
	if response.Status >= 500 {
		s.Logger.Error("a call failed", "operation", op.ID, "error", err)
	}
	return response
}

// responseViolation reports an answer that differs from the contract: a bug of
// the simulator, never of the client.
func (s *Server) responseViolation(v contract.Violation) {
	s.Logger.Error("an answer differs from the contract, please report this",
		"operation", v.Operation, "in", string(v.In), "violation", v.String(), "contractLine", v.Line)
	s.OnResponseViolation(v)
}
