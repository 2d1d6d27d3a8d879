package server

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// count counts the call, once, with the status that goes out now; 0 if no answer
// does. It comes before the last byte of the answer: who has the answer finds the
// call counted.
func (c *call) count(status int) {
	if !c.countedOnce {
		c.countedOnce = true
		c.counted.Count(c.measured(status))
	}
}

// send counts the call and sends its answer as it is.
func (c *call) send(response exchange.Response) {
	c.count(response.Status)
	web.Send(c.gin, response)
}

// finish logs the call, and counts it if nothing of an answer was sent. It is
// deferred, since a dropped connection ends a call in a panic.
func (c *call) finish() {
	if c.countedOnce && !c.server.CallLog {
		return
	}
	measured := c.measured(c.statusSent())
	c.count(measured.Status)
	c.log(measured)
}

// measured is the call as the metrics count it.
func (c *call) measured(status int) metrics.Call {
	m := metrics.Call{Status: status, Took: time.Since(c.began)}
	if c.answer != nil {
		m.InRequest, m.InResponse = c.answer.InRequest, c.answer.InResponse
		if c.answer.Fault != "" {
			m.Rule = c.answer.Rule
		}
	}
	return m
}

// statusSent is the status that went out, 0 if none did.
func (c *call) statusSent() int {
	if !c.gin.Writer.Written() || c.unanswered {
		return 0
	}
	return c.gin.Writer.Status()
}
