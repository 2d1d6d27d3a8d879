package recorder

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Entries returns the entries that the filter keeps, oldest first, and how many
// entries were dropped for room before.
func (j *Journal) Entries(filter journal.Filter) (entries []Entry, dropped uint64) {
	entries, _, dropped = j.Newest(filter, 0, -1)
	return entries, dropped
}

// Newest returns the last entries that the filter keeps, but for the newest skip of them, at
// most limit or all if that is below 0, oldest first; how many it keeps in all; and how many
// were dropped for room before. An entry that is not returned is not copied.
func (j *Journal) Newest(filter journal.Filter, skip, limit int) (entries []Entry, matched int, dropped uint64) {
	c := j.cursor(filter)
	skipped := c.skip(skip)
	entries = []Entry{}
	for limit < 0 || len(entries) < limit {
		e := c.next()
		if e == nil {
			break
		}
		entries = append(entries, *e)
	}
	slices.Reverse(entries)
	return entries, skipped + len(entries) + c.count(), j.Dropped()
}

// Count is how many entries the filter keeps, and how many were dropped for room
// before.
func (j *Journal) Count(filter journal.Filter) (matched int, dropped uint64) {
	c := j.cursor(filter)
	return c.count(), j.Dropped()
}

// cursor goes back through a journal, from the newest entry. The journal must not
// change meanwhile.
type cursor struct {
	entries *ring
	filter  journal.Filter
	left    int // entries that were not looked at yet
}

func (j *Journal) cursor(filter journal.Filter) *cursor {
	return &cursor{&j.entries, filter, j.entries.n}
}

// next is the next older entry that the filter keeps; nil if there is none.
func (c *cursor) next() *Entry {
	for c.left > 0 {
		c.left--
		if e := &c.entries.at(c.left).Entry; keeps(c.filter, e) {
			return e
		}
	}
	return nil
}

// skip goes past some entries that the filter keeps, and says how many those were.
func (c *cursor) skip(most int) (skipped int) {
	for skipped < most && c.next() != nil {
		skipped++
	}
	return skipped
}

// count counts the entries that are left.
func (c *cursor) count() (matched int) {
	if c.filter == (journal.Filter{}) {
		return c.left
	}
	for c.next() != nil {
		matched++
	}
	return matched
}
