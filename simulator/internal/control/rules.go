package control

import (
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
)

// listRules is GET /sandboxes/{sandbox}/rules.
func listRules(c call) (exchange.Response, error) {
	return respondList(c.box.Engine.Rules(), identity)
}

// listRulesOf is GET /rules, which has the sandbox in its query.
func listRulesOf(c call) (exchange.Response, error) {
	name := sandbox.Default
	if c.request.Query.Has("sandbox") {
		name = c.request.Query.Get("sandbox")
	}
	var err error
	if c.box, err = c.Sandboxes.Find(name); err != nil {
		return exchange.Response{}, err
	}
	return listRules(c)
}
