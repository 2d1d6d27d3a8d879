package recorder

import (
	"container/heap"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Newest returns the last entries of several journals that the filter keeps, at
// most limit of them or all if that is below 0, as Journal.Newest does. They are in
// one order: by time, then by the name of the sandbox; those of one sandbox stay as
// they came there. Of each journal no more entries are copied than are returned; the others are counted.
func Newest(journals []*Journal, filter journal.Filter, limit int) (entries []Entry, matched int, dropped uint64) {
	var heads newestFirst
	for _, j := range journals {
		c := j.cursor(filter)
		if e := c.next(); e != nil {
			heads = append(heads, head{e, c})
		}
	}
	heap.Init(&heads)
	entries = []Entry{}
	for len(heads) > 0 && (limit < 0 || len(entries) < limit) {
		entries = append(entries, *heads[0].Entry)
		if e := heads[0].next(); e != nil {
			heads[0].Entry = e
			heap.Fix(&heads, 0)
		} else {
			heap.Pop(&heads)
		}
	}
	matched = len(entries)
	for _, h := range heads {
		matched += 1 + h.count()
	}
	for _, j := range journals {
		dropped += j.Dropped()
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

func (h newestFirst) Len() int { return len(h) }

func (h newestFirst) Less(i, j int) bool {
	if order := h[i].Time.Compare(h[j].Time); order != 0 {
		return order > 0
	}
	return strings.Compare(h[i].Sandbox, h[j].Sandbox) > 0
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
