package scenario

import (
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// StartState is the state that every scenario begins in.
const StartState = "start"

// CompiledRule is a rule of a scenario, ready to be asked.
type CompiledRule struct {
	Rule
	ID         string // finalize-lost-answer/1, unique in the scenario
	Conditions []when.Condition
	Effect     *fault.Effect // nil if the rule has no fault

	expectLine int // of the file: where it says how often it has to fire, or where it begins
}

func compileRule(scenario string, index int, source Rule) *CompiledRule {
	r := &CompiledRule{Rule: source, ID: fmt.Sprintf("%s/%d", scenario, index+1), Conditions: source.When.Conditions()}
	if source.Name != "" {
		r.ID = scenario + "/" + source.Name
	}
	if source.Fault != nil {
		r.Effect = source.Fault.Compile()
	}
	return r
}

// AbortsUpload tells whether the rule acts while the body of the request is read.
func (r *CompiledRule) AbortsUpload() bool { return r.Effect != nil && r.Effect.AbortUpload != nil }
