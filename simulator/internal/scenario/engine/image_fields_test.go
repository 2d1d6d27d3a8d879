package engine

import (
	"reflect"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// imaged says of each field where an image has it, or why not.
var imaged = map[string]string{
	"Engine.contract": "the sandbox has it from the command line",
	"Engine.draw":     "the random numbers of the sandbox have an image of their own",
	"Engine.playing":  "Image.Playing",
	"Engine.ended":    "Image.Ended",
	"Engine.expected": "Image.Expected",
	"Engine.index":    "made again of what plays",

	"activeScenario.scenario": "ScenarioImage.Hash",
	"activeScenario.since":    "ScenarioImage.Since",
	"activeScenario.state":    "ScenarioImage.State",
	"activeScenario.rules":    "ScenarioImage.Rules",
	"activeRule.CompiledRule": "the scenario has it",
	"activeRule.scenario":     "the scenario that has it",
	"activeScenario.past":     "who restores an engine cannot go back behind that",
	"Engine.past":             "who restores an engine cannot go back behind that",
	"activeRule.counters":     "RuleImage",
	"counters.matched":        "RuleImage.Matched",
	"counters.fired":          "RuleImage.Fired",
	"activeRule.windows":      "RuleImage.Windows",
	"counters.reached":        "RuleImage.Reached",
	"counters.nearMiss":       "RuleImage.NearMiss",
	"window.start":            "WindowImage.Start",
	"window.calls":            "WindowImage.Calls",

	"pass.rules":            "PassImage.RuleSet",
	"pass.operation":        "PassImage.Operation",
	"pass.beforeBody":       "PassImage.BeforeBody",
	"pass.results":          "PassImage.Results",
	"pass.draws":            "PassImage.Draws",
	"drawn.index":           "DrawImage.Result",
	"drawn.draw":            "DrawImage.Draw",
	"RuleSet.key":           "made again of the hashes",
	"RuleSet.rules":         "the scenarios have them",
	"RuleSet.scenarios":     "RuleSetsImage.Scenarios",
	"RuleSet.scenarioBytes": "counted again",

	"Selector.when":       "read again from the text",
	"Selector.conditions": "read again from the text",
	"Selector.text":       "Image.Expected",
}

func TestImagesHaveEveryField(t *testing.T) {
	simtest.FieldsImaged(t, imaged, []reflect.Type{
		reflect.TypeFor[Engine](), reflect.TypeFor[activeScenario](), reflect.TypeFor[activeRule](), reflect.TypeFor[counters](), reflect.TypeFor[window](),
		reflect.TypeFor[pass](), reflect.TypeFor[drawn](), reflect.TypeFor[RuleSet](), reflect.TypeFor[when.Selector](),
	}, []reflect.Type{
		reflect.TypeFor[Image](), reflect.TypeFor[ScenarioImage](), reflect.TypeFor[RuleImage](), reflect.TypeFor[WindowImage](),
		reflect.TypeFor[PassImage](), reflect.TypeFor[DrawImage](), reflect.TypeFor[RuleSetsImage](),
	})
	var want RuleImage
	simtest.Fill(reflect.ValueOf(&want).Elem())
	got := want
	if simtest.ThroughCBOR(t, &got); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}
