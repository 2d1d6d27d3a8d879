package sandbox

import (
	"cmp"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// answerUnrouted answers a call to nothing that is simulated, whose key works (A36).
func (c *step) answerUnrouted() exchange.Response {
	if c.Unrouted.Violation != nil {
		c.violations.Add(*c.Unrouted.Violation)
	}
	c.unsimulated = c.Unrouted.Unsimulated
	return c.errorResponse(c.Unrouted.Error)
}

// errorForm is how an error of the API looks to the call, from now on: as the
// scenarios say that the call names itself, or else those that play in the sandbox.
func (c *step) errorForm() exchange.ErrorForm {
	c.errors = cmp.Or(c.box.engine.ErrorForm(), c.box.settings.Errors)
	if c.headerEngine != nil {
		c.errors = cmp.Or(c.headerEngine.ErrorForm(), c.errors)
	}
	return c.errors
}

// errorResponse is the answer to an error.
func (c *step) errorResponse(err error) exchange.Response {
	return api.ErrorResponse(c.Operation.Operation, err, c.errorForm())
}

// statusResponse is the API's own answer with an error status that did not come about
// by itself.
func (c *step) statusResponse(status int, why string) exchange.Response {
	return api.StatusResponse(c.Operation.Operation, status, why, c.errorForm())
}

// fail is the answer to an error. One that the table of errors does not know is a bug of
// the simulator.
func (c *step) fail(err error) exchange.Response {
	response := c.errorResponse(err)
	if response.Status >= http.StatusInternalServerError {
		c.failure = err
	}
	return response
}

// refuseHeader is the answer to a header that asks something of the simulator which
// it cannot do.
func (c *step) refuseHeader(err error) exchange.Response {
	c.changed = true // a 400 may not be documented
	return api.BadPreference(c.Operation.Operation, err.Error())
}

// refuseForRoom is the answer to a call whose body found no room. It is an answer of
// the simulator, and no violation of the contract.
func (c *step) refuseForRoom() exchange.Response {
	c.changed, c.noRoom = true, true
	response := c.errorResponse(api.Error{Kind: api.NoMemory, Detail: c.NoRoom.Detail})
	response.Header = http.Header{"Retry-After": {c.NoRoom.RetryAfter}}
	return response
}
