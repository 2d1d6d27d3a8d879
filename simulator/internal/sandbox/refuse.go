package sandbox

import (
	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// refuse is the answer to a call that is refused for its head, whatever its body is: in
// the order of the real API (A25) after the headers that are for the simulator. It is nil
// if the call is not refused.
func (c *step) refuse() *exchange.Response {
	response := c.guard(checksHead)
	if !c.refused && c.failure == nil {
		return nil
	}
	return &response
}

func (c *step) checkHead() exchange.Response {
	c.refused = true
	if err := c.checkSimHeaders(); err != nil {
		return c.refuseHeader(err)
	}
	if err := c.authorise(); err != nil {
		return c.fail(err)
	}
	c.prepareRuleInput()
	if err := c.readSimHeaders(); err != nil {
		return c.refuseHeader(err)
	}
	c.refused = false
	return exchange.Response{}
}

// authorise says why the key may not make this call. The call has its account then.
func (c *step) authorise() (err error) {
	if c.KeyError != nil {
		return c.Outside(c.KeyError)
	}
	if c.Unrouted != nil {
		c.keyKnown, err = api.Accept(c.box.shared(), c.Key, c.now)
		return c.Outside(err)
	}
	if c.accountID, c.keyKnown, err = api.Authorise(c.box.shared(), c.Key, c.Operation.Operation, c.now); err != nil {
		c.hints = append(c.hints[:len(c.hints):len(c.hints)], api.PermissionHints(c.box.shared(), c.Key, c.Operation.Operation)...)
	}
	return err
}

// Outside turns the error of a call without credentials, to a path that is not below
// that of the API, into the one that was seen there (A36).
func (c *Call) Outside(err error) error {
	if reason, is := err.(api.Error); is && reason.Kind == api.NoCredentials && c.Unrouted != nil && c.Unrouted.Outside {
		return api.Error{Kind: api.NoCredentialsOutside}
	}
	return err
}
