package recorder

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// batch is how many entries are looked at while the lock is held: a call that is to
// be recorded does not wait for more.
const batch = 256

// Entries returns the entries that the filter keeps, oldest first, and how many
// entries were dropped for room before.
func (j *Journal) Entries(filter journal.Filter) (entries []Entry, dropped uint64) {
	entries, _, dropped = j.Newest(filter, -1)
	return entries, dropped
}

// Newest returns the last entries that the filter keeps, at most limit of them or
// all if that is below 0, oldest first; how many it keeps in all; and how many were
// dropped for room before it was done. An entry that is not returned is not copied.
func (j *Journal) Newest(filter journal.Filter, limit int) (entries []Entry, matched int, dropped uint64) {
	c := j.cursor(filter)
	entries = []Entry{}
	for limit < 0 || len(entries) < limit {
		e, more := c.next()
		if !more {
			break
		}
		entries = append(entries, e)
	}
	slices.Reverse(entries)
	return entries, len(entries) + c.count(), j.Dropped()
}

// Count is how many entries the filter keeps, and how many were dropped for room
// before.
func (j *Journal) Count(filter journal.Filter) (matched int, dropped uint64) {
	c := j.cursor(filter)
	return c.count(), j.Dropped()
}

// cursor goes back through a journal, from the newest entry that was there when it
// was made. Entries that are recorded or dropped meanwhile do not move it. It belongs
// to one goroutine.
type cursor struct {
	journal *Journal
	filter  journal.Filter
	before  uint64 // the number of the entry that was looked at last
}

func (j *Journal) cursor(filter journal.Filter) *cursor {
	j.mu.Lock()
	defer j.mu.Unlock()
	return &cursor{j, filter, j.recorded}
}

// next is the next older entry that the filter keeps.
func (c *cursor) next() (e Entry, found bool) {
	for looked := true; looked && !found; {
		looked = c.look(func(kept *Entry) bool { e, found = *kept, true; return false })
	}
	return e, found
}

// count counts the entries that are left.
func (c *cursor) count() (matched int) {
	if c.filter == (journal.Filter{}) {
		return c.left()
	}
	for c.look(func(*Entry) bool { matched++; return true }) {
	}
	return matched
}

// left is how many entries are left, whether the filter keeps them or not.
func (c *cursor) left() int {
	c.journal.mu.Lock()
	defer c.journal.mu.Unlock()
	return int(c.before - min(c.before, c.journal.oldest()))
}

// look calls show with the next few entries that the filter keeps, until show returns
// false. It tells whether there may be more.
func (c *cursor) look(show func(*Entry) bool) bool {
	j := c.journal
	j.mu.Lock()
	defer j.mu.Unlock()
	for range batch {
		if c.before <= j.oldest() {
			return false
		}
		c.before--
		if e := &j.entries.at(int(c.before - j.oldest())).Entry; keeps(c.filter, e) && !show(e) {
			return true
		}
	}
	return true
}
