package sandbox

import (
	"fmt"
	"slices"
	"sort"
	"time"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// past is what a sandbox was before and right after each call that its journal has, as what
// was changed since: to go back to a call, all changes since are taken back. It is no part of
// what the sandbox is: nothing that a client sees depends on it, and no image has it. The
// zero value is no past.
type past struct {
	moments []moment // oldest first; those before first are gone
	first   int
	dropped uint64        // how many moments are gone for good; the place of the first one is the next number
	bytes   int           // that the changes of all moments take
	clock   *ClockSetting // of the newest instant
}

// moment is a sandbox at one time: right after a call, or before one begins.
type moment struct {
	number uint64   // of the call in the journal, see recorder.Journal.Number; before a call begins, of the next
	since  *changes // since the moment before; nil if there are none, or that is gone

	// What follows is of a moment right after a call.
	after  bool
	before uint64 // the place of the moment before the call began
	begun  instant
	ended  instant
}

// instant is what of a sandbox no changes are noted of.
type instant struct {
	at    time.Time     // by the machine
	clock *ClockSetting // which does not change; instants share it
	calls uint64        // that were drawn
}

// Side is one of the two moments of a call at which a sandbox can be looked at.
type Side string

// These are the sides of a call. A call begins when its head has come in, or its body if
// that is needed; what others have changed while it waited lies between its sides.
const (
	BeforeCall Side = "before"
	AfterCall  Side = "after"
)

// changes are what was changed between two moments.
type changes struct {
	world  state.Changes
	engine engine.Changes
	draws  drawsPast
}

func (c *changes) size() int {
	if c == nil {
		return 0
	}
	return int(unsafe.Sizeof(*c)) + c.world.Bytes() + c.engine.Bytes() + c.draws.bytes
}

// pastShare is which part of the memory that a journal may take the past may take beside it.
const pastShare = 4

// begins is the place of the moment before a call that begins now; 0 if none is kept.
func (s *Sandbox) begins() (place uint64) {
	if s.settings.Journal.Entries < 1 {
		return 0
	}
	p := &s.past
	next := s.journal.Dropped() + uint64(s.journal.Len())
	if p.len() == 0 {
		s.keepPast(true)
		p.push(moment{number: next})
	} else if since := s.takePast(); since != nil {
		p.bytes += since.size()
		p.push(moment{number: next, since: since})
	}
	return p.dropped + uint64(p.len())
}

// instant is now.
func (s *Sandbox) instant() instant {
	return instant{s.at, s.past.sharedClock(s.clock), s.random.drawn[callID]}
}

// keep records a call, and what the sandbox is right after it. before and begun are of the
// moment before the call began.
func (s *Sandbox) keep(e recorder.Entry, before uint64, begun instant) {
	s.publishCall(s.journal.Record(e))
	if s.settings.Journal.Entries < 1 {
		return
	}
	p := &s.past
	if p.len() == 0 { // it was forgotten while the call waited
		s.keepPast(true)
	}
	m := moment{
		number: s.journal.Dropped() + uint64(s.journal.Len()) - 1, since: s.takePast(),
		after: true, before: before, begun: begun, ended: s.instant(),
	}
	p.bytes += m.since.size()
	p.push(m)
	for p.len() > 1 && p.moments[p.first+1].number < s.journal.Dropped() {
		p.dropOldest() // the one after it is before the first call that is kept
	}
}

// takePast takes what was changed since the newest moment; nil if nothing was.
func (s *Sandbox) takePast() *changes {
	c := changes{s.shared().TakePast(), s.engine.TakePast(), s.random.takePast()}
	if c.world.None() && c.engine.None() && len(c.draws.drawn) == 0 {
		return nil
	}
	kept := c // which is in memory only now
	return &kept
}

// keepPast lets what is changed be noted from now on, or no longer.
func (s *Sandbox) keepPast(keep bool) {
	s.shared().KeepPast(keep)
	s.engine.KeepPast(keep)
	s.random.keepPast(keep)
}

// forgetPast forgets what the sandbox was, until the next call.
func (s *Sandbox) forgetPast() {
	s.past = past{dropped: s.past.dropped + uint64(s.past.len())} // calls that wait know places
	s.keepPast(false)
}

// pastBytes is the memory that the past takes.
func (s *Sandbox) pastBytes() int {
	return s.past.bytes + cap(s.past.moments)*int(unsafe.Sizeof(moment{})) +
		s.shared().Past().Bytes() + s.engine.Past().Bytes() + s.random.past.bytes
}

// boundPast forgets the oldest moments where all take too much memory.
func (s *Sandbox) boundPast() {
	for s.past.len() > 0 && s.pastBytes() > s.settings.Journal.Bytes/pastShare {
		if s.past.dropOldest(); s.past.len() == 0 {
			s.forgetPast()
		}
	}
}

func (p *past) len() int { return len(p.moments) - p.first }

func (p *past) sharedClock(now ClockSetting) *ClockSetting {
	if p.clock == nil || *p.clock != now {
		made := now // which is in memory only now
		p.clock = &made
	}
	return p.clock
}

// push adds the newest moment. The room of those that are gone is used again.
func (p *past) push(m moment) {
	if p.first > len(p.moments)/4 && len(p.moments) == cap(p.moments) {
		n := copy(p.moments, p.moments[p.first:])
		clear(p.moments[n:])
		p.moments, p.first = p.moments[:n], 0
	}
	p.moments = append(p.moments, m)
}

// dropOldest forgets the oldest moment, and what was changed after it: nobody goes back
// behind the next one.
func (p *past) dropOldest() {
	p.bytes -= p.moments[p.first].since.size()
	p.moments[p.first] = moment{}
	p.first++
	p.dropped++
	if p.len() > 0 {
		next := &p.moments[p.first]
		p.bytes -= next.since.size()
		next.since = nil
	}
}

// momentOf is the index of the moment at a side of a call, and the instant. It fails with
// NotFound and NoMoment.
func (s *Sandbox) momentOf(call string, side Side) (index int, at instant, err error) {
	number, found := s.journal.Number(call)
	if !found {
		return 0, instant{}, NotFound{kindCall, call}
	}
	p := &s.past
	index, found = p.after(number)
	if !found {
		return 0, instant{}, NoMoment{call, side}
	}
	m := p.moments[index]
	switch {
	case side != BeforeCall:
		return index, m.ended, nil
	case m.before <= p.dropped:
		return 0, instant{}, NoMoment{call, side}
	}
	return p.first + int(m.before-p.dropped) - 1, m.begun, nil
}

// after is the index of the moment right after a call, the last of its number.
func (p *past) after(number uint64) (index int, found bool) {
	kept := p.moments[p.first:]
	behind := sort.Search(len(kept), func(i int) bool { return kept[i].number > number })
	if behind == 0 || kept[behind-1].number != number || !kept[behind-1].after {
		return 0, false
	}
	return p.first + behind - 1, true
}

// NoMoment says that it is not kept what a sandbox was before or after a call.
type NoMoment struct {
	Call string
	Side Side
}

func (e NoMoment) Error() string {
	return fmt.Sprintf("the journal has the call %s, and no longer what the sandbox was %s it: too much was changed since, or the sandbox was restored; "+
		"go back to a later call, allow journals more memory, or save a checkpoint in time", e.Call, e.Side)
}

// since are the changes after a moment, the newest first, without those that were made
// after the newest moment.
func (p *past) since(index int) (since []*changes) {
	for _, m := range slices.Backward(p.moments[index+1:]) {
		if m.since != nil {
			since = append(since, m.since)
		}
	}
	return since
}

// WorldAt is the world as it was at a side of a call that is in the journal: the caller's
// own. It fails with NotFound and NoMoment.
func (s *Sandbox) WorldAt(call string, side Side) (world *state.World, err error) {
	s.look(func() {
		var index int
		if index, _, err = s.momentOf(call, side); err == nil {
			world = s.worldBefore(s.past.since(index))
		}
	})
	return world, err
}

func (s *Sandbox) worldBefore(since []*changes) *state.World {
	world := s.shared().Fork()
	s.shared().Past().TakeBack(state.Share(world))
	for _, c := range since {
		c.world.TakeBack(state.Share(world))
	}
	return world
}

// originAt is what a fork starts from that begins as the sandbox was at a side of a call. Its
// clock shows what it showed then.
func (s *Sandbox) originAt(call string, side Side) (beginning, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	index, at, err := s.momentOf(call, side)
	if err != nil {
		return beginning{}, err
	}
	since := s.past.since(index)
	begin := beginning{world: s.worldBefore(since), clock: *at.clock}
	if begin.clock.Mode != ClockFrozen {
		begin.clock = ClockSetting{Mode: ClockOffset, Offset: at.clock.exact(at.at).Sub(s.now())}
	}
	var counted []engine.Changes
	draws := s.random.now()
	s.random.past.takeBack(&draws)
	for _, c := range since {
		counted = append(counted, c.engine)
		c.draws.takeBack(&draws)
	}
	draws.Drawn[callID] = at.calls
	begin.begun, begin.draws = s.engine.Before(counted...), &draws
	return begin, nil
}
