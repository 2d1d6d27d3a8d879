package simulator

import (
	"errors"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// openScenarios finds or reads scenarios, with everything that is wrong with any
// of them.
func (s *Simulator) openScenarios(namesOrFiles []string) ([]*scenario.Scenario, error) {
	var opened []*scenario.Scenario
	var problems yamlfile.Problems
	var others []error
	for _, nameOrFile := range namesOrFiles {
		one, err := s.library.Open(nameOrFile)
		if found, ok := errors.AsType[yamlfile.Problems](err); ok {
			problems = append(problems, found...)
		} else if err != nil {
			others = append(others, err)
		} else if slices.ContainsFunc(opened, func(other *scenario.Scenario) bool { return other.Name == one.Name }) {
			others = append(others, errors.New("the scenario "+one.Name+" is given twice"))
		} else {
			opened = append(opened, one)
		}
	}
	if len(others) > 0 && len(problems) > 0 {
		others = append(others, problems)
	}
	if len(others) > 0 {
		return nil, errors.Join(others...)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return opened, nil
}

// Play lets a scenario begin in the sandbox: a built-in one by its name, or a
// file, whose name has a slash in it or ends in .yaml or .yml. One of the same name that
// plays ends. It fails, with everything that is wrong, if there is no such
// scenario, if it is not in order, or if its setup does not fit the world.
func (b *Sandbox) Play(nameOrFile string) error {
	loaded, err := b.sim.library.Open(nameOrFile)
	if err != nil {
		return err
	}
	return b.play(loaded)
}

func (b *Sandbox) play(loaded *scenario.Scenario) error {
	if _, err := b.box.Apply(sandbox.Play{Scenario: loaded}); err != nil {
		return err
	}
	b.sim.warn([]*scenario.Scenario{loaded}, b.box.World())
	return nil
}

// warn logs which rules ask for what a world does not have.
func (s *Simulator) warn(loaded []*scenario.Scenario, world *state.World) {
	for _, one := range loaded {
		for _, text := range one.Lacks(world) {
			s.logger.Warn("a rule may never fire: "+text, "scenario", one.Name)
		}
	}
}

// PlayYAML is Play for the text of a scenario file.
func (b *Sandbox) PlayYAML(yaml string) error {
	loaded, err := scenario.Load(b.sim.contract, "scenario", []byte(yaml), nil)
	if err != nil {
		return err
	}
	return b.play(loaded)
}

// Stop ends a scenario. It tells whether it played.
func (b *Sandbox) Stop(scenario string) bool {
	_, err := b.box.Apply(sandbox.Stop{Scenario: scenario})
	return err == nil
}

// Rules are the rules that play in the sandbox, in order: how often each has
// fired, whether that is as the scenario expects, and if it never did, which
// call came closest.
func (b *Sandbox) Rules() []journal.RuleStatus { return b.box.Rules() }
