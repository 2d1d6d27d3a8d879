// Package events tells readers what happens in a simulator while it happens. Whoever
// publishes an event waits for no reader: events go into a ring of bounded size, and
// readers go over that at their own pace.
package events

import (
	"context"
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
	quit    chan struct{} // ends the waker
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
	select {
	case r.wake <- struct{}{}:
	default: // the waker is about to look
	}
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
	if f.over.Err() != nil {
		return &Reader{feed: f, filter: filter, closed: true, ring: newRing(f.next), next: f.next}
	}
	if f.readers++; f.readers == 1 {
		f.begin()
	}
	r := &Reader{feed: f, filter: filter, ring: f.ring.Load(), next: f.next}
	if after != nil {
		r.goOnAfter(*after)
	}
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
	go f.wakeReaders(r, f.quit)
}

// leave is called once for each reader.
func (f *Feed) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
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

// restPerReader is how long the waker rests for each reader, by the time of the machine. A
// thousand readers take a thousand switches of goroutines and as many writes at least, so
// they must not wake for each of the calls that come in a hurry.
const restPerReader = 50 * time.Microsecond

// wakeReaders wakes the readers of a ring after something was published, so that whoever
// publishes does not have to.
func (f *Feed) wakeReaders(r *ring, quit <-chan struct{}) {
	for {
		select {
		case <-r.wake:
		case <-quit:
			return
		}
		r.wakeAll()
		f.mu.Lock()
		rest := time.Duration(f.readers) * restPerReader
		f.mu.Unlock()
		select {
		case <-time.After(rest):
		case <-quit:
			return
		}
	}
}
