package engine

import (
	"crypto/sha256"
	"slices"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

// RuleSet is the rules of some scenarios, without what they count: who keeps one keeps no
// sandbox in memory. It does not change.
type RuleSet struct {
	key           Key
	rules         []*scenario.CompiledRule
	scenarios     []*scenario.Scenario // whose rules they are, in order
	scenarioBytes int                  // that the scenarios take
}

// Key tells sets of rules apart by the texts of their scenarios: those that were read from
// the same texts, in the same order, have the same key.
type Key [sha256.Size]byte

func newRuleSet(scenarios []*scenario.Scenario) *RuleSet {
	s := &RuleSet{scenarios: scenarios}
	rules, texts := 0, make([]byte, 0, len(scenarios)*sha256.Size)
	for _, from := range scenarios {
		hash := from.Hash()
		rules, texts = rules+len(from.Rules), append(texts, hash[:]...)
		s.scenarioBytes += from.Size()
	}
	s.key = sha256.Sum256(texts)
	s.rules = make([]*scenario.CompiledRule, 0, rules)
	for _, from := range scenarios {
		s.rules = append(s.rules, from.Rules...)
	}
	return s
}

// Key is the key of the set.
func (s *RuleSet) Key() Key { return s.key }

// Scenarios are the scenarios whose rules they are. They are nobody's to change.
func (s *RuleSet) Scenarios() []*scenario.Scenario { return s.scenarios }

// Size is the number of bytes that the set takes, without its scenarios.
func (s *RuleSet) Size() int {
	const pointer = 8
	return int(unsafe.Sizeof(*s)) + pointer*(len(s.rules)+len(s.scenarios))
}

// SizeWithScenarios is the number of bytes that the set takes together with its scenarios.
func (s *RuleSet) SizeWithScenarios() int { return s.Size() + s.scenarioBytes }

// WithScenarios is the same set with scenarios that are equal to its own.
func (s *RuleSet) WithScenarios(equal func(*scenario.Scenario) *scenario.Scenario) *RuleSet {
	others := make([]*scenario.Scenario, len(s.scenarios))
	for i, from := range s.scenarios {
		others[i] = equal(from)
	}
	if slices.Equal(others, s.scenarios) {
		return s
	}
	return newRuleSet(others)
}
