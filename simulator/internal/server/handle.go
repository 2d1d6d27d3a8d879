package server

import (
	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
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
		c := s.newCall(g)
		if !web.Params(g, &c.request) {
			c.handleUnrouted()
			return
		}
		c.handle(r)
	}
}

// handle is the whole life of one call, from the socket to the socket. What becomes of
// it is decided in its sandbox, see sandbox.Call.
func (c *call) handle(r route, hintsOfPath ...contract.Hint) {
	c.first.Operation, c.counted = r.Operation, r.counted
	defer c.finish()
	c.prepare(hintsOfPath)
	c.perform()
}

// perform applies the call, and sends what comes of it.
func (c *call) perform() {
	defer c.leave()
	if err := c.apply(); err != nil {
		response := api.ErrorResponse(c.command.Operation.Operation, err, c.server.Errors)
		c.server.Sandboxes.TellNoSandbox(c.command, response.Status)
		c.send(response)
		return
	}
	c.report()
	c.noteResent()
	if c.answer.Next == sandbox.Drop {
		c.drop()
		return
	}
	c.deliver(c.answer.Response)
}

// apply takes the call through its sandbox, as far as an answer. It fails with an
// api.Error if there is no sandbox for the call.
func (c *call) apply() error {
	for {
		if err := c.enter(); err != nil {
			return err
		}
		answer := c.box.Call(c.command)
		switch answer.Next {
		case sandbox.CallAgain: // in the sandbox that has taken its place
			c.leave()
			continue
		case sandbox.ReadBody:
			if answer.Ordinal == 0 { // nothing has happened: while the body is on its way, the sandbox may go
				c.leave()
				c.readBody(0)
				continue
			}
			c.readBody(answer.Ordinal)
			answer = c.box.Call(c.command)
		case sandbox.AbortUpload:
			answer = c.abortUpload(answer)
		case sandbox.Send, sandbox.Wait, sandbox.Drop:
		}
		if answer.Next == sandbox.Wait {
			answer = c.await(answer)
		}
		c.answer = answer
		return nil
	}
}

// await waits for the answer of a call that a fault holds up. net/http notices that a
// client leaves only once the body of its call was read, or if there is none.
func (c *call) await(waiting *sandbox.Answer) *sandbox.Answer {
	ctx, cancel := c.waitContext()
	defer cancel()
	return c.box.Await(ctx, waiting)
}

// report logs what is wrong with the simulator.
func (c *call) report() {
	id := ""
	if c.command.Operation.Operation != nil {
		id = c.command.Operation.ID
	}
	if c.answer.Panic != "" {
		c.server.Logger.Error("a call failed", "operation", id, "cause", c.answer.Failure, "stack", c.answer.Panic)
	} else if c.answer.Failure != nil {
		c.server.Logger.Error("a call failed", "operation", id, "error", c.answer.Failure)
	}
	for _, violation := range c.answer.Differences {
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
