package control

import (
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

func listRules(c call, _ none) (list[journal.RuleStatus], error) {
	return list[journal.RuleStatus]{c.box.Rules()}, nil
}

type rulesQuery struct {
	Sandbox *string `json:"sandbox,omitempty" in:"query"`
}

// listRulesOf is GET /rules, which has the sandbox in its query.
func listRulesOf(c call, in rulesQuery) (list[journal.RuleStatus], error) {
	box, err := c.Sandboxes.Find(valueOr(in.Sandbox, sandbox.Default))
	if err != nil {
		return list[journal.RuleStatus]{}, err
	}
	c.box = box
	return listRules(c, none{})
}
