package control

import (
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
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
	return scenarioView{Name: s.Name, Description: s.Description, Rules: s.Rules(), Setup: s.Setup != nil}
}

// listScenarios is GET /scenarios.
func listScenarios(c call) (exchange.Response, error) {
	scenarios, err := c.Scenarios.List()
	if err != nil {
		return exchange.Response{}, err
	}
	return respondList(scenarios, viewScenario)
}

// getScenario is GET /scenarios/{scenario}.
func getScenario(c call) (exchange.Response, error) {
	found, err := c.Scenarios.Find(c.request.Params["scenario"])
	if err != nil {
		return exchange.Response{}, err
	}
	return respondAs(web.YAML, found.Text), nil
}

// listPlayingScenarios is GET /sandboxes/{sandbox}/scenarios.
func listPlayingScenarios(c call) (exchange.Response, error) {
	return respondList(c.box.Engine.Playing(), identity)
}

// playScenario is PUT /sandboxes/{sandbox}/scenarios/{scenario}.
func playScenario(c call) (exchange.Response, error) {
	played, err := c.scenario()
	if err != nil {
		return exchange.Response{}, err
	}
	if err := c.box.Play(played); err != nil {
		return exchange.Response{}, setupConflict(err)
	}
	return c.respondPlaying(played.Lacks(c.box.World)...)
}

// scenario is the one of the body or, without a body, the one that the path
// names in the library.
func (c call) scenario() (*scenario.Scenario, error) {
	name, text := c.request.Params["scenario"], c.request.Body
	switch c.request.MediaType {
	case web.JSON:
		text = yamlOf(text)
	case "":
		return c.Scenarios.Find(name)
	}
	loaded, err := scenario.Load(c.Contract, "scenario", text, nil)
	if err == nil && loaded.Name != name {
		err = badRequest(fmt.Sprintf("name must be %q as in the path, is %q", name, loaded.Name))
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

// stopScenario is DELETE /sandboxes/{sandbox}/scenarios/{scenario}.
func stopScenario(c call) (exchange.Response, error) {
	if !c.box.Engine.Stop(c.request.Params["scenario"]) {
		return exchange.Response{}, c.notPlaying()
	}
	return done(), nil
}

// stopAllScenarios is DELETE /sandboxes/{sandbox}/scenarios.
func stopAllScenarios(c call) (exchange.Response, error) {
	c.box.Engine.StopAll()
	return done(), nil
}

// resetScenario is POST /sandboxes/{sandbox}/scenarios/{scenario}/reset.
func resetScenario(c call) (exchange.Response, error) {
	if !c.box.Engine.Restart(c.request.Params["scenario"], c.box.Clock.Now()) {
		return exchange.Response{}, c.notPlaying()
	}
	return c.respondPlaying()
}

type playingView struct {
	scenario.Status
	Warnings []string `json:"warnings,omitempty"`
}

// respondPlaying answers with the scenario of the path as it plays now, and what
// may be wrong with it here.
func (c call) respondPlaying(warnings ...string) (exchange.Response, error) {
	for _, status := range c.box.Engine.Playing() {
		if status.Name == c.request.Params["scenario"] {
			return respond(http.StatusOK, playingView{status, warnings})
		}
	}
	return exchange.Response{}, c.notPlaying() // stopped meanwhile
}

func (c call) notPlaying() error {
	return notFound(fmt.Sprintf("the scenario %q does not play in the sandbox %q", c.request.Params["scenario"], c.box.Name))
}
