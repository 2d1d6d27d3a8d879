package engine

import (
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

// TraceImage is a trace as a plain value: its passes in order. The sets of rules stand in
// an image of their own, since traces share them.
type TraceImage []PassImage

// PassImage is one way of a call through the rules.
type PassImage struct {
	RuleSet    int // index in RuleSetsImage.Sets
	Operation  string
	BeforeBody bool
	Results    []int16
	Draws      []DrawImage
}

// DrawImage is a number that a rule drew.
type DrawImage struct {
	Result int // index in PassImage.Results
	Draw   float64
}

// RuleSetsImage is the sets of rules of several traces, each once.
type RuleSetsImage struct {
	Scenarios []scenario.Hash
	Sets      [][]int // indexes in Scenarios
}

// TraceImages makes the images of traces that share sets of rules. The zero value has
// none.
type TraceImages struct {
	RuleSets  RuleSetsImage // of the images that were made
	sets      map[Key]int
	scenarios map[scenario.Hash]int
}

// Image is a trace as a value. It shares nothing with the trace.
func (i *TraceImages) Image(t Trace) (image TraceImage) {
	for _, p := range t {
		pass := PassImage{
			RuleSet: i.set(p.rules), Operation: p.operation.ID, BeforeBody: p.beforeBody,
			Results: make([]int16, len(p.results)),
		}
		for n, result := range p.results {
			pass.Results[n] = int16(result)
		}
		for _, d := range p.draws {
			pass.Draws = append(pass.Draws, DrawImage{d.index, d.draw})
		}
		image = append(image, pass)
	}
	return image
}

func (i *TraceImages) set(s *RuleSet) int {
	if known, there := i.sets[s.key]; there {
		return known
	}
	if i.sets == nil {
		i.sets, i.scenarios = map[Key]int{}, map[scenario.Hash]int{}
	}
	set := make([]int, len(s.scenarios))
	for n, one := range s.scenarios {
		set[n] = i.scenario(one.Hash())
	}
	i.sets[s.key] = len(i.RuleSets.Sets)
	i.RuleSets.Sets = append(i.RuleSets.Sets, set)
	return i.sets[s.key]
}

func (i *TraceImages) scenario(hash scenario.Hash) int {
	known, there := i.scenarios[hash]
	if !there {
		known = len(i.RuleSets.Scenarios)
		i.scenarios[hash] = known
		i.RuleSets.Scenarios = append(i.RuleSets.Scenarios, hash)
	}
	return known
}

// Traces makes traces of their images.
type Traces struct {
	contract *contract.Contract
	sets     []*RuleSet
	asked    map[askedKey][]*scenario.CompiledRule
}

// askedKey is which rules a pass asks.
type askedKey struct {
	set        int
	operation  string
	beforeBody bool
}

// Traces is for the traces whose sets of rules these are. It fails if find does not find a
// scenario.
func (i RuleSetsImage) Traces(c *contract.Contract, find scenario.ByHash) (Traces, error) {
	traces := Traces{contract: c, asked: map[askedKey][]*scenario.CompiledRule{}}
	scenarios := make([]*scenario.Scenario, len(i.Scenarios))
	for n, hash := range i.Scenarios {
		s, err := found(find, hash)
		if err != nil {
			return Traces{}, err
		}
		scenarios[n] = s
	}
	for _, set := range i.Sets {
		of := make([]*scenario.Scenario, len(set))
		for n, index := range set {
			if index < 0 || index >= len(scenarios) {
				return Traces{}, fmt.Errorf("a set of rules of the image has the scenario %d of %d", index, len(scenarios))
			}
			of[n] = scenarios[index]
		}
		traces.sets = append(traces.sets, newRuleSet(of))
	}
	return traces, nil
}

// Trace is the trace that an image is of. It fails if the image does not go with the rules
// and the contract.
func (s Traces) Trace(image TraceImage) (t Trace, err error) {
	for _, p := range image {
		pass, err := s.pass(p)
		if err != nil {
			return nil, err
		}
		t = append(t, pass)
	}
	return t, nil
}

func (s Traces) pass(image PassImage) (pass, error) {
	op, known := s.contract.Operation(image.Operation)
	if !known {
		return pass{}, fmt.Errorf("the image has a call to the operation %q, which the contract does not have", image.Operation)
	}
	if image.RuleSet < 0 || image.RuleSet >= len(s.sets) {
		return pass{}, fmt.Errorf("a trace of the image has the set of rules %d of %d", image.RuleSet, len(s.sets))
	}
	asked := s.askedRules(image, op)
	if len(image.Results) > len(asked) {
		return pass{}, fmt.Errorf("a trace of the image has %d results, and %d rules are for %s", len(image.Results), len(asked), op.ID)
	}
	// Lists get the room that they had when the call was traced: it counts as memory.
	p := pass{rules: s.sets[image.RuleSet], operation: op, beforeBody: image.BeforeBody, results: make([]ruleResult, 0, len(asked))}
	for n, result := range image.Results {
		if !canBe(asked[n], ruleResult(result)) {
			return pass{}, fmt.Errorf("a trace of the image has the result %d of the rule %s, which cannot have it", result, asked[n].ID)
		}
		p.results = append(p.results, ruleResult(result))
	}
	for _, d := range image.Draws {
		if d.Result < 0 || d.Result >= len(p.results) || asked[d.Result].Probability == nil {
			return pass{}, fmt.Errorf("a trace of the image has a draw for the result %d, whose rule draws nothing", d.Result)
		}
		p.draws = append(p.draws, drawn{d.Result, d.Draw})
	}
	return p, nil
}

// askedRules are the rules that a pass asks, in order, if none fires.
func (s Traces) askedRules(image PassImage, op *contract.Operation) []*scenario.CompiledRule {
	key := askedKey{image.RuleSet, op.ID, image.BeforeBody}
	rules, known := s.asked[key]
	if known {
		return rules
	}
	for _, r := range s.sets[image.RuleSet].rules {
		if _, ok := r.When.Covers(op); ok && r.AbortsUpload() == image.BeforeBody {
			rules = append(rules, r)
		}
	}
	s.asked[key] = rules
	return rules
}

// canBe tells whether a rule can have that result.
func canBe(r *scenario.CompiledRule, result ruleResult) bool {
	switch result {
	case resultFired, resultState, resultAfter, resultEvery:
		return true
	case resultUntil:
		return r.Until != nil
	case resultOver:
		return r.Over != nil
	case resultTimes:
		return r.Times != nil
	case resultProbability:
		return r.Probability != nil
	default:
		return result >= 0 && int(result) < len(r.Conditions)
	}
}
