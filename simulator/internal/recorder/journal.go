// Package recorder keeps what happened in a sandbox: the calls, one by one, in a
// bounded journal, and what they cover of the contract. What leaves it for people is
// plain data of the package journal.
package recorder

import (
	"maps"
	"slices"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Entry is one call. It is not changed once it is recorded, but by Undelivered.
type Entry struct {
	journal.Call              // without its Rules, which Plain puts in words
	Trace        engine.Trace // rules that were asked
	Facts        state.Facts  // before the call

	mask Mask // of the journal: rules that are asked about the entry must not tell what it hides
}

// Plain is the call as it leaves the simulator. It shares nothing with the journal
// that it comes from; entries as a Journal hands them out do share, and must not be
// changed.
func (e Entry) Plain() journal.Call {
	c := e.Call
	c.Request, c.Response = cloned(c.Request), cloned(c.Response)
	c.Violations, c.Hints = slices.Clone(c.Violations), slices.Clone(c.Hints)
	c.Rules = e.Trace.Rules()
	return c
}

// Plain makes the calls of entries as they leave the simulator.
func Plain(entries []Entry) []journal.Call {
	calls := make([]journal.Call, len(entries))
	for i, e := range entries {
		calls[i] = e.Plain()
	}
	return calls
}

// Settings say how much a journal keeps, and which values it hides. Once a bound is
// passed, the oldest entries go.
type Settings struct {
	Entries int
	Bytes   int // of memory; the newest entry is kept all the same, in its barest form
	Mask    Mask
}

// Journal holds the last entries of a sandbox. It may be used by any number of
// goroutines.
type Journal struct {
	settings Settings

	mu      sync.Mutex
	entries ring
	bytes   int            // of memory that the entries hold, beside their slots
	shared  map[any]shared // what several entries hold together
	dropped uint64

	recorded uint64 // entries ever: the number of the next
}

// shared is something that entries hold together, such as the rules of a scenario:
// it stays in memory as long as one of them does.
type shared struct{ entries, bytes int }

// New makes an empty journal.
func New(settings Settings) *Journal { return &Journal{settings: settings} }

// Mask hides the values that the journal does not keep.
func (j *Journal) Mask() Mask { return j.settings.Mask }

// Record adds an entry, cut where it is too large. The messages of the entry must be
// made by RequestMessage and ResponseMessage, which bound them; all else of it is
// bounded here.
func (j *Journal) Record(e Entry) {
	e.mask = j.settings.Mask
	e.bound()
	added := kept{e, e.size()}
	if slotSize+added.bytes+e.Trace.SharedSize() > j.settings.Bytes {
		e.strip()
		added = kept{e, e.size()}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.settings.Entries < 1 {
		j.dropped++
		return
	}
	j.hold(&added)
	for j.entries.n > 0 && (j.entries.n >= j.settings.Entries || j.bytesWith(1) > j.settings.Bytes) {
		j.dropOldest()
	}
	j.entries.push(added)
	j.recorded++
}

// oldest is the number of the oldest entry, or of the next one if there is none.
// The lock is held.
func (j *Journal) oldest() uint64 { return j.recorded - uint64(j.entries.n) }

// bytesWith is the memory that the journal takes with so many entries more, whose
// bytes are counted already. The lock is held.
func (j *Journal) bytesWith(more int) int {
	return j.bytes + slotSize*j.entries.roomFor(j.entries.n+more)
}

// hold counts the memory that an entry holds. The lock is held.
func (j *Journal) hold(k *kept) {
	j.bytes += k.bytes
	k.Trace.EachShared(func(thing any, bytes int) {
		if j.shared == nil {
			j.shared = map[any]shared{}
		}
		held := j.shared[thing]
		if held.entries == 0 {
			held.bytes = bytes
			j.bytes += bytes
		}
		held.entries++
		j.shared[thing] = held
	})
}

// dropOldest forgets one entry. The lock is held.
func (j *Journal) dropOldest() {
	gone := j.entries.pop()
	j.dropped++
	j.bytes -= gone.bytes
	gone.Trace.EachShared(func(thing any, _ int) {
		held := j.shared[thing]
		if held.entries--; held.entries > 0 {
			j.shared[thing] = held
			return
		}
		j.bytes -= held.bytes
		delete(j.shared, thing)
	})
}

// Undelivered notes of a recorded call that its answer did not go out: the client left
// before, or the server stopped. lost tells whether the operation was carried out, so
// that its success is lost to the client. A call whose entry was dropped is ignored.
func (j *Journal) Undelivered(id string, lost bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.entries.n - 1; i >= 0; i-- {
		if e := j.entries.at(i); e.ID == id {
			e.Broken, e.Lost, e.Response.Unsent = true, lost, e.Response.Status != 0
			return
		}
	}
}

// Take empties the journal in one step, and returns its entries as a journal of
// its own. It costs the same for any number of entries.
func (j *Journal) Take() *Journal {
	j.mu.Lock()
	defer j.mu.Unlock()
	taken := &Journal{
		settings: j.settings, entries: j.entries, bytes: j.bytes, shared: j.shared, dropped: j.dropped, recorded: j.recorded,
	}
	j.entries, j.bytes, j.shared, j.dropped = ring{}, 0, nil, 0
	return taken
}

// Copy is the journal as it is now.
func (j *Journal) Copy() *Journal {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries := j.entries
	entries.slots = slices.Clone(entries.slots)
	return &Journal{
		settings: j.settings, entries: entries, bytes: j.bytes, shared: maps.Clone(j.shared), dropped: j.dropped, recorded: j.recorded,
	}
}

// Entry returns the entry with that id.
func (j *Journal) Entry(id string) (Entry, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range j.entries.n {
		if e := j.entries.at(i); e.ID == id {
			return e.Entry, true
		}
	}
	return Entry{}, false
}

// Dropped is how many entries were dropped for room.
func (j *Journal) Dropped() uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.dropped
}

// Len is the number of entries that are kept.
func (j *Journal) Len() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.entries.n
}

// Bytes is the memory that the journal takes: what its entries hold, and the slots
// that they are in.
func (j *Journal) Bytes() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytesWith(0)
}
