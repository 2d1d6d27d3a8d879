package scenario

import (
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// maxShadowSteps bounds how many values of rules are compared with those of other
// rules: 2000 rules with one value each are within it.
const maxShadowSteps = 5_000_000

// lintShadows refuses rules that can never fire because one before them always does.
func lintShadows(l *yamlfile.Linter, documented *contract.Contract, rules []Rule) {
	if l.Omitted() {
		return // something may be wrong with any of them
	}
	asked := make([]shadow, 0, len(rules))
	for steps, i := 0, 0; i < len(rules); i++ {
		next := shadowOf(&rules[i], documented)
		next.unsure = unsure(l, yamlfile.Element("rules", i))
		for j := range asked {
			if steps += asked[j].calls.Size() * next.calls.Size(); steps > maxShadowSteps {
				return
			}
			if asked[j].covers(&next) {
				l.Refuse(yamlfile.Element("rules", i), fmt.Sprintf("can never fire: %s stands before it and takes every call that it would match", yamlfile.Element("rules", j)))
				break
			}
		}
		asked = append(asked, next)
	}
}

// shadow is which calls a rule takes from those behind it.
type shadow struct {
	calls  when.Extent
	always bool // it fires on every such call
	cuts   bool // it is asked before those that do not
	unsure bool // something may be wrong with the rule, so nothing is said of it
}

func shadowOf(r *Rule, documented *contract.Contract) shadow {
	return shadow{calls: r.When.Extent(documented), always: always(r), cuts: r.Fault != nil && r.Fault.AbortUpload != nil}
}

// covers tells whether a rule takes all calls of one behind it.
func (first *shadow) covers(second *shadow) bool {
	sure := !first.unsure && !second.unsure
	asksFirst := first.cuts || !second.cuts
	return sure && first.always && asksFirst && second.calls.Within(&first.calls)
}

// unsure tells whether it cannot be said which calls a rule is for, and how
// often: something of that is wrong.
func unsure(l *yamlfile.Linter, at string) bool {
	return l.Refused(at, at+".fault")
}

// always tells whether a rule fires on every call that its when is for.
func always(r *Rule) bool {
	certain := r.Probability == nil || *r.Probability == 1
	return certain && r.After == 0 && r.Times == nil && r.Every < 2 && r.Until == nil && r.Over == nil && r.Phase != PhaseAfter
}
