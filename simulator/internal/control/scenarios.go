package control

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

type scenarioView struct {
	Name        string `json:"name"`
	Description string `json:"description"`
	Rules       int    `json:"rules"`
	Setup       bool   `json:"setup"`
}

func viewScenario(s *scenario.Scenario) scenarioView {
	return scenarioView{Name: s.Name, Description: s.Description, Rules: len(s.Rules), Setup: s.Setup != nil}
}

type scenarioQuery struct {
	Text string `json:"text,omitempty" in:"query"`
}

func listScenarios(c call, in scenarioQuery) (list[scenarioView], error) {
	scenarios, err := c.Scenarios.List()
	if err != nil {
		return list[scenarioView]{}, err
	}
	text := strings.ToLower(in.Text)
	scenarios = slices.DeleteFunc(scenarios, func(s *scenario.Scenario) bool {
		return !strings.Contains(strings.ToLower(s.Name+"\n"+s.Description), text)
	})
	return listOf(scenarios, viewScenario), nil
}

type scenarioName struct {
	Scenario string `json:"scenario" in:"path"`
}

func getScenario(c call, in scenarioName) (document, error) {
	found, err := c.Scenarios.Find(in.Scenario)
	if err != nil {
		return document{}, err
	}
	return respondAs(web.YAML, found.Text), nil
}

func listPlayingScenarios(c call, _ none) (list[playingView], error) {
	return listOf(c.box.Playing(), func(s engine.Status) playingView { return playingView{Status: s} }), nil
}

type scenarioPlay struct {
	Scenario string   `json:"scenario" in:"path"`
	Text     yamlText `json:"text,omitempty" in:"body"` // of a scenario file; the one of the library if it is left out
}

func playScenario(c call, in scenarioPlay) (playingView, error) {
	played, err := c.scenario(in)
	if err != nil {
		return playingView{}, err
	}
	if _, err := c.box.Apply(sandbox.Play{Scenario: played}); err != nil {
		return playingView{}, setupConflict(err)
	}
	return c.viewPlaying(in.Scenario, played.Lacks(c.box.World())...)
}

// scenario is the one of the text or, without a text, the one of the library.
func (c call) scenario(in scenarioPlay) (*scenario.Scenario, error) {
	if in.Text == nil {
		return c.Scenarios.Find(in.Scenario)
	}
	loaded, err := scenario.Load(c.Contract, "scenario", in.Text, nil)
	if err == nil && loaded.Name != in.Scenario {
		err = badRequest(fmt.Sprintf("name must be %q as in the path, is %q", in.Scenario, loaded.Name))
	}
	return loaded, err
}

// setupConflict turns the error of a setup that does not fit the world into a conflict:
// the scenario is in order, and fits another world.
func setupConflict(err error) error {
	if is[state.Invalid](err) || is[yamlfile.Problems](err) {
		return refusal{http.StatusConflict, err.Error()}
	}
	return err
}

func stopScenario(c call, in scenarioName) (none, error) {
	if _, err := c.box.Apply(sandbox.Stop{Scenario: in.Scenario}); err != nil {
		return none{}, c.notPlaying(in.Scenario)
	}
	return none{}, nil
}

func stopAllScenarios(c call, _ none) (none, error) {
	_, _ = c.box.Apply(sandbox.StopAll{}) // which cannot fail
	return none{}, nil
}

func resetScenario(c call, in scenarioName) (playingView, error) {
	if _, err := c.box.Apply(sandbox.Restart{Scenario: in.Scenario}); err != nil {
		return playingView{}, c.notPlaying(in.Scenario)
	}
	return c.viewPlaying(in.Scenario)
}

type playingView struct {
	engine.Status
	Warnings []string `json:"warnings,omitempty"`
}

// viewPlaying is a scenario as it plays now, and what may be wrong with it here.
func (c call) viewPlaying(name string, warnings ...string) (playingView, error) {
	for _, status := range c.box.Playing() {
		if status.Name == name {
			return playingView{status, warnings}, nil
		}
	}
	return playingView{}, c.notPlaying(name) // stopped meanwhile
}

func (c call) notPlaying(name string) error {
	return notFound(fmt.Sprintf("the scenario %q does not play in the sandbox %q", name, c.box.Name))
}
