package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/web"
)

// noRoute answers a call to anything that is not documented: 404 also where
// only the method is wrong (A6).
func (s *Server) noRoute(c *gin.Context) {
	var call *call // nil without a sandbox
	defer s.finished(c, s.Metrics.Operation(""), &call, time.Now())
	request := web.Receive(c)
	detail := s.all.Missing("vsrsim", request.Method, request.Path)
	response := api.ErrorResponse(nil, api.Error{Kind: api.NoRoute, Detail: detail})
	var err error
	if call, err = s.enter(request, nil); err == nil { // else there is no journal to record it in
		defer call.leave()
		if call.keyError == nil { // probes of all kinds call without a key
			_, call.keyKnown = call.box.World.Key(call.key)
			call.violations = []contract.Violation{s.unknownOperation(request)}
		}
		response = call.record(response)
	}
	web.Send(c, response)
}

// unknownOperation is the violation of a call to nothing that is documented.
func (s *Server) unknownOperation(request *exchange.Request) contract.Violation {
	v := contract.Violation{Side: contract.InRequest, In: contract.InPath, Fix: "call one of the documented operations"}
	if methods := s.all.MethodsAt(strings.TrimPrefix(request.Path, BasePath)); len(methods) > 0 {
		v.Text = fmt.Sprintf("%s has no method %s, allowed are: %s", request.Path, request.Method, strings.Join(methods, ", "))
		v.Fix = "use " + strings.Join(methods, " or ")
		return v
	}
	v.Text = fmt.Sprintf("%s is not documented", request.Path)
	if op := s.Contract.Nearest(request.Method, strings.TrimPrefix(request.Path, BasePath)); op != nil {
		meant := op.Method + " " + op.Path
		v.Text, v.Fix = v.Text+", did you mean "+meant+"?", "call "+meant
	}
	return v
}
