package control

import (
	"github.com/vsrsim/vsrsim/spec"
)

type assumptionView struct {
	Number string `json:"number"`
	Rule   string `json:"rule"`
	Source string `json:"source"`
	Sure   string `json:"sure"`
}

func listAssumptions(call, none) (list[assumptionView], error) {
	return listOf(spec.Assumptions(), func(a spec.Assumption) assumptionView { return assumptionView(a) }), nil
}
