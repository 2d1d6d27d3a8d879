package recorder

import (
	"cmp"
	"container/heap"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Newest returns the last entries of several journals that the filter keeps, as
// Journal.Newest does. They are in one order: as they came, by the machine, or else by their
// times and the names of their sandboxes. Of each journal no more entries are copied than are returned; the others
// are counted.
func Newest(journals []*Journal, filter journal.Filter, skip, limit int) (entries []Entry, matched int, dropped uint64) {
	var heads newestFirst
	for _, j := range journals {
		dropped += j.Dropped()
		c := j.cursor(filter)
		if e := c.next(); e != nil {
			heads = append(heads, head{e, c})
		}
	}
	heap.Init(&heads)
	for skip > 0 && heads.take() != nil {
		skip--
		matched++
	}
	entries = []Entry{}
	for limit < 0 || len(entries) < limit {
		e := heads.take()
		if e == nil {
			break
		}
		entries = append(entries, *e)
	}
	matched += len(entries)
	for _, h := range heads {
		matched += 1 + h.count()
	}
	slices.Reverse(entries)
	return entries, matched, dropped
}

// head is the newest entry of a journal that was not taken yet.
type head struct {
	*Entry
	*cursor
}

// newestFirst is a heap of heads, the one that is to stand last on top.
type newestFirst []head

// take takes out the newest entry of all; nil if there is none left.
func (h *newestFirst) take() *Entry {
	if len(*h) == 0 {
		return nil
	}
	newest := (*h)[0].Entry
	if e := (*h)[0].next(); e != nil {
		(*h)[0].Entry = e
		heap.Fix(h, 0)
	} else {
		heap.Pop(h)
	}
	return newest
}

func (h newestFirst) Len() int { return len(h) }

func (h newestFirst) Less(i, j int) bool {
	return cmp.Or(h[i].Came.Compare(h[j].Came), h[i].Time.Compare(h[j].Time), strings.Compare(h[i].Sandbox, h[j].Sandbox)) > 0
}

func (h newestFirst) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

// Push is never called: heads are there from the beginning.
func (h *newestFirst) Push(any) {}

// Pop takes out the last head.
func (h *newestFirst) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}
