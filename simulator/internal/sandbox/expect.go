package sandbox

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// expectViolation is the only value that headerExpect may have.
const expectViolation = "violation"

// readSimHeaders reads what the headers of the call ask of the simulator. An error
// names the header and says what is allowed.
func (c *step) readSimHeaders() error {
	if err := c.checkExpect(); err != nil {
		return err
	}
	if err := c.loadHeaderScenarios(); err != nil {
		return c.misuse(HeaderScenario, "cannot be followed: "+err.Error(),
			fmt.Sprintf("name scenarios that GET /_sim/scenarios has and that have no setup, at most %d", MaxHeaderScenarios))
	}
	return nil
}

// announces tells whether the call says that it breaks the contract on purpose.
func (c *step) announces() bool {
	values := c.Request.Header[headerExpect]
	return len(values) > 0 && !slices.ContainsFunc(values, func(v string) bool { return v != expectViolation })
}

// checkExpect refuses any value of headerExpect but expectViolation.
func (c *step) checkExpect() error {
	values := c.Request.Header[headerExpect]
	if len(values) == 0 || c.announces() {
		return nil
	}
	return c.misuse(headerExpect,
		fmt.Sprintf("must be %s, is %q", expectViolation, exchange.Excerpt(strings.Join(values, ", "))),
		fmt.Sprintf("send %s: %s with a call that breaks the contract on purpose, and leave it out of all others", headerExpect, expectViolation))
}

// onPurpose tells whether the call was expected to break the contract: it said so
// itself, or it did so and a scenario or a Go test expects that. Nobody expects a
// call to ask something of the simulator that it cannot do.
func (c *step) onPurpose() bool {
	if c.misused {
		return false
	}
	if c.announces() || !c.breaks() {
		return c.announces()
	}
	if c.ruleInput.Request == nil { // the call did not get as far as the rules
		c.prepareRuleInput()
	}
	return c.box.engine.ViolationsExpected(&c.ruleInput) ||
		c.headerEngine != nil && c.headerEngine.ViolationsExpected(&c.ruleInput)
}

// breaks tells whether the client broke the contract.
func (c *step) breaks() bool {
	return slices.ContainsFunc(c.violations.List, func(v contract.Violation) bool { return v.Side == contract.InRequest })
}
