// Package engine lets scenarios play in a sandbox: it decides which rule a call meets,
// counts, and says what came of each rule.
package engine

import (
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Engine is what plays in one sandbox: which rules there are, how often each
// has fired, and the state of each scenario. The sandbox's lock guards it.
type Engine struct {
	contract *contract.Contract
	draw     Draw

	playing  []*activeScenario
	ended    []*activeScenario // that were stopped and expected something
	expected []*when.Selector  // of ExpectViolations
	index    *ruleIndex        // of what plays; nil if nothing does
	past     *past             // nil if nobody goes back
}

// Draw is the next random number for a purpose, and its ordinal.
type Draw func(purpose string) (number, ordinal uint64)

// activeScenario is a scenario that plays.
type activeScenario struct {
	scenario *scenario.Scenario
	since    time.Time // by the clock of the sandbox
	state    string
	rules    []*activeRule
	past     *past // of the engine
}

// activeRule is a rule that plays, with what it counts and notes.
type activeRule struct {
	*scenario.CompiledRule
	scenario *activeScenario

	counters
	windows map[string]window // of over, by what is counted apart
}

// counters are what a rule has counted and noted, beside its windows.
type counters struct {
	matched, fired int

	reached  int               // how many conditions held for nearMiss, and one more; 0 if no call missed
	nearMiss *journal.NearMiss // of the call that came closest; it does not change
}

type window struct {
	start time.Time
	calls int
}

// New makes an engine in which nothing plays.
func New(c *contract.Contract, draw Draw) *Engine { return &Engine{contract: c, draw: draw} }

// Play lets a scenario begin, after those that play; one of the same name ends.
func (e *Engine) Play(s *scenario.Scenario, now time.Time) {
	e.noteAll()
	e.put(e.activate(s, now))
	e.reindex()
}

func (e *Engine) put(p *activeScenario) {
	if i := e.indexOf(p.scenario.Name); i >= 0 {
		e.playing[i] = p
	} else {
		e.playing = append(e.playing, p)
	}
}

// Replace lets a scenario take the place of one that plays, and begin. It tells whether
// that one plays; if not, nothing happens.
func (e *Engine) Replace(old string, s *scenario.Scenario, now time.Time) bool {
	i := e.indexOf(old)
	if i < 0 {
		return false
	}
	e.noteAll()
	e.playing[i] = e.activate(s, now)
	e.reindex()
	return true
}

func (e *Engine) activate(s *scenario.Scenario, now time.Time) *activeScenario {
	p := &activeScenario{scenario: s, since: now, state: scenario.StartState, past: e.past}
	for _, r := range s.Rules {
		p.rules = append(p.rules, &activeRule{CompiledRule: r, scenario: p})
	}
	return p
}

// Stop ends a scenario. It tells whether it played.
func (e *Engine) Stop(name string) bool {
	i := e.indexOf(name)
	if i < 0 {
		return false
	}
	e.noteAll()
	e.end(e.playing[i])
	e.playing = slices.Delete(e.playing, i, i+1)
	e.reindex()
	return true
}

// StopAll ends all scenarios.
func (e *Engine) StopAll() {
	e.noteAll()
	for _, p := range e.playing {
		e.end(p)
	}
	e.playing = nil
	e.reindex()
}

// StartOver ends all scenarios and lets others begin, after those that go on from a
// moment; nil is none.
func (e *Engine) StartOver(from *Moment, scenarios []*scenario.Scenario, now time.Time) {
	e.noteAll()
	e.playing, e.ended, e.expected = nil, nil, nil
	e.goOn(from)
	for _, s := range scenarios {
		e.put(e.activate(s, now))
	}
	e.reindex()
}

// maxEnded bounds what is kept of scenarios that were stopped.
const maxEnded = 1000

// end keeps a scenario that is stopped for what it expects: it is judged by what
// happened while it played.
func (e *Engine) end(p *activeScenario) {
	expects := len(p.scenario.Checks) > 0 || slices.ContainsFunc(p.rules, (*activeRule).expects)
	if expects && len(e.ended) < maxEnded {
		e.ended = append(e.ended, p)
	}
}

// BeginRun lets all that plays begin again, and forgets what scenarios expect that were stopped.
func (e *Engine) BeginRun(now time.Time) {
	e.noteAll()
	e.ended = nil
	for i, p := range e.playing {
		e.playing[i] = e.activate(p.scenario, now)
	}
	e.reindex()
}

// Restart lets a scenario begin again: its state, and what its rules have
// counted. It tells whether it plays.
func (e *Engine) Restart(name string, now time.Time) bool {
	i := e.indexOf(name)
	if i < 0 {
		return false
	}
	e.noteAll()
	e.playing[i] = e.activate(e.playing[i].scenario, now)
	e.reindex()
	return true
}

// Scenarios are the scenarios that play, in order.
func (e *Engine) Scenarios() []*scenario.Scenario {
	scenarios := make([]*scenario.Scenario, len(e.playing))
	for i, p := range e.playing {
		scenarios[i] = p.scenario
	}
	return scenarios
}

func (e *Engine) indexOf(name string) int {
	return slices.IndexFunc(e.playing, func(p *activeScenario) bool { return p.scenario.Name == name })
}

// ErrorForm is how the errors of the API look: as the first scenario says that says
// it; empty if none does.
func (e *Engine) ErrorForm() exchange.ErrorForm {
	if p := e.index; p != nil {
		return p.errorForm
	}
	return ""
}

// ChooseBeforeBody asks the rules that abort an upload. It is called before the body is
// read, so these rules come before all others.
func (e *Engine) ChooseBeforeBody(call *when.Call) (Decision, Trace) {
	p := e.index
	if p == nil || len(p.of(call.Operation).beforeBody.rules) == 0 {
		return Decision{}, nil
	}
	return e.choose(&p.of(call.Operation).beforeBody, pass{rules: p.traced, beforeBody: true}, call)
}

// Choose asks the other rules, in order, up to the first that fires.
func (e *Engine) Choose(call *when.Call) (Decision, Trace) {
	p := e.index
	if p == nil {
		return Decision{}, nil
	}
	return e.choose(&p.of(call.Operation).afterBody, pass{rules: p.traced}, call)
}

func (e *Engine) choose(list *ruleList, traced pass, call *when.Call) (Decision, Trace) {
	// The zero value says that the first condition does not hold, as it does not for the
	// rules that are not asked.
	traced.operation, traced.results = call.Operation, make([]ruleResult, len(list.rules))
	asked := list.toAsk(call)
	for i := asked.next(0); i >= 0; i = asked.next(i + 1) {
		r := list.rules[i]
		if r.When.Where != "" {
			call.State = r.scenario.state
		}
		if failed := r.firstFailed(call); failed >= 0 {
			if r.reached <= failed { // asked here, since hardly any call comes closer
				r.noteMiss(call, ruleResult(failed))
				list.missed(i)
			}
			traced.results[i] = ruleResult(failed)
			continue
		}
		turn := e.count(r, call)
		traced.results[i] = turn.result
		if turn.drew {
			traced.draws = append(traced.draws, drawn{i, turn.draw})
		}
		if turn.result == resultFired {
			traced.results = traced.results[:i+1]
			return Decision{rule: r, draw: e.drawFor(r), now: call.Now, window: turn.window}, Trace{traced}
		}
		r.noteMiss(call, turn.result)
		list.missed(i)
	}
	return Decision{}, Trace{traced}
}

// firstFailed is the index of the first condition that does not hold, or -1.
func (r *activeRule) firstFailed(call *when.Call) int {
	for i := range r.Conditions {
		if !r.Conditions[i].Holds(call) {
			return i
		}
	}
	return -1
}

// drawFor draws for a rule. Each rule and purpose has its own numbers, so that
// a rule more or less does not change what others draw.
func (e *Engine) drawFor(r *activeRule) fault.Draw {
	return func(purpose string) uint64 {
		number, _ := e.draw(r.ID + "/" + purpose)
		return number
	}
}

// turn is what came of asking how often a rule fires.
type turn struct {
	result ruleResult
	drew   bool // it came to a draw
	draw   float64
	window time.Duration // that is left of the window of over
}

// count decides whether a rule whose conditions hold fires now, and counts.
func (e *Engine) count(r *activeRule, call *when.Call) turn {
	if len(r.When.State) > 0 && !slices.Contains(r.When.State, r.scenario.state) {
		return turn{result: resultState}
	}
	if r.Until != nil && call.Now.Sub(r.scenario.since) >= time.Duration(*r.Until) {
		return turn{result: resultUntil}
	}
	r.note()
	r.matched++
	if r.matched <= r.After {
		return turn{result: resultAfter}
	}
	if r.Every > 1 && (r.matched-r.After)%r.Every != 0 {
		return turn{result: resultEvery}
	}
	var left time.Duration
	if r.Over != nil {
		over, rest := r.over(call)
		if !over {
			return turn{result: resultOver}
		}
		left = rest
	}
	if r.Times != nil && r.fired >= *r.Times {
		return turn{result: resultTimes}
	}
	fires := turn{result: resultFired, window: left}
	if r.Probability != nil {
		fires.drew, fires.draw = true, fault.Share(e.drawFor(r)("probability"))
		if fires.draw >= *r.Probability {
			return turn{result: resultProbability, drew: true, draw: fires.draw}
		}
	}
	r.fired++
	if r.Phase != scenario.PhaseAfter && r.Then != "" {
		r.scenario.state = r.Then
	}
	return fires
}

// maxWindows bounds what is kept of callers that have gone.
const maxWindows = 10_000

// over counts a call into its window (A33) and tells whether it is above the rate,
// and how much of the window is left.
func (r *activeRule) over(call *when.Call) (over bool, left time.Duration) {
	length := time.Duration(r.Over.Per)
	key := ""
	switch r.Over.By {
	case scenario.OverByKey:
		key = call.Key
	case scenario.OverByIP, "":
		key = call.Request.Source
	case scenario.OverBySandbox: // which the rule is in
	}
	if r.windows == nil {
		r.windows = map[string]window{}
	}
	w, ok := r.windows[key]
	r.noteWindow(key, w, ok)
	if age := call.Now.Sub(w.start); !ok || age < 0 || age >= length {
		w = window{start: call.Now}
	}
	w.calls++
	if len(r.windows) >= maxWindows {
		r.windows = map[string]window{}
	}
	r.windows[key] = w
	return w.calls > r.Over.Calls, w.start.Add(length).Sub(call.Now)
}

// takeBack takes back that a rule fired: its operation was not carried out.
func (r *activeRule) takeBack() {
	r.note()
	r.fired--
	r.matched--
}

// moveOn takes the scenario to the state that the rule leads to.
func (r *activeRule) moveOn() {
	if r.Then != "" {
		r.note()
		r.scenario.state = r.Then
	}
}
