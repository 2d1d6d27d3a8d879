// Package journal is what happened in a sandbox, call by call, in order.
package journal

import (
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Entry is one call. It is not changed once it is recorded, but for Unseen.
type Entry struct {
	ID        string    `json:"id"`      // also in the header Sim-Call of the answer
	Ordinal   uint64    `json:"ordinal"` // of the call in its sandbox, from 1
	Time      time.Time `json:"time"`    // by the clock of the sandbox
	Sandbox   string    `json:"sandbox"`
	Operation string    `json:"operation,omitempty"` // empty for a call to no operation
	Key       string    `json:"key,omitempty"`       // if the world knows it; others may be real ones
	Request   Message   `json:"request"`
	Response  Message   `json:"response"`
	// Unsimulated is the operation of a call to one that is documented and not
	// simulated, as "GET /vendors/{vendorId}".
	Unsimulated string               `json:"unsimulated,omitempty"`
	Violations  []contract.Violation `json:"violations,omitempty"`
	// ViolationsOmitted is how many more there were than are kept, or with
	// ViolationsAtLeast, how many more at least.
	ViolationsOmitted int  `json:"violationsOmitted,omitempty"`
	ViolationsAtLeast bool `json:"violationsAtLeast,omitempty"`
	// Expected tells that the call was expected to break the contract. With no
	// violation in the request it did not, which is a finding.
	Expected bool                `json:"expected,omitempty"`
	Hints    []contract.Hint     `json:"hints,omitempty"`
	Rule     string              `json:"rule,omitempty"`  // of a scenario, that fired
	Fault    string              `json:"fault,omitempty"` // what went wrong because of it
	Rules    scenario.Considered `json:"rules,omitempty"` // that were asked
	// Broken tells that the client could not make out an answer: none came, or not
	// all of it, or it left before.
	Broken bool `json:"broken,omitempty"`
	// Lost tells that the operation was carried out with success, and that the
	// client was not told so.
	Lost bool `json:"lost,omitempty"`

	Facts state.Facts `json:"-"` // before the call

	mask Mask // of the journal: what is made of the facts must not show what it hides
}

// Message is a request or a response as it is kept.
type Message struct {
	Method    string              `json:"method,omitempty"`
	Path      string              `json:"path,omitempty"`
	Query     string              `json:"query,omitempty"`
	Status    int                 `json:"status,omitempty"`
	Unsent    bool                `json:"unsent,omitempty"` // the connection ended without this answer
	Header    map[string][]string `json:"header,omitempty"` // secrets are masked
	Body      string              `json:"body,omitempty"`
	Truncated bool                `json:"truncated,omitempty"` // the body goes on
	Parts     []Part              `json:"parts,omitempty"`     // of a form
	// Cut are the places of which not all is kept, but for values of a form, which
	// have a mark of their own; see CutPath.
	Cut []string `json:"cut,omitempty"`
}

// Part is a part of a form: the value of a field, or what a file was.
type Part struct {
	Name        string `json:"name"`
	Value       string `json:"value,omitempty"`
	Truncated   bool   `json:"truncated,omitempty"` // the value goes on
	FileName    string `json:"fileName,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	Size        int    `json:"size,omitempty"`   // bytes of a file
	SHA256      string `json:"sha256,omitempty"` // of a file; "***" of one that is masked
}

// Settings are how much a journal keeps, and what it does not. Once a bound is
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
	bytes   int            // that the entries hold, beside their slots
	shared  map[any]shared // what several entries hold together
	dropped uint64

	recorded uint64 // entries ever: the number of the next
}

// shared is something that entries hold together, such as the rules of a scenario:
// it stays in memory as long as one of them does.
type shared struct{ entries, bytes int }

// New makes an empty journal.
func New(settings Settings) *Journal { return &Journal{settings: settings} }

// Mask is what the journal does not keep.
func (j *Journal) Mask() Mask { return j.settings.Mask }

// Record adds an entry, cut where it is too large. It may be called with messages
// that were made by RequestMessage and ResponseMessage only: all else of the entry
// is bounded here.
func (j *Journal) Record(e Entry) {
	e.mask = j.settings.Mask
	e.bound()
	added := kept{e, e.size()}
	if slotSize+added.bytes+e.Rules.SharedSize() > j.settings.Bytes {
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

// bytesWith is what the journal takes with so many entries more, which are held
// already. The lock is held.
func (j *Journal) bytesWith(more int) int {
	return j.bytes + slotSize*j.entries.roomFor(j.entries.n+more)
}

// hold counts what an entry holds. The lock is held.
func (j *Journal) hold(k *kept) {
	j.bytes += k.bytes
	k.Rules.Holds(func(thing any, bytes int) {
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
	gone.Rules.Holds(func(thing any, _ int) {
		held := j.shared[thing]
		if held.entries--; held.entries > 0 {
			j.shared[thing] = held
			return
		}
		j.bytes -= held.bytes
		delete(j.shared, thing)
	})
}

// Unseen notes of a call that is recorded that its client left before its answer,
// which was lost with it if the operation was carried out.
func (j *Journal) Unseen(id string, lost bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := j.entries.n - 1; i >= 0; i-- {
		if e := j.entries.at(i); e.ID == id {
			e.Broken, e.Lost, e.Response.Unsent = true, lost, e.Response.Status != 0
			return
		}
	}
}

// Take empties the journal in one step, and returns what was in it as a journal of
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
