package sandbox

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// phase is where a call is that waits.
type phase uint8

const (
	forBody         phase = iota // it waits for its client, and not by the clock
	beforeOperation              // a fault delays it
	beforeAnswer                 // a fault delays the answer to an upload that it aborts
	beforeSending                // a fault delays the answer
)

// wait is a call that waits. It is state, like records: whichever command lets the clock
// reach its time goes on with it.
type wait struct {
	ordinal uint64
	until   time.Time // by the clock of the sandbox
	phase   phase
	step    *step
}

func (w *wait) compare(other *wait) int {
	return cmp.Or(w.until.Compare(other.until), cmp.Compare(w.ordinal, other.ordinal))
}

// waits are the calls of a sandbox that wait. There may be as many as there are
// connections.
type waits struct {
	byOrdinal map[uint64]*wait
	due       []*wait // those that wait by the clock, in the order in which they go on
}

// keep lets a call wait.
func (ws *waits) keep(w *wait) {
	if ws.byOrdinal == nil {
		ws.byOrdinal = map[uint64]*wait{}
	}
	ws.byOrdinal[w.ordinal] = w
	if w.phase != forBody {
		i, _ := slices.BinarySearchFunc(ws.due, w, (*wait).compare)
		ws.due = slices.Insert(ws.due, i, w)
	}
}

// take takes out a call; nil if it does not wait.
func (ws *waits) take(ordinal uint64) *wait {
	w := ws.byOrdinal[ordinal]
	delete(ws.byOrdinal, ordinal)
	if w != nil && w.phase != forBody {
		if ws.due[0] == w { // as in a release, where all go one after the other
			ws.due[0], ws.due = nil, ws.due[1:]
			return w
		}
		i, _ := slices.BinarySearchFunc(ws.due, w, (*wait).compare)
		ws.due = slices.Delete(ws.due, i, i+1)
	}
	return w
}

// all are all calls that wait: first those for their bodies, by ordinal.
func (ws *waits) all() []*wait {
	return slices.SortedFunc(maps.Values(ws.byOrdinal), (*wait).compare)
}

// holdUp lets a call wait for the clock.
func (s *Sandbox) holdUp(w *wait) {
	s.waits.keep(w)
	s.publishWait(w, journal.ChangeBegun)
}

// takeWait takes out a call; nil if it does not wait.
func (s *Sandbox) takeWait(ordinal uint64) *wait {
	w := s.waits.take(ordinal)
	if w != nil && w.phase != forBody {
		s.publishWait(w, journal.ChangeEnded)
	}
	return w
}

// release goes on with the calls whose time has come, in the order of their times and,
// of those with the same time, of their ordinals.
func (s *Sandbox) release() {
	for len(s.waits.due) > 0 {
		w := s.waits.due[0]
		if w.until.After(s.clock.exact(s.at)) {
			return
		}
		s.takeWait(w.ordinal)
		s.through(w.step, w.step.resume(w.phase))
	}
}

// endWaits ends all that wait, as if their clients had left: what they wait in is over.
func (s *Sandbox) endWaits() {
	for _, w := range s.waits.all() {
		s.takeWait(w.ordinal)
		s.through(w.step, w.step.abandoned(w.phase))
	}
}

// through hands an answer to the server, which waits for it, unless the call goes on
// waiting.
func (s *Sandbox) through(st *step, answer *Answer) {
	if answer.Next == Wait {
		return
	}
	s.released = append(s.released, answer)
	st.tell(answer)
}

// tell hands the server the answer that it waits for.
func (c *step) tell(answer *Answer) {
	if c.door != nil {
		c.door <- answer // has room for the one answer that a call gets
	}
}

// Await returns what comes of a call that waits. If ctx ends before, the call is left.
func (s *Sandbox) Await(ctx context.Context, waiting *Answer) *Answer {
	for {
		timer, changed := s.timerOf(waiting.Ordinal)
		select {
		case answer := <-waiting.door:
			return answer
		case <-timer:
			_, _ = s.Apply(Tick{})
		case <-changed:
		case <-ctx.Done():
			_, _ = s.Apply(Leave{waiting.Ordinal})
			return <-waiting.door
		}
	}
}

// timerOf is when a call that waits may go on, for a clock that runs, and what may move
// that: another setting of the clock.
func (s *Sandbox) timerOf(ordinal uint64) (timer <-chan time.Time, changed <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w := s.waits.byOrdinal[ordinal]; w != nil {
		return s.timer(w.until), s.clockChanged
	}
	return nil, nil
}

// timer ends when the clock shows a time; a clock that stands still never does. The
// sandbox is locked.
func (s *Sandbox) timer(until time.Time) <-chan time.Time {
	if s.clock.Mode == ClockFrozen {
		return nil
	}
	return time.After(until.Sub(s.clock.exact(s.now())))
}

// pause is one call of Pause.
type pause struct{ until time.Time }

// Pause returns when the clock shows d more than now, for a server that sends an answer
// in pieces. A clock that runs is waited for in real time, a frozen one until it is set
// or advanced far enough; a clock that is taken back is waited for all the longer. If
// ctx ends first, its error is returned. Nothing of it is state.
func (s *Sandbox) Pause(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	p := s.beginPause(d)
	defer s.endPause(p)
	for {
		timer, changed, over := s.lookAt(p)
		if over {
			return nil
		}
		select {
		case <-timer:
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Sandbox) beginPause(d time.Duration) *pause {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &pause{until: s.clock.exact(s.now()).Add(d)}
	s.pauses[p] = struct{}{}
	return p
}

func (s *Sandbox) endPause(p *pause) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pauses, p)
}

// lookAt tells whether a pause is over, and if not, what may end it.
func (s *Sandbox) lookAt(p *pause) (timer <-chan time.Time, changed <-chan struct{}, over bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, there := s.pauses[p]; !there || !p.until.After(s.clock.exact(s.now())) {
		return nil, nil, true
	}
	return s.timer(p.until), s.clockChanged, false
}

// setClock lets the clock run in another way. Pauses that are over by that end here, and
// not where they wake up, so that waiting is right as soon as the clock has changed.
func (s *Sandbox) setClock(setting ClockSetting) {
	if setting.Mode == "" {
		setting.Mode = ClockReal
	}
	s.clock = setting
	now := setting.exact(s.now())
	for p := range s.pauses {
		if !p.until.After(now) {
			delete(s.pauses, p)
		}
	}
	close(s.clockChanged)
	s.clockChanged = make(chan struct{})
}

// Held is a call that a fault holds up.
type Held struct {
	Call, Method, Path string
	Rule, Fault        string
	Until              time.Time // by the clock of the sandbox
}

// mostHeld is how many calls that wait are told.
const mostHeld = 20

// held are the first calls to go on of those that a fault holds up, but for those in pauses
// between the pieces of an answer.
func (s *Sandbox) held() (calls []Held) {
	for _, w := range s.waits.due[:min(len(s.waits.due), mostHeld)] {
		c := w.step
		head := recorder.RequestMessage(&exchange.Request{Method: c.Request.Method, Path: c.Request.Path}, s.journal.Mask())
		calls = append(calls, Held{c.id, head.Method, head.Path, c.rule, c.fault, w.until})
	}
	return calls
}

// waiting is how many calls a fault holds up now.
func (s *Sandbox) waiting() int { return len(s.pauses) + len(s.waits.due) }
