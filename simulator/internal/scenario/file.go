// Package scenario is which calls meet which fault: it reads the YAML files that
// say so, and finds what is wrong with them. Below it, when is which calls, fault is what
// goes wrong, and engine decides for each call of a sandbox.
//
// The types of this file are the form of a scenario file. The JSON Schema for
// editors is made of them, too, so every field has its help in the tag about.
package scenario

import (
	"fmt"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/unit"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// file is a scenario file.
type file struct {
	Name        string  `yaml:"name" form:"name" about:"What the scenario is called: letters, digits, '.', '_' and '-'."`
	Description string  `yaml:"description" about:"What happens, in a sentence or two."`
	Setup       *Setup  `yaml:"setup" about:"How the sandbox is made ready when the scenario begins."`
	Rules       []Rule  `yaml:"rules" about:"Which calls meet which fault. The first rule that matches a call decides."`
	Checks      []Check `yaml:"checks" about:"What the client must have done about it when the run ends, judged by the journal."`

	Errors ErrorForm `yaml:"errors" about:"How the errors of the API look while the scenario plays: published, as the contract declares them; observed, as they were seen, with a list of objects for the message of a validation."`

	ExpectViolations []when.When `yaml:"expectViolations,single" about:"Calls that break the contract on purpose while the scenario plays: their violations do not fail the run. One selection or a list, each with the matchers of when, but for state."`
}

// Setup is how a sandbox is made ready when a scenario begins.
type Setup struct {
	Fixture string `yaml:"fixture" about:"A fixture file that replaces the world; its path goes by the folder of the scenario."`
	World   *World `yaml:"world" about:"Changes to the world, in the form of a fixture. A record that is there is found by its id or key and changed in the given fields only; any other is added."`
	Clock   *Clock `yaml:"clock" about:"How the clock runs."`

	fixture *state.World // that Fixture names
}

// World is changes to a world. Each record is decoded over the one that is there.
type World struct {
	Accounts       []yamlfile.Raw `yaml:"accounts" about:"Accounts, by id."`
	Keys           []yamlfile.Raw `yaml:"keys" about:"API keys, by key."`
	Users          []yamlfile.Raw `yaml:"users" about:"Users, by id."`
	Vendors        []yamlfile.Raw `yaml:"vendors" about:"Vendors, by id."`
	Reviews        []yamlfile.Raw `yaml:"reviews" about:"Security reviews, by id."`
	Questionnaires []yamlfile.Raw `yaml:"questionnaires" about:"Questionnaires, by id."`
	Documents      []yamlfile.Raw `yaml:"documents" about:"Documents, by id."`
}

// Clock is how the clock of a sandbox runs; one of the two is given.
type Clock struct {
	Frozen *time.Time     `yaml:"frozen" about:"The clock stands at this time until it is advanced."`
	Offset *unit.Duration `yaml:"offset" about:"The clock runs so far ahead of real time, or behind it."`
}

// Rule is when, how often and what.
type Rule struct {
	Name        string         `yaml:"name" form:"name" about:"What the rule is called in reports; its place in the file if left out."`
	When        when.When      `yaml:"when" about:"Which calls the rule is for. All that is given must hold; what is left out may be anything."`
	After       int            `yaml:"after" form:"0.." about:"Lets the first so many matching calls pass."`
	Times       *int           `yaml:"times" form:"1.." about:"Fires at most so often."`
	Every       int            `yaml:"every" form:"1.." about:"Fires on each so-manyeth matching call: 3 is the third, the sixth and so on."`
	Probability *float64       `yaml:"probability" form:"0..1" about:"Fires on this share of the matching calls, from 0 to 1. The same seed gives the same calls."`
	Until       *unit.Duration `yaml:"until" about:"Fires for so long after the scenario began, by the clock of the sandbox."`
	Over        *Over          `yaml:"over" about:"Fires on the calls above a rate."`
	Phase       Phase          `yaml:"phase" about:"before (the default): the fault acts before the operation, which is not carried out if the fault brings an answer or ends the connection. after: the operation has been carried out, with success."`
	Fault       *fault.Fault   `yaml:"fault" about:"What goes wrong. Left out, matching calls go on, and later rules are not asked."`
	Violates    bool           `yaml:"violates" about:"The answer differs from the contract on purpose."`
	Then        string         `yaml:"then" form:"name" about:"The state that the scenario goes to when the rule fires."`
	Expect      *Expectation   `yaml:"expect" about:"How often the rule must have fired when the run ends."`
}

// FiresAtMost says how often a rule that has Times fires.
func (r *Rule) FiresAtMost() string {
	if *r.Times == 1 {
		return "fires at most once"
	}
	return fmt.Sprintf("fires at most %d times", *r.Times)
}

// Over fires on calls above a rate.
type Over struct {
	Calls int           `yaml:"calls" form:"0.." about:"So many calls are let pass in each window."`
	Per   unit.Duration `yaml:"per" about:"The length of a window, by the clock of the sandbox. It begins with its first call."`
	By    OverBy        `yaml:"by" about:"What is counted apart: ip (the default), the address that calls come from; key; sandbox."`
}

// Expectation is what must have happened when the run ends.
type Expectation struct {
	Fired *Count `yaml:"fired" about:"How often the rule fired: 1, '>=1', '<=3', 0."`
}
