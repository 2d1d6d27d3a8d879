package server

import (
	"fmt"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// noRoute answers a call to anything that is not documented: 404 also where
// only the method is wrong (A6).
func (s *Server) noRoute(c *gin.Context) {
	var call *call // nil without a sandbox
	defer s.finished(c, s.Metrics.Operation(""), &call, time.Now())
	path := c.Request.URL.Path
	detail := fmt.Sprintf("vsrsim has no operation %s %s", c.Request.Method, path)
	if methods := s.methodsAt(path); len(methods) > 0 {
		detail += ", there it has: " + strings.Join(methods, ", ")
	} else {
		detail += ", it has: " + strings.Join(s.routes(), ", ")
	}
	response := api.ErrorResponse(nil, api.Error{Kind: api.NoRoute, Detail: detail})
	request := &exchange.Request{
		Method: c.Request.Method, Path: path, RawQuery: c.Request.URL.RawQuery,
		Header: c.Request.Header, Source: source(c.Request),
	}
	var err error
	if call, err = s.enter(request, nil); err == nil { // else there is no journal to record it in
		defer call.leave()
		if call.keyError == nil { // probes of all kinds call without a key
			_, call.keyKnown = call.box.World.Key(call.key)
			call.violations = []contract.Violation{s.unknownOperation(request)}
		}
		response = call.record(response)
	}
	send(c, response)
}

// unknownOperation is the violation of a call to nothing that is documented.
func (s *Server) unknownOperation(request *exchange.Request) contract.Violation {
	v := contract.Violation{Side: contract.InRequest, In: contract.InPath, Fix: "call one of the documented operations"}
	if methods := s.methodsAt(request.Path); len(methods) > 0 {
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

// methodsAt are the methods that are documented for a path.
func (s *Server) methodsAt(path string) []string {
	path = strings.TrimPrefix(path, BasePath)
	var methods []string
	for _, op := range s.operations {
		if op.Matches(path) {
			methods = append(methods, op.Method)
		}
	}
	return methods
}

func (s *Server) routes() []string {
	routes := make([]string, len(s.operations))
	for i, op := range s.operations {
		routes[i] = op.Method + " " + op.Path
	}
	return routes
}
