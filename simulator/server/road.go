package server

import (
	"fmt"
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
)

// serve is the whole life of one call to a documented operation: receive, find
// the sandbox, answer, check the answer, send.
func (s *Server) serve(op api.Operation) gin.HandlerFunc {
	return func(c *gin.Context) {
		request, found := receive(c)
		if !found {
			s.noRoute(c)
			return
		}
		box := s.Sandboxes.Default()
		response := s.answer(op, box, c, request)
		for _, violation := range op.CheckResponse(response) {
			s.responseViolation(violation)
		}
		send(c, response)
	}
}

// answer takes the call through the checks in the order of the real API (A25):
// key, terms, permission, contract, and then the operation itself.
func (s *Server) answer(op api.Operation, box *sandbox.Sandbox, c *gin.Context, request *exchange.Request) (response exchange.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			s.Logger.Error("a call failed", "operation", op.ID, "cause", cause, "stack", string(debug.Stack()))
			response = api.ErrorResponse(op.Operation, fmt.Errorf("panic: %v", cause))
		}
	}()
	now := box.Clock.Now()
	token, err := api.BearerToken(request.Header)
	if err != nil {
		return s.fail(op, err)
	}
	accountID, err := api.Authorise(box.World, token, op.Operation, now)
	if err != nil {
		return s.fail(op, err)
	}
	broken := s.readBody(op, c, request)
	if violations := op.CheckRequest(request, broken); len(violations) > 0 {
		return s.fail(op, api.Error{Kind: api.Invalid, Detail: contract.Join(violations)})
	}
	response, err = op.Handle(api.Call{World: box.World, AccountID: accountID, Now: now, Request: request})
	if err != nil {
		return s.fail(op, err)
	}
	return response
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
