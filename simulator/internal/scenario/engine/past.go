package engine

import (
	"maps"
	"slices"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
)

// past is what counting, and letting scenarios play, has replaced since it was last asked.
type past struct {
	keep    bool
	changes []change
	bytes   int
}

// change is what one change has replaced: of a rule, or of what plays.
type change struct {
	rule     *activeRule // nil if another set of scenarios plays
	counters counters
	state    string          // of the scenario of the rule
	window   *replacedWindow // nil if it is as it was
	all      *Moment         // what played, without a rule
}

// replacedWindow is a window as it was.
type replacedWindow struct {
	of    string
	was   window
	there bool
	all   map[string]window // its windows, if they all go: they change no more
}

// Changes are some changes of an engine, one after the other. They do not change any more.
type Changes struct {
	list  []change
	bytes int
}

// None tells whether nothing was changed.
func (c Changes) None() bool { return len(c.list) == 0 }

// Bytes is about how much memory the changes take, with what they have replaced.
func (c Changes) Bytes() int { return c.bytes }

// KeepPast lets the engine note from now on what its changes replace, for TakePast, or no
// longer; what is noted by now is forgotten.
func (e *Engine) KeepPast(keep bool) {
	if e.past == nil {
		if !keep {
			return
		}
		e.past = &past{}
		for _, p := range e.playing {
			p.past = e.past
		}
	}
	*e.past = past{keep: keep}
}

// Past is what was changed since TakePast.
func (e *Engine) Past() Changes {
	p := e.past
	if p == nil || len(p.changes) == 0 {
		return Changes{}
	}
	return Changes{p.changes[:len(p.changes):len(p.changes)], p.bytes}
}

// TakePast is what was changed since it was last called.
func (e *Engine) TakePast() Changes {
	taken := e.Past()
	if !taken.None() {
		*e.past = past{keep: true}
	}
	return taken
}

func (p *past) add(c change, held int) {
	p.changes = append(p.changes, c)
	p.bytes += 2*int(unsafe.Sizeof(c)) + held // the list has room
}

// note notes what a rule has counted before that changes.
func (r *activeRule) note() {
	if p := r.scenario.past; p != nil && p.keep {
		p.add(change{rule: r, counters: r.counters, state: r.scenario.state}, 0)
	}
}

// noteMissed is note where a miss is replaced.
func (r *activeRule) noteMissed() {
	r.note()
	if p := r.scenario.past; p != nil && r.nearMiss != nil {
		p.bytes += missSize
	}
}

// noteWindow notes a window of a rule before it changes.
func (r *activeRule) noteWindow(of string, was window, there bool) {
	if p := r.scenario.past; p != nil && p.keep {
		before := &replacedWindow{of: of, was: was, there: there}
		held := int(unsafe.Sizeof(*before)) + len(of)
		if len(r.windows) >= maxWindows {
			before.all = r.windows
			held += len(r.windows) * windowSize
		}
		p.add(change{rule: r, counters: r.counters, state: r.scenario.state, window: before}, held)
	}
}

// noteAll notes what plays before that changes.
func (e *Engine) noteAll() {
	if e.past == nil || !e.past.keep {
		return
	}
	held := 0
	for _, p := range e.playing {
		held += p.scenario.Size()
		for _, r := range p.rules {
			held += int(unsafe.Sizeof(*r)) + missSize + len(r.windows)*windowSize
		}
	}
	e.past.add(change{all: &Moment{slices.Clone(e.playing), slices.Clone(e.expected)}}, held)
}

// The sizes in bytes of what changes hold, about.
const (
	windowSize = 128
	missSize   = 256 // of the texts of a miss
)

// Moment is what an engine has counted at one time: its scenarios can go on from there in
// another engine. It does not change.
type Moment struct {
	playing  []*activeScenario
	expected []*when.Selector
}

// Scenarios are those that play, in order; none of a nil moment.
func (m *Moment) Scenarios() (scenarios []*scenario.Scenario) {
	if m == nil {
		return nil
	}
	for _, p := range m.playing {
		scenarios = append(scenarios, p.scenario)
	}
	return scenarios
}

// Before is the engine as it was before the changes that it has made since. They come as
// they were taken, the newest first; all that was not taken yet comes before them.
func (e *Engine) Before(taken ...Changes) *Moment {
	b := &back{
		Moment: Moment{e.playing, e.expected}, counters: map[*activeRule]counters{}, states: map[*activeScenario]string{},
		windows: map[*activeRule]map[string]window{},
	}
	b.takeBack(e.Past())
	for _, changes := range taken {
		b.takeBack(changes)
	}
	b.playing = slices.Clone(b.playing)
	for i, p := range b.playing {
		b.playing[i] = b.copied(p)
	}
	return &b.Moment
}

// back is an engine on the way back: what plays, and what of it is not as it is now.
type back struct {
	Moment
	counters map[*activeRule]counters
	states   map[*activeScenario]string
	windows  map[*activeRule]map[string]window
}

func (b *back) takeBack(changes Changes) {
	for _, c := range slices.Backward(changes.list) {
		if c.rule == nil {
			b.Moment = *c.all
			continue
		}
		b.counters[c.rule], b.states[c.rule.scenario] = c.counters, c.state
		if c.window != nil {
			b.takeBackWindow(c.rule, c.window)
		}
	}
}

func (b *back) takeBackWindow(r *activeRule, w *replacedWindow) {
	windows, there := b.windows[r]
	if w.all != nil {
		windows = maps.Clone(w.all)
	} else if !there {
		windows = maps.Clone(r.windows)
	}
	b.windows[r] = windows
	if w.there {
		windows[w.of] = w.was
	} else {
		delete(windows, w.of)
	}
}

// copied is a scenario as it was, which no engine has yet.
func (b *back) copied(p *activeScenario) *activeScenario {
	was := p.copied(nil)
	if state, there := b.states[p]; there {
		was.state = state
	}
	for i, r := range p.rules {
		if counters, there := b.counters[r]; there {
			was.rules[i].counters = counters
		}
		if windows, there := b.windows[r]; there {
			was.rules[i].windows = windows
		}
	}
	return was
}

// copied is a scenario that goes on by itself.
func (p *activeScenario) copied(past *past) *activeScenario {
	made := &activeScenario{scenario: p.scenario, since: p.since, state: p.state, past: past}
	for _, r := range p.rules {
		made.rules = append(made.rules, &activeRule{CompiledRule: r.CompiledRule, scenario: made, counters: r.counters, windows: maps.Clone(r.windows)})
	}
	return made
}

// goOn lets what plays in a moment go on here.
func (e *Engine) goOn(from *Moment) {
	if from == nil {
		return
	}
	for _, p := range from.playing {
		e.playing = append(e.playing, p.copied(e.past))
	}
	e.expected = slices.Clone(from.expected)
}
