// Package journal is what happened in a sandbox, call by call, in order.
package journal

import (
	"slices"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/scenario"
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
}

// Part is a part of a form: the value of a field, or what a file was.
type Part struct {
	Name        string `json:"name"`
	Value       string `json:"value,omitempty"`
	Truncated   bool   `json:"truncated,omitempty"` // the value goes on
	FileName    string `json:"fileName,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	Size        int    `json:"size,omitempty"`   // bytes of a file
	SHA256      string `json:"sha256,omitempty"` // of a file
}

// Settings are how much a journal keeps, and what it does not. Once a bound is
// passed, the oldest entries go.
type Settings struct {
	Entries int
	Bytes   int // of what the entries hold, roughly
	Mask    Mask
}

// Journal holds the last entries of a sandbox. It may be used by any number of
// goroutines.
type Journal struct {
	settings Settings

	mu      sync.Mutex
	entries []Entry // oldest first, from first on
	first   int
	bytes   int
	dropped uint64
}

// New makes an empty journal.
func New(settings Settings) *Journal { return &Journal{settings: settings} }

// Mask is what the journal does not keep.
func (j *Journal) Mask() Mask { return j.settings.Mask }

// Record adds an entry.
func (j *Journal) Record(e Entry) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries = append(j.entries, e)
	j.bytes += e.size()
	for len(j.entries)-j.first > j.settings.Entries || j.bytes > j.settings.Bytes && len(j.entries)-j.first > 1 {
		j.dropOldest()
	}
}

// dropOldest forgets one entry. The room it took is used again once half of
// the slice is room.
func (j *Journal) dropOldest() {
	j.bytes -= j.entries[j.first].size()
	j.entries[j.first] = Entry{}
	j.first++
	j.dropped++
	if j.first > len(j.entries)/2 {
		j.entries = append(j.entries[:0], j.entries[j.first:]...)
		clear(j.entries[len(j.entries):cap(j.entries)])
		j.first = 0
	}
}

// Unseen notes of a call that is recorded that its client left before its answer,
// which was lost with it if the operation was carried out.
func (j *Journal) Unseen(id string, lost bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range slices.Backward(j.entries[j.first:]) {
		if e := &j.entries[j.first+i]; e.ID == id {
			e.Broken, e.Lost, e.Response.Unsent = true, lost, e.Response.Status != 0
			return
		}
	}
}

// Reset forgets all entries.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.entries, j.first, j.bytes, j.dropped = nil, 0, 0, 0
}

// Entries returns the entries that the filter keeps, oldest first, and how many
// entries were dropped for room before.
func (j *Journal) Entries(filter Filter) (entries []Entry, dropped uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	entries = []Entry{}
	for _, e := range j.entries[j.first:] {
		if filter.keeps(e) {
			entries = append(entries, e)
		}
	}
	return entries, j.dropped
}

// Entry returns the entry with that id.
func (j *Journal) Entry(id string) (Entry, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, e := range j.entries[j.first:] {
		if e.ID == id {
			return e, true
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
	return len(j.entries) - j.first
}

// Bytes is what the entries that are kept take, roughly.
func (j *Journal) Bytes() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.bytes
}

// entryOverhead is what an entry takes beside its texts.
const entryOverhead = 400

func (e Entry) size() int {
	return entryOverhead + e.Rules.Size() + e.Request.size() + e.Response.size() + len(e.Violations)*200
}

func (m Message) size() int {
	n := len(m.Path) + len(m.Query) + len(m.Body)
	for name, values := range m.Header {
		n += len(name)
		for _, value := range values {
			n += len(value)
		}
	}
	for _, p := range m.Parts {
		n += 100 + len(p.Name) + len(p.Value) + len(p.FileName) + len(p.ContentType)
	}
	return n
}
