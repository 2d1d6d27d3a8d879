package events

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Event is an event as all of its readers share it.
type Event struct {
	journal.Event
	once sync.Once
	text []byte
}

// Text is the event as a stream of events has it (text/event-stream), with the empty line
// at its end. It is made once for all readers, which must not change it. It is empty for
// an event at a time that cannot be written.
func (e *Event) Text() []byte {
	e.once.Do(func() {
		data, err := json.Marshal(e.Event)
		if err != nil {
			return // a program has set the clock to a year that JSON has no form for
		}
		e.text = fmt.Appendf(nil, "id: %d\nevent: %s\ndata: %s\n\n", e.ID, e.Data.Type(), data)
	})
	return e.text
}

// Reader goes over the events of a feed. One goroutine uses it, but for Close.
type Reader struct {
	feed   *Feed
	filter journal.EventFilter
	ring   *ring
	next   uint64 // the ID of the event to look at next

	missing bool // events are, which the reader was not told yet
	unknown bool // nobody knows how many
	missed  uint64

	turn  chan struct{} // has a value when it is the reader's turn
	rests chan struct{} // has a value when that is over

	mu     sync.Mutex // guards what follows
	closed bool
}

// goOnAfter lets the reader begin behind the event of an ID, or with the oldest that is
// kept, if that is not known.
func (r *Reader) goOnAfter(id uint64) {
	next, first := id+1, r.ring.first.Load()
	switch {
	case id >= r.next, next < r.ring.begin: // of another simulator, or before events were kept
		r.missing, r.unknown = true, true
	case next < first:
		r.missing, r.missed = true, first-next
	default:
		r.next = next
		return
	}
	r.next = first
}

// The bounds of what a reader gets at a time.
const (
	maxTaken      = 64
	maxTakenBytes = 64 << 10 // as they are counted
)

// Take is what there is to read, in order; not all of it, if that is much. It does not wait.
// An event of the type EventMissed says that some are missing at its place; its ID is that
// of the last one before the next.
func (r *Reader) Take() (taken []*Event) {
	for bytes := 0; len(taken) < maxTaken && bytes < maxTakenBytes && r.next < r.ring.next.Load(); {
		e := r.ring.at(r.next)
		if e == nil {
			first := r.ring.first.Load()
			r.missed += first - r.next
			r.missing, r.next = true, first
			continue
		}
		if r.missing {
			taken = append(taken, r.gap())
		}
		r.next++
		if keeps(r.filter, e) {
			taken = append(taken, e)
			bytes += e.size()
		}
	}
	if r.missing {
		taken = append(taken, r.gap())
	}
	return taken
}

// gap tells the reader that events are missing before the next one.
func (r *Reader) gap() *Event {
	data := journal.MissedEvent{}
	if !r.unknown {
		missed := r.missed
		data.Events = &missed
	}
	r.missing, r.unknown, r.missed = false, false, 0
	return &Event{Event: journal.Event{ID: r.next - 1, Time: r.feed.now(), Sandbox: r.filter.Sandbox, Data: data}}
}

// Last is the ID of the last event that the reader has looked at, which it goes on after.
func (r *Reader) Last() uint64 { return r.next - 1 }

// Ended ends with the feed: there is no more to read.
func (r *Reader) Ended() context.Context { return r.feed.over }

// Close ends the reader. It may be called more than once, and by others.
func (r *Reader) Close() {
	r.mu.Lock()
	before := r.closed
	r.closed = true
	r.mu.Unlock()
	if !before {
		r.rest() // if this is its turn
		r.feed.leave(r)
	}
}

func (r *Reader) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

// keeps tells whether a filter chooses an event.
func keeps(f journal.EventFilter, e *Event) bool {
	return (f.Sandbox == "" || f.Sandbox == e.Sandbox) && (len(f.Types) == 0 || slices.Contains(f.Types, e.Data.Type()))
}
