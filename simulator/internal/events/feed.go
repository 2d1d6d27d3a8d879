// Package events tells readers what happens in a simulator while it happens. Whoever
// publishes an event waits for no reader: events go into a ring of bounded size, and
// readers go over that at their own pace.
package events

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Feed is all events of a simulator, in the order in which they were published. It may be
// used by any number of goroutines. While nobody reads, it keeps nothing.
type Feed struct {
	now  func() time.Time // of events that are of no sandbox
	ring atomic.Pointer[ring]
	// over ends with the feed.
	over context.Context
	end  context.CancelFunc

	mu      sync.Mutex // guards what follows, and is held to publish
	next    uint64     // the ID of the next event
	readers int
	waiting []*Reader     // for their turns
	quit    chan struct{} // ends the turns
	off     *time.Timer   // lets the ring go
}

// keptFor is how long events are kept for a reader that comes back, by the time of the
// machine, after the last reader has gone.
const keptFor = time.Minute

// New makes a feed. now is the time of the events that are of no sandbox.
func New(now func() time.Time) *Feed {
	f := &Feed{now: now, next: 1}
	f.over, f.end = context.WithCancel(context.Background())
	return f
}

// Live tells whether events are kept. Where they are not, nothing needs to be made of what
// happens. A sandbox that stands in no registry has no feed, which is never live.
func (f *Feed) Live() bool { return f != nil && f.ring.Load() != nil }

// Publish adds an event and gives it its ID, if events are kept. The caller must not
// change any more what stands in it.
func (f *Feed) Publish(e journal.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.ring.Load()
	if r == nil {
		return
	}
	e.ID = f.next
	f.next++
	r.push(&Event{Event: e})
	r.ask()
}

// Tell publishes what has happened in no sandbox.
func (f *Feed) Tell(what journal.EventData) {
	if f.Live() {
		f.Publish(journal.Event{Time: f.now(), Data: what})
	}
}

// Follow begins to read the events that a filter chooses: those that are published from
// now on or, with after, those that follow the one of that ID. The reader must be closed.
func (f *Feed) Follow(filter journal.EventFilter, after *uint64) *Reader {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := &Reader{feed: f, filter: filter, next: f.next, turn: make(chan struct{}, 1), rests: make(chan struct{}, 1)}
	if r.closed = f.over.Err() != nil; r.closed {
		r.ring = newRing(f.next)
		return r
	}
	if f.readers++; f.readers == 1 {
		f.begin()
	}
	r.ring = f.ring.Load()
	if after != nil {
		r.goOnAfter(*after)
	}
	f.wait(r)
	return r
}

// begin keeps events from now on, for the first reader. The feed is locked.
func (f *Feed) begin() {
	if f.off != nil {
		f.off.Stop()
	}
	r := f.ring.Load()
	if r == nil {
		r = newRing(f.next)
		f.ring.Store(r)
	}
	f.quit = make(chan struct{})
	go f.giveTurns(r, f.quit)
}

// leave is called once for each reader.
func (f *Feed) leave(r *Reader) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting = slices.DeleteFunc(f.waiting, func(other *Reader) bool { return other == r })
	if f.readers--; f.readers > 0 {
		return
	}
	close(f.quit)
	if f.over.Err() != nil {
		return
	}
	quit := f.quit
	f.off = time.AfterFunc(keptFor, func() { f.letGo(quit) })
}

// letGo keeps nothing any more, unless somebody has begun to read since the readers went
// that quit was of. The next event then gets no ID that follows that of the last one that
// was kept, by which a reader knows that some are missing between them.
func (f *Feed) letGo(quit chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readers > 0 || f.quit != quit {
		return
	}
	f.ring.Store(nil)
	f.next++
}

// End ends all readers, and lets none begin.
func (f *Feed) End() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.end()
	f.ring.Store(nil)
	if f.off != nil {
		f.off.Stop()
	}
}
