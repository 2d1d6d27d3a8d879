package recorder

import (
	"maps"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
)

// sharedRules are the rules that the traces of entries hold together: a set stays in
// memory as long as one of the entries holds it, and a scenario as long as one of the sets
// does. Rules that are equal are held once, however often they were read: so the bytes of a
// journal depend on what was recorded, and on nothing else. The zero value is none.
type sharedRules struct {
	sets      map[engine.Key]heldSet
	scenarios map[scenario.Hash]heldScenario
}

type heldSet struct {
	set     *engine.RuleSet
	entries int // passes of their traces, to be exact
}

type heldScenario struct {
	scenario *scenario.Scenario
	sets     int
}

// hold counts what a trace holds. It returns the trace with what is held already in the
// place of what is equal, and the bytes that are then taken, where so many were before.
func (s *sharedRules) hold(t engine.Trace, taken int) (engine.Trace, int) {
	t = t.WithRuleSets(func(set *engine.RuleSet) *engine.RuleSet {
		held, there := s.sets[set.Key()]
		if !there {
			held.set, taken = s.holdScenarios(set, taken+set.Size())
		}
		held.entries++
		if s.sets == nil {
			s.sets = map[engine.Key]heldSet{}
		}
		s.sets[set.Key()] = held
		return held.set
	})
	return t, taken
}

func (s *sharedRules) holdScenarios(set *engine.RuleSet, taken int) (*engine.RuleSet, int) {
	set = set.WithScenarios(func(one *scenario.Scenario) *scenario.Scenario {
		held, there := s.scenarios[one.Hash()]
		if !there {
			held.scenario, taken = one, taken+one.Size()
		}
		held.sets++
		if s.scenarios == nil {
			s.scenarios = map[scenario.Hash]heldScenario{}
		}
		s.scenarios[one.Hash()] = held
		return held.scenario
	})
	return set, taken
}

// release is the reverse of hold.
func (s *sharedRules) release(t engine.Trace, taken int) int {
	for set := range t.RuleSets() {
		held := s.sets[set.Key()]
		if held.entries--; held.entries > 0 {
			s.sets[set.Key()] = held
			continue
		}
		delete(s.sets, set.Key())
		taken = s.releaseScenarios(set, taken-set.Size())
	}
	return taken
}

func (s *sharedRules) releaseScenarios(set *engine.RuleSet, taken int) int {
	for _, one := range set.Scenarios() {
		held := s.scenarios[one.Hash()]
		if held.sets--; held.sets > 0 {
			s.scenarios[one.Hash()] = held
			continue
		}
		delete(s.scenarios, one.Hash())
		taken -= one.Size()
	}
	return taken
}

func (s sharedRules) clone() sharedRules {
	return sharedRules{maps.Clone(s.sets), maps.Clone(s.scenarios)}
}

// sharedSize is how many bytes a trace would hold in a journal that holds none of its rules.
func sharedSize(t engine.Trace) (size int) {
	for set := range t.RuleSets() {
		size += set.SizeWithScenarios()
	}
	return size
}
