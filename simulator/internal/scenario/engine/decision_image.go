package engine

import (
	"fmt"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

// DecisionImage is a decision as a plain value, for the images of sandboxes: of a call
// that waits.
type DecisionImage struct {
	Fired    bool
	List     string        // that has the scenario of the rule: see the constants
	Index    int           // in the list
	Scenario scenario.Hash // of a scenario that is in no list any more
	Rule     int           // index in the scenario
	Now      Instant
	Window   time.Duration
}

// The lists of an engine that a decision may point to. What is in neither was stopped or
// begins again, and nobody sees what it counts.
const (
	listPlaying = "playing"
	listEnded   = "ended"
	listNone    = ""
)

// DecisionImage is a decision of this engine as a value.
func (e *Engine) DecisionImage(d Decision) DecisionImage {
	if d.rule == nil {
		return DecisionImage{}
	}
	image := DecisionImage{Fired: true, Now: InstantOf(d.now), Window: d.window, Scenario: d.rule.scenario.scenario.Hash()}
	for i, r := range d.rule.scenario.rules {
		if r == d.rule {
			image.Rule = i
		}
	}
	for list, scenarios := range map[string][]*activeScenario{listPlaying: e.playing, listEnded: e.ended} {
		for i, p := range scenarios {
			if p == d.rule.scenario {
				image.List, image.Index = list, i
			}
		}
	}
	return image
}

// Decision is the decision of this engine that an image is of. It fails if the image does
// not go with the engine.
func (e *Engine) Decision(image DecisionImage, find scenario.ByHash) (Decision, error) {
	if !image.Fired {
		return Decision{}, nil
	}
	p, err := e.decided(image, find)
	if err != nil {
		return Decision{}, err
	}
	if image.Rule < 0 || image.Rule >= len(p.rules) {
		return Decision{}, fmt.Errorf("a call of the image waits for the rule %d of the scenario %s, which has %d", image.Rule, p.scenario.Name, len(p.rules))
	}
	rule := p.rules[image.Rule]
	return Decision{rule: rule, draw: e.drawFor(rule), now: image.Now.Time(), window: image.Window}, nil
}

// decided is the scenario of an image's rule.
func (e *Engine) decided(image DecisionImage, find scenario.ByHash) (*activeScenario, error) {
	list := e.playing
	switch image.List {
	case listNone:
		s, err := found(find, image.Scenario)
		if err != nil {
			return nil, err
		}
		return e.activate(s, image.Now.Time()), nil
	case listEnded:
		list = e.ended
	}
	if image.Index < 0 || image.Index >= len(list) {
		return nil, fmt.Errorf("a call of the image waits for a rule of the scenario %d of %d", image.Index, len(list))
	}
	return list[image.Index], nil
}
