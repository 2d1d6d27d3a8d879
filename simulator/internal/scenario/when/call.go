package when

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Call is what rules can ask about: a call before its operation is carried out,
// or one of the journal. It belongs to one goroutine; what costs something is
// looked up on the first question, so nothing may change once Choose is asked.
type Call struct {
	ID        string              // in the journal
	Operation *contract.Operation // nil for a call to none
	Request   *exchange.Request
	Key       string // without the name of the sandbox
	Facts     state.Facts
	Now       time.Time
	Mask      exchange.Mask // what must not be shown of it

	State string // of the scenario whose rule is asked

	parameter struct { // that was asked for last: many rules ask for the same
		name, text string
		there      bool
	}
	values struct { // of the place that was asked for last
		place string
		list  []any
	}
	finalizable *bool
	bodyFound   *bodyNode
	evaluator   *evaluator
}

// path is a path parameter. Ids are written in the one way that decimal has, so
// that a rule for the review 1 is for 01 and 1.0 as well (A5).
func (c *Call) path(name string) (text string, there bool) {
	if c.parameter.name != name {
		c.parameter.name = name
		text, there := c.Request.Params.Get(name)
		c.parameter.text, c.parameter.there = exchange.CanonicalID(text), there
	}
	return c.parameter.text, c.parameter.there
}

// valuesOf are the values that the call has in a place.
func (c *Call) valuesOf(p place) []any {
	if c.values.place != p.name {
		c.values.place, c.values.list = p.name, p.values(c)
	}
	return c.values.list
}

// body is the body as JSONPath wants it.
func (c *Call) body() *bodyNode {
	if c.bodyFound == nil {
		c.bodyFound = newBodyNode(c.Request.JSON)
	}
	return c.bodyFound
}

// isFinalizable tells whether the review can be finalized; nil without one. It
// looks through the whole form.
func (c *Call) isFinalizable() *bool {
	if c.Facts.Finalizable != nil {
		return c.Facts.Finalizable
	}
	if c.finalizable == nil && c.Facts.Review != nil {
		finalizable := c.Facts.Review.Allows(state.ActionFinalize, c.Facts.Rules)
		c.finalizable = &finalizable
	}
	return c.finalizable
}
