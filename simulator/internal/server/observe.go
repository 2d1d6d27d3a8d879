package server

import (
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// counting counts one call, once and before its answer can be seen: who has the
// answer finds it counted.
type counting struct {
	server  *Server
	c       *gin.Context
	counted *metrics.Operation
	began   time.Time
	call    *call // nil without a sandbox
	done    bool
}

func (s *Server) counting(c *gin.Context, counted *metrics.Operation) *counting {
	return &counting{server: s, c: c, counted: counted, began: time.Now()}
}

// of says which call it is, once that has a sandbox.
func (n *counting) of(call *call) { n.call, call.counting = call, n }

// count counts the call with the status that goes out now; 0 if no answer does.
func (n *counting) count(status int) {
	if !n.done {
		n.done = true
		n.counted.Count(n.over(status))
	}
}

// send counts a call and sends its answer as it is.
func (n *counting) send(response exchange.Response) {
	n.count(response.Status)
	web.Send(n.c, response)
}

// finished counts a call that nothing was sent of, such as one that ended in the
// panic which drops its connection, and logs it.
func (n *counting) finished() {
	over := n.over(statusSent(n.c))
	n.count(over.Status)
	n.server.logCall(n.c, n.counted, n.call, over)
}

func (n *counting) over(status int) metrics.Call {
	over := metrics.Call{Status: status, Took: time.Since(n.began)}
	if n.call != nil {
		over.InRequest, over.InResponse = countBySide(&n.call.violations)
		if n.call.fault != "" {
			over.Rule = n.call.rule
		}
	}
	return over
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

// keyUnanswered marks a call whose connection was taken before its answer began.
const keyUnanswered = "unanswered"

// statusSent is the status that went out, 0 if none did.
func statusSent(c *gin.Context) int {
	if !c.Writer.Written() || c.GetBool(keyUnanswered) {
		return 0
	}
	return c.Writer.Status()
}
