package engine

import (
	"fmt"
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Image is an engine as a plain value, for the images of sandboxes. Scenarios are named by
// their hashes, and selectors of ExpectViolations by their texts.
type Image struct {
	Playing  []ScenarioImage // in order
	Ended    []ScenarioImage // that were stopped and expected something, in order
	Expected []string
}

// ScenarioImage is a scenario that plays, or did.
type ScenarioImage struct {
	Hash  scenario.Hash
	Since Instant
	State string
	Rules []RuleImage // in the order of the scenario
}

// RuleImage is what a rule has counted and noted.
type RuleImage struct {
	Matched, Fired int
	Windows        []WindowImage // by what is counted apart
	Reached        int
	NearMiss       journal.NearMiss
}

// WindowImage is a window of over.
type WindowImage struct {
	Of    string
	Start Instant
	Calls int
}

// Image is the engine as a value. It shares nothing with the engine.
func (e *Engine) Image() Image {
	image := Image{Playing: imagesOf(e.playing), Ended: imagesOf(e.ended)}
	for _, s := range e.expected {
		image.Expected = append(image.Expected, s.Text())
	}
	return image
}

func imagesOf(active []*activeScenario) (images []ScenarioImage) {
	for _, p := range active {
		image := ScenarioImage{Hash: p.scenario.Hash(), Since: InstantOf(p.since), State: p.state}
		for _, r := range p.rules {
			image.Rules = append(image.Rules, r.image())
		}
		images = append(images, image)
	}
	return images
}

func (r *activeRule) image() RuleImage {
	image := RuleImage{Matched: r.matched, Fired: r.fired, Reached: r.reached}
	if r.nearMiss != nil {
		image.NearMiss = *r.nearMiss
	}
	for _, of := range slices.Sorted(maps.Keys(r.windows)) {
		w := r.windows[of]
		image.Windows = append(image.Windows, WindowImage{of, InstantOf(w.start), w.calls})
	}
	return image
}

// Engine is the engine that the image is of. It fails if find does not find a scenario, or
// the image does not go with the scenarios and the contract.
func (i Image) Engine(c *contract.Contract, draw Draw, find scenario.ByHash) (*Engine, error) {
	e := New(c, draw)
	var err error
	if e.playing, err = e.activeOf(i.Playing, find); err != nil {
		return nil, err
	}
	if e.ended, err = e.activeOf(i.Ended, find); err != nil {
		return nil, err
	}
	for _, text := range i.Expected {
		selector, err := when.ParseSelector(c, text)
		if err != nil {
			return nil, fmt.Errorf("the calls of the image whose violations are expected, %q: %w", text, err)
		}
		e.expected = append(e.expected, selector)
	}
	e.reindex()
	return e, nil
}

func (e *Engine) activeOf(images []ScenarioImage, find scenario.ByHash) (active []*activeScenario, err error) {
	for _, image := range images {
		s, err := found(find, image.Hash)
		if err != nil {
			return nil, err
		}
		p := e.activate(s, image.Since.Time())
		if len(image.Rules) != len(p.rules) {
			return nil, fmt.Errorf("the image has %d rules of the scenario %s, which has %d: another version of vsrsim made it", len(image.Rules), s.Name, len(p.rules))
		}
		p.state = image.State
		for i, r := range image.Rules {
			p.rules[i].become(r)
		}
		active = append(active, p)
	}
	return active, nil
}

func (r *activeRule) become(image RuleImage) {
	r.counters = counters{matched: image.Matched, fired: image.Fired, reached: image.Reached}
	if r.reached > 0 {
		r.nearMiss = &image.NearMiss
	}
	for _, w := range image.Windows {
		if r.windows == nil {
			r.windows = make(map[string]window, len(image.Windows))
		}
		r.windows[w.Of] = window{w.Start.Time(), w.Calls}
	}
}

// found is the scenario with that hash.
func found(find scenario.ByHash, hash scenario.Hash) (*scenario.Scenario, error) {
	if s, there := find(hash); there {
		return s, nil
	}
	return nil, fmt.Errorf("a scenario of the image is not there: no scenario has a text with the SHA-256 %x; an image goes with the scenarios that were played", hash)
}
