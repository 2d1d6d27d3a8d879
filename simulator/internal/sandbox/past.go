package sandbox

import (
	"fmt"
	"slices"
	"time"
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// past is what a sandbox was right after each call that its journal has, as what was
// changed since: to go back to a call, all changes since are taken back. It is no part of
// what the sandbox is: nothing that a client sees depends on it, and no image has it. The
// zero value is no past.
type past struct {
	moments []moment // oldest first; those before first are gone
	first   int
	number  uint64 // of the call of the first moment, see recorder.Journal.Number
	bytes   int    // that the changes of all moments take
}

// moment is a sandbox right after a call.
type moment struct {
	at    time.Time     // by the machine
	clock *ClockSetting // which does not change; moments share it
	calls uint64        // that were drawn
	since *changes      // since the moment before; nil if there are none, or that is gone
}

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

// keep records a call, and what the sandbox is right after it.
func (s *Sandbox) keep(e recorder.Entry) {
	s.publishCall(s.journal.Record(e))
	p := &s.past
	if p.len() == 0 {
		s.keepPast(true)
		p.number = s.journal.Dropped() + uint64(s.journal.Len()) - 1
	}
	m := moment{at: s.at, clock: p.sharedClock(s.clock), calls: s.random.drawn[callID], since: s.takePast()}
	p.bytes += m.since.size()
	p.push(m)
	for p.len() > 0 && p.number < s.journal.Dropped() {
		p.dropOldest()
	}
	if p.len() == 0 { // the journal keeps nothing
		s.forgetPast()
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
	s.past = past{}
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
	if p.len() > 0 {
		if last := p.moments[len(p.moments)-1].clock; *last == now {
			return last
		}
	}
	made := now // which is in memory only now
	return &made
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
	p.number++
	if p.len() > 0 {
		next := &p.moments[p.first]
		p.bytes -= next.since.size()
		next.since = nil
	}
}

// momentOf is the index of the moment of a call. It fails with NotFound and NoMoment.
func (s *Sandbox) momentOf(call string) (index int, err error) {
	number, found := s.journal.Number(call)
	if !found {
		return 0, NotFound{kindCall, call}
	}
	if s.past.len() == 0 || number < s.past.number {
		return 0, NoMoment(call)
	}
	return s.past.first + int(number-s.past.number), nil
}

// NoMoment says that it is not kept what a sandbox was after a call.
type NoMoment string

func (e NoMoment) Error() string {
	return fmt.Sprintf("the journal has the call %s, and no longer what the sandbox was after it: too much was changed since, or the sandbox was restored; "+
		"go back to a later call, allow journals more memory, or save a checkpoint in time", string(e))
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

// WorldAfter is the world as it was right after a call that is in the journal: the caller's
// own. It fails with NotFound and NoMoment.
func (s *Sandbox) WorldAfter(call string) (world *state.World, err error) {
	s.look(func() {
		var index int
		if index, err = s.momentOf(call); err == nil {
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

// after is what a fork starts from that begins as the sandbox was right after a call. Its
// clock shows what it showed then.
func (s *Sandbox) after(call string) (beginning, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	index, err := s.momentOf(call)
	if err != nil {
		return beginning{}, err
	}
	m, since := s.past.moments[index], s.past.since(index)
	begin := beginning{world: s.worldBefore(since), clock: *m.clock}
	if begin.clock.Mode != ClockFrozen {
		begin.clock = ClockSetting{Mode: ClockOffset, Offset: m.clock.exact(m.at).Sub(s.now())}
	}
	var counted []engine.Changes
	draws := s.random.now()
	s.random.past.takeBack(&draws)
	for _, c := range since {
		counted = append(counted, c.engine)
		c.draws.takeBack(&draws)
	}
	draws.Drawn[callID] = m.calls
	begin.begun, begin.draws = s.engine.Before(counted...), &draws
	return begin, nil
}
