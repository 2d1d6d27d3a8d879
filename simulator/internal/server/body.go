package server

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// takeBody reads the body of a call. A call whose body is on its way keeps no
// sandbox from making room for others.
func (s *Server) takeBody(op api.Operation, call *call, c *gin.Context) error {
	if c.Request.ContentLength != 0 {
		defer s.Sandboxes.Receiving(call.box)()
	}
	return s.readBody(op, c, call.request)
}

// takeSome reads a part of the body of a call, as takeBody does, and leaves the
// rest.
func (s *Server) takeSome(call *call, c *gin.Context, n int64) error {
	defer s.Sandboxes.Receiving(call.box)()
	return cutBody(c, n)
}

// turnedAway is the answer to a call whose body found no room. It is an answer of
// the simulator, and no violation of the contract.
func (c *call) turnedAway(full web.Full) exchange.Response {
	c.changed, c.turned = true, true
	response := api.ErrorResponse(c.op, api.Error{Kind: api.NoMemory, Detail: full.Error()})
	response.Header = http.Header{"Retry-After": {web.RetryAfter}}
	return response
}
