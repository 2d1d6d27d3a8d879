package server

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// expectViolation is the only value that headerExpect may have.
const expectViolation = "violation"

// takeWishes reads what the headers of a call ask of the simulator. An error names
// the header and says what is allowed.
func (s *Server) takeWishes(c *call) error {
	if err := c.checkExpect(); err != nil {
		return err
	}
	if err := s.takeOwn(c); err != nil {
		return c.misuse(headerScenario, "cannot be followed: "+err.Error(),
			fmt.Sprintf("name scenarios that GET /_sim/scenarios has and that have no setup, at most %d", maxOwn))
	}
	return nil
}

// announces tells whether the call says that it breaks the contract on purpose.
func (c *call) announces() bool {
	values := c.request.Header[headerExpect]
	return len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return v != expectViolation })
}

// checkExpect refuses any other value of the header.
func (c *call) checkExpect() error {
	values := c.request.Header[headerExpect]
	if len(values) == 0 || c.announces() {
		return nil
	}
	return c.misuse(headerExpect,
		fmt.Sprintf("must be %s, is %q", expectViolation, exchange.Excerpt(strings.Join(values, ", "))),
		fmt.Sprintf("send %s: %s with a call that breaks the contract on purpose, and leave it out of all others", headerExpect, expectViolation))
}

// expected tells whether the call was expected to break the contract: it said so
// itself, or it did so and a scenario or a Go test expects that. Nobody expects that
// what it asks of the simulator is wrong.
func (c *call) expected() bool {
	if c.misused {
		return false
	}
	if c.announces() || !c.breaks() {
		return c.announces()
	}
	asked := &c.asked
	if asked.Request == nil { // the call did not get as far as the rules
		asked = c.ask()
	}
	return c.box.Engine.ViolationsExpected(asked) || c.own != nil && c.own.ViolationsExpected(asked)
}

// breaks tells whether the client broke the contract.
func (c *call) breaks() bool {
	return slices.ContainsFunc(c.violations.List, func(v contract.Violation) bool { return v.Side == contract.InRequest })
}
