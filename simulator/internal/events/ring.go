package events

import (
	"sync/atomic"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// The bounds of what is kept, for all readers together.
const (
	maxEvents = 1 << 14
	maxBytes  = 16 << 20 // of memory, with what an event is as text
)

// ring is the newest events. One goroutine at a time pushes; readers take no lock, so that
// they hold up nobody.
type ring struct {
	begin uint64 // the ID of the first event that it ever had
	slots [maxEvents]atomic.Pointer[Event]
	first atomic.Uint64 // the ID of the oldest event that is kept
	next  atomic.Uint64 // the ID after that of the newest
	bytes int

	asked chan struct{} // has a value once there is something to read
}

func newRing(next uint64) *ring {
	r := &ring{begin: next, asked: make(chan struct{}, 1)}
	r.first.Store(next)
	r.next.Store(next)
	return r
}

// push adds an event with the next ID, in the place of the oldest where there is no room.
// The order of its steps matters to readers: an event that is not in its slot any more is
// before first, and one that is before next is in its slot, or was.
func (r *ring) push(e *Event) {
	r.bytes += e.size()
	for first := r.first.Load(); first < e.ID && (e.ID-first >= maxEvents || r.bytes > maxBytes); first++ {
		slot := r.slot(first)
		r.bytes -= slot.Load().size()
		r.first.Store(first + 1)
		slot.Store(nil)
	}
	r.slot(e.ID).Store(e)
	r.next.Store(e.ID + 1)
}

func (r *ring) slot(id uint64) *atomic.Pointer[Event] { return &r.slots[id%maxEvents] }

// at is the event of an ID; nil if it is no longer kept.
func (r *ring) at(id uint64) *Event {
	if e := r.slot(id).Load(); e != nil && e.ID == id {
		return e
	}
	return nil
}

// size is how many bytes an event takes at most, with its text.
func (e *Event) size() int {
	const (
		bare    = 600   // without the texts in it
		letters = 1 + 6 // of a text: itself, and the longest form that a byte has in JSON
	)
	texts := 0
	switch d := e.Data.(type) {
	case journal.CallEvent:
		texts = len(d.Method) + len(d.Path) + len(d.Rule) + len(d.Fault)
	case journal.RuleEvent:
		texts = len(d.Rule) + len(d.Fault)
	case journal.WaitEvent:
		texts = len(d.Rule) + len(d.Fault)
	case journal.ViolationEvent:
		texts = len(d.Pointer) + len(d.Name) + len(d.Text) + len(d.Fix)
	case journal.HintEvent:
		texts = len(d.Name) + len(d.Text) + len(d.Fix)
	}
	return bare + letters*texts
}
