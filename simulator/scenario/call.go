package scenario

import (
	"strconv"
	"time"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Call is what rules can ask about: a call whose key is accepted and whose
// request fits the contract, before the operation is carried out. It belongs to
// one goroutine; what costs something is looked up on the first question.
type Call struct {
	ID        string // in the journal
	Operation *contract.Operation
	Request   *exchange.Request
	Key       string // without the name of the sandbox
	World     *state.World
	AccountID int64 // of the key
	Now       time.Time

	state string // of the scenario whose rule is asked

	parameter struct { // that was asked for last: many rules ask for the same
		name, text string
		there      bool
	}
	asked struct{ review, vendor, body bool } // what was looked up
	found struct {
		review *state.Review
		vendor *state.Vendor
		body   bodyNode
	}
}

// review is the review that the path names, nil if there is none.
func (c *Call) review() *state.Review {
	if !c.asked.review {
		c.asked.review = true
		target := state.Target{AccountID: c.AccountID, VendorID: c.id("vendorId"), ReviewID: c.id("securityReviewId")}
		if review, err := c.World.Review(target); err == nil {
			c.found.review = &review
		}
	}
	return c.found.review
}

// vendor is the vendor that the path names, nil if there is none.
func (c *Call) vendor() *state.Vendor {
	if !c.asked.vendor {
		c.asked.vendor = true
		if vendor, err := c.World.Vendor(c.AccountID, c.id("vendorId")); err == nil {
			c.found.vendor = &vendor
		}
	}
	return c.found.vendor
}

// path is a path parameter as it stands in the path.
func (c *Call) path(name string) (text string, there bool) {
	if c.parameter.name != name {
		c.parameter.name = name
		c.parameter.text, c.parameter.there = c.Request.Params[name]
	}
	return c.parameter.text, c.parameter.there
}

// id is a path parameter as a number; 0, which no record has, if it is none.
func (c *Call) id(name string) int64 {
	id, err := strconv.ParseInt(c.Request.Params[name], 10, 64)
	if err != nil {
		return 0
	}
	return id
}

// body is the body as JSONPath wants it.
func (c *Call) body() bodyNode {
	if !c.asked.body {
		c.asked.body = true
		c.found.body = newBodyNode(c.Request.JSON)
	}
	return c.found.body
}
