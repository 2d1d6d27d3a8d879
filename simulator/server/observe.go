package server

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/metrics"
)

// finished notes a call that is over, also one that ended in the panic which
// drops its connection. The pointer is to nil for a call that has no sandbox.
func (s *Server) finished(c *gin.Context, counted *metrics.Operation, of **call, began time.Time) {
	over := metrics.Call{Status: statusSent(c), Took: time.Since(began)}
	if call := *of; call != nil {
		over.InRequest, over.InResponse = countBySide(&call.violations)
		if call.fault != "" {
			over.Rule = call.rule
		}
	}
	counted.Count(over)
	s.logCall(c, counted, *of, over)
}

// countBySide counts what there are more than is told as the request's, if it has
// any: its texts are what a client can send any number of.
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

// keyUnanswered marks a call whose connection was taken before its answer began.
const keyUnanswered = "unanswered"

// statusSent is the status that went out, 0 if none did.
func statusSent(c *gin.Context) int {
	if !c.Writer.Written() || c.GetBool(keyUnanswered) {
		return 0
	}
	return c.Writer.Status()
}
