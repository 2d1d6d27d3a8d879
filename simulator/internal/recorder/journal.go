// Package recorder keeps what happened in a sandbox: the calls, one by one, in a
// bounded journal, and what they cover of the contract. What leaves it for people is
// plain data of the package journal.
package recorder

import (
	"net/http"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Entry is one call. It is not changed once it is recorded.
type Entry struct {
	journal.Call              // without its Rules, which Plain puts in words, and the header of its request
	Header       Header       // of the request
	Told         bool         // the answer has the headers that every call gets, of which its message says nothing
	Trace        engine.Trace // rules that were asked
	Facts        state.Facts  // before the call
	Came         time.Time    // to the journal, by the machine: what comes first in all sandboxes, whose clocks differ

	mask Mask // of the journal: rules that are asked about the entry must not tell what it hides
}

// Plain is the call as it leaves the simulator. It shares nothing with the journal
// that it comes from; entries as a Journal hands them out do share, and must not be
// changed.
func (e Entry) Plain() journal.Call {
	c := e.Call
	c.Request, c.Response = Request{e.Request, e.Header}.Plain(), cloned(c.Response)
	if e.Told {
		e.tell(&c.Response)
	}
	c.Violations, c.Hints = slices.Clone(c.Violations), slices.Clone(c.Hints)
	c.Rules = e.Trace.Rules()
	return c
}

// tell adds the headers that every call gets.
func (e Entry) tell(m *journal.Message) {
	if m.Header == nil {
		m.Header = map[string][]string{}
	}
	for name, value := range map[string]string{exchange.HeaderCall: e.ID, "Date": e.Time.Format(http.TimeFormat)} {
		if e.mask.HidesHeader(name) {
			value = exchange.Masked
		}
		m.Header[name] = []string{value}
	}
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

// Journal holds the last entries of a sandbox. The sandbox's lock guards it; whoever
// reads without that lock reads a Copy, which never changes.
type Journal struct {
	settings Settings
	entries  ring
	own      int // how many entries, of the newest, no copy of the journal has; 0 for a copy
	bytes    int // of memory that the entries hold, beside their slots
	shared   sharedRules
	dropped  uint64
}

// New makes an empty journal.
func New(settings Settings) *Journal { return &Journal{settings: settings} }

// Mask hides the values that the journal does not keep.
func (j *Journal) Mask() Mask { return j.settings.Mask }

// Record adds an entry, cut where it is too large. The messages of the entry must be
// made by RequestMessage and ResponseMessage, which bound them; all else of it is
// bounded here. It returns the entry as it is kept, which is there until the next one is
// recorded.
func (j *Journal) Record(e Entry) (recorded *Entry) {
	e.mask = j.settings.Mask
	e.bound()
	bytes := e.size()
	if slotSize+bytes+sharedSize(e.Trace) > j.settings.Bytes {
		e.strip()
		bytes = e.size()
	}
	if j.settings.Entries < 1 {
		j.dropped++
		return &(&kept{e, bytes}).Entry // which is in memory only now
	}
	e.Trace, j.bytes = j.shared.hold(e.Trace, j.bytes+bytes)
	var room *kept
	for j.entries.n > 0 && (j.entries.n >= j.settings.Entries || j.bytesWith(1) > j.settings.Bytes) {
		room = j.dropOldest()
	}
	if room == nil {
		room = &kept{}
	}
	room.Entry, room.bytes = e, bytes
	j.entries.push(room)
	j.own++
	return &room.Entry
}

// bytesWith is the memory that the journal takes with so many entries more, whose
// bytes are counted already.
func (j *Journal) bytesWith(more int) int {
	return j.bytes + slotSize*j.entries.roomFor(j.entries.n+more)
}

// dropOldest forgets one entry. It returns the memory of the entry for the next one,
// which saves most calls an allocation; nil if a copy of the journal has the entry, too.
func (j *Journal) dropOldest() (room *kept) {
	gone := j.entries.pop()
	j.dropped++
	j.bytes = j.shared.release(gone.Trace, j.bytes-gone.bytes)
	if j.own <= j.entries.n {
		return nil
	}
	j.own = j.entries.n
	return gone
}

// Undelivered notes of a recorded call that its answer did not go out: the client left
// before, or the server stopped. lost tells whether the operation was carried out, so
// that its success is lost to the client. A call whose entry was dropped is ignored.
func (j *Journal) Undelivered(id string, lost bool) {
	if i, found := j.find(id); found {
		e := *j.entries.at(i) // copies of the journal go on with the entry as it was
		e.Broken, e.Lost, e.Response.Unsent = true, lost, e.Response.Status != 0
		j.entries.set(i, &e)
	}
}

// find is the index of the newest entry with that id. It looks at the newest entries
// first, among which the calls are that somebody asks for.
func (j *Journal) find(id string) (index int, found bool) {
	for i := j.entries.n - 1; i >= 0; i-- {
		if j.entries.at(i).ID == id {
			return i, true
		}
	}
	return 0, false
}

// Take empties the journal in one step, and returns its entries as a journal of
// its own. It costs the same for any number of entries.
func (j *Journal) Take() *Journal {
	taken := *j
	taken.own = 0
	*j = Journal{settings: j.settings}
	return &taken
}

// Copy is the journal as it is now. It shares the entries, which never change, and
// costs little more than their list.
func (j *Journal) Copy() *Journal {
	if j.own > 0 { // a copy has none, so that it can be copied without a lock
		j.own = 0
	}
	copied := *j
	copied.entries.slots = slices.Clone(j.entries.slots)
	copied.shared = j.shared.clone()
	return &copied
}

// Entry returns the newest entry with that id.
func (j *Journal) Entry(id string) (Entry, bool) {
	i, found := j.find(id)
	if !found {
		return Entry{}, false
	}
	return j.entries.at(i).Entry, true
}

// Number is how many entries were recorded before the newest with that id.
func (j *Journal) Number(id string) (number uint64, found bool) {
	i, found := j.find(id)
	return j.dropped + uint64(i), found
}

// Dropped is how many entries were dropped for room.
func (j *Journal) Dropped() uint64 { return j.dropped }

// Len is the number of entries that are kept.
func (j *Journal) Len() int { return j.entries.n }

// Bytes is the memory that the journal takes: what its entries hold, and the slots
// that they are in.
func (j *Journal) Bytes() int { return j.bytesWith(0) }
