// Package engine lets scenarios play in a sandbox: it decides which rule a call meets,
// counts, and says what came of each rule.
package engine

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Engine is what plays in one sandbox: which rules there are, how often each
// has fired, and the state of each scenario. It may be used by any number of
// goroutines. Conditions are asked without a lock; it is held only to count.
type Engine struct {
	contract *contract.Contract
	draw     Draw

	mu       sync.Mutex
	playing  []*play
	ended    []*play                 // that were stopped and expected something
	expected []*when.Selector        // of ExpectViolations
	program  atomic.Pointer[program] // of what plays; nil if nothing does
}

// Draw is the next random number for a purpose, and its ordinal.
type Draw func(purpose string) (number, ordinal uint64)

// play is a scenario that plays.
type play struct {
	scenario *scenario.Scenario
	since    time.Time // by the clock of the sandbox
	state    atomic.Pointer[string]
	slots    []*slot
}

// slot is a rule that plays. The counters are guarded by the engine's lock.
type slot struct {
	*scenario.CompiledRule
	play *play

	matched, fired int
	windows        map[string]window // of over, by what is counted apart

	reached atomic.Int32     // how many conditions held at the closest miss, and one more; 0 without a miss
	closest journal.NearMiss // guarded by the engine's lock
}

type window struct {
	start time.Time
	calls int
}

// program is all rules that play, in order. It is made anew on each change, so
// calls read it without a lock.
type program struct {
	slots       []*slot
	rules       *ruleSet // of the slots, in order
	byOperation map[string]*candidates
	expected    []*when.Selector // calls whose violations are expected
}

// candidates are the rules that are for an operation: whether they are was
// decided when the program was made.
type candidates struct {
	cuts []*slot // that act while the body is read, in order
	rest []*slot // in order
}

// New makes an engine in which nothing plays.
func New(c *contract.Contract, draw Draw) *Engine { return &Engine{contract: c, draw: draw} }

// Play lets a scenario begin, after those that play; one of the same name ends.
func (e *Engine) Play(s *scenario.Scenario, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p := newPlay(s, now)
	if i := e.index(s.Name); i >= 0 {
		e.playing[i] = p
	} else {
		e.playing = append(e.playing, p)
	}
	e.compile()
}

// Replace lets a scenario take the place of one that plays, and begin. Where
// that one does not play, nothing happens.
func (e *Engine) Replace(old string, s *scenario.Scenario, now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if i := e.index(old); i >= 0 {
		e.playing[i] = newPlay(s, now)
		e.compile()
	}
}

func newPlay(s *scenario.Scenario, now time.Time) *play {
	p := &play{scenario: s, since: now}
	p.setState(scenario.StartState)
	for _, r := range s.Rules {
		p.slots = append(p.slots, &slot{CompiledRule: r, play: p})
	}
	return p
}

func (p *play) setState(state string) { p.state.Store(&state) }

// Stop ends a scenario. It tells whether it played.
func (e *Engine) Stop(name string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.index(name)
	if i < 0 {
		return false
	}
	e.end(e.playing[i])
	e.playing = slices.Delete(e.playing, i, i+1)
	e.compile()
	return true
}

// StopAll ends all scenarios.
func (e *Engine) StopAll() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, p := range e.playing {
		e.end(p)
	}
	e.playing = nil
	e.compile()
}

// StartOver ends all scenarios and lets others begin, in one step. It returns what
// was asked for until then.
func (e *Engine) StartOver(scenarios []*scenario.Scenario, now time.Time) Asked {
	e.mu.Lock()
	defer e.mu.Unlock()
	asked := e.asked()
	e.playing, e.ended, e.expected = nil, nil, nil
	for _, s := range scenarios {
		e.playing = append(e.playing, newPlay(s, now))
	}
	e.compile()
	return asked
}

// maxEnded bounds what is kept of scenarios that were stopped.
const maxEnded = 1000

// end keeps a scenario that is stopped for what it expects: it is judged by what
// happened while it played. The lock is held.
func (e *Engine) end(p *play) {
	expects := len(p.scenario.Checks) > 0 || slices.ContainsFunc(p.slots, (*slot).expects)
	if expects && len(e.ended) < maxEnded {
		e.ended = append(e.ended, p)
	}
}

// Restart lets a scenario begin again: its state, and what its rules have
// counted. It tells whether it plays.
func (e *Engine) Restart(name string, now time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	i := e.index(name)
	if i < 0 {
		return false
	}
	e.playing[i] = newPlay(e.playing[i].scenario, now)
	e.compile()
	return true
}

// Scenarios are the scenarios that play, in order.
func (e *Engine) Scenarios() []*scenario.Scenario {
	e.mu.Lock()
	defer e.mu.Unlock()
	scenarios := make([]*scenario.Scenario, len(e.playing))
	for i, p := range e.playing {
		scenarios[i] = p.scenario
	}
	return scenarios
}

func (e *Engine) index(name string) int {
	return slices.IndexFunc(e.playing, func(p *play) bool { return p.scenario.Name == name })
}

// compile makes the program of what plays. The lock is held.
func (e *Engine) compile() {
	next := &program{byOperation: map[string]*candidates{}, rules: &ruleSet{}, expected: slices.Clone(e.expected)}
	for _, p := range e.playing {
		next.slots = append(next.slots, p.slots...)
		next.expected = append(next.expected, p.scenario.ExpectedViolations...)
		next.rules.rules = append(next.rules.rules, p.scenario.Rules...)
		next.rules.scenarios = append(next.rules.scenarios, p.scenario)
	}
	if len(next.slots) == 0 && len(next.expected) == 0 {
		e.program.Store(nil)
		return
	}
	for _, op := range e.contract.Operations {
		found := &candidates{}
		for _, s := range next.slots {
			if _, ok := s.When.Covers(op); !ok {
				continue
			}
			if s.Cuts() {
				found.cuts = append(found.cuts, s)
			} else {
				found.rest = append(found.rest, s)
			}
		}
		next.byOperation[op.ID] = found
	}
	e.program.Store(next)
}

// ChooseCut asks the rules that cut the body of a request. It is called before
// the body is read, so these rules come before all others.
func (e *Engine) ChooseCut(call *when.Call) (Decision, Considered) {
	p := e.program.Load()
	if p == nil || len(p.byOperation[call.Operation.ID].cuts) == 0 {
		return Decision{}, nil
	}
	return e.choose(p.byOperation[call.Operation.ID].cuts, asking{rules: p.rules, cut: true}, call)
}

// Choose asks the other rules, in order, up to the first that fires.
func (e *Engine) Choose(call *when.Call) (Decision, Considered) {
	p := e.program.Load()
	if p == nil {
		return Decision{}, nil
	}
	return e.choose(p.byOperation[call.Operation.ID].rest, asking{rules: p.rules}, call)
}

func (e *Engine) choose(slots []*slot, asked asking, call *when.Call) (Decision, Considered) {
	asked.operation, asked.outcomes = call.Operation, make([]outcome, 0, len(slots))
	for _, s := range slots {
		if s.When.Where != "" {
			call.State = *s.play.state.Load()
		}
		if failed := s.firstFailed(call); failed >= 0 {
			if s.reached.Load() <= int32(failed) { // asked here, since hardly any call comes closer
				e.missed(s, call, outcome(failed))
			}
			asked.outcomes = append(asked.outcomes, outcome(failed))
			continue
		}
		due := e.count(s, call)
		asked.outcomes = append(asked.outcomes, due.outcome)
		if due.drew {
			asked.draws = append(asked.draws, drawn{len(asked.outcomes) - 1, due.draw})
		}
		if due.outcome == outcomeFired {
			return Decision{engine: e, slot: s, draw: e.drawFor(s), window: due.window}, Considered{asked}
		}
		e.missed(s, call, due.outcome)
	}
	return Decision{}, Considered{asked}
}

// firstFailed is the index of the first condition that does not hold, or -1.
func (s *slot) firstFailed(call *when.Call) int {
	for i := range s.Conditions {
		if !s.Conditions[i].Holds(call) {
			return i
		}
	}
	return -1
}

// drawFor draws for a rule. Each rule and purpose has its own numbers, so that
// a rule more or less does not change what others draw.
func (e *Engine) drawFor(s *slot) func(purpose string) uint64 {
	return func(purpose string) uint64 {
		number, _ := e.draw(s.ID + "/" + purpose)
		return number
	}
}

// due is what came of asking how often a rule fires.
type due struct {
	outcome outcome
	drew    bool // it came to a draw
	draw    float64
	window  time.Duration // that is left of the window of over
}

// count decides whether a rule whose conditions hold fires now, and counts.
func (e *Engine) count(s *slot, call *when.Call) due {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := s.CompiledRule
	if len(r.When.State) > 0 && !slices.Contains(r.When.State, *s.play.state.Load()) {
		return due{outcome: outcomeState}
	}
	if r.Until != nil && call.Now.Sub(s.play.since) >= time.Duration(*r.Until) {
		return due{outcome: outcomeUntil}
	}
	s.matched++
	if s.matched <= r.After {
		return due{outcome: outcomeAfter}
	}
	if r.Every > 1 && (s.matched-r.After)%r.Every != 0 {
		return due{outcome: outcomeEvery}
	}
	var left time.Duration
	if r.Over != nil {
		over, rest := s.over(call)
		if !over {
			return due{outcome: outcomeOver}
		}
		left = rest
	}
	if r.Times != nil && s.fired >= *r.Times {
		return due{outcome: outcomeTimes}
	}
	fires := due{outcome: outcomeFired, window: left}
	if r.Probability != nil {
		fires.drew, fires.draw = true, fault.Share(e.drawFor(s)("probability"))
		if fires.draw >= *r.Probability {
			return due{outcome: outcomeProbability, drew: true, draw: fires.draw}
		}
	}
	s.fired++
	if r.Phase != scenario.PhaseAfter && r.Then != "" {
		s.play.setState(r.Then)
	}
	return fires
}

// maxWindows bounds what is kept of callers that have gone.
const maxWindows = 10_000

// over counts a call into its window (A33) and tells whether it is above the rate,
// and how much of the window is left.
func (s *slot) over(call *when.Call) (over bool, left time.Duration) {
	length := time.Duration(s.Over.Per)
	key := ""
	switch s.Over.By {
	case scenario.OverByKey:
		key = call.Key
	case scenario.OverByIP, "":
		key = call.Request.Source
	case scenario.OverBySandbox: // which the rule is in
	}
	if s.windows == nil {
		s.windows = map[string]window{}
	}
	w, ok := s.windows[key]
	if age := call.Now.Sub(w.start); !ok || age < 0 || age >= length {
		w = window{start: call.Now}
	}
	w.calls++
	if len(s.windows) >= maxWindows {
		clear(s.windows)
	}
	s.windows[key] = w
	return w.calls > s.Over.Calls, w.start.Add(length).Sub(call.Now)
}

// release takes back that a rule fired: its operation was not carried out.
func (e *Engine) release(s *slot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s.fired--
	s.matched--
}

// moveOn takes the scenario to the state that the rule leads to.
func (e *Engine) moveOn(s *slot) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if s.Then != "" {
		s.play.setState(s.Then)
	}
}
