package state

import (
	"math"
	"slices"
)

// SortBy is the time that a list is sorted by. Records of the same time are sorted
// by id.
type SortBy uint8

// What lists are sorted by.
const (
	ByCreation SortBy = iota
	ByUpdate
)

// PageQuery asks for a page of a list.
type PageQuery struct {
	Sort       SortBy
	Descending bool
	Size       int       // at most so many records
	After      *Position // the Next of the page before; nil asks for the first page
	Count      bool      // asks for the total
}

// Position is where in a list a page ends.
type Position struct {
	At, ID int64
	// Walk is the number of the walk through a list that writes move records in, 0
	// of a walk through one that they do not.
	Walk uint64
}

// Page is a part of a list.
type Page[T any] struct {
	Records []T
	Next    *Position // nil on the last page
	Total   *int      // of all pages, if it was asked for
}

// maxWalks bounds how many walks through lists that are sorted by update a world
// remembers. An older one goes on in the list as it is (A41).
const maxWalks = 64

// walks keeps, for lists that writes move records in, how they were when a walk
// through them began: each record that is there throughout is met once.
type walks struct {
	last uint64
	kept []walk // oldest first
}

type walk struct {
	number uint64
	index  index
}

func (ws *walks) begin(x *index) uint64 {
	if len(ws.kept) >= maxWalks {
		ws.kept = slices.Delete(ws.kept, 0, 1)
	}
	ws.last++
	ws.kept = append(ws.kept, walk{ws.last, x.fork()})
	return ws.last
}

func (ws *walks) find(number uint64) (index, bool) {
	for _, w := range ws.kept {
		if w.number == number {
			return w.index, true
		}
	}
	return index{}, false
}

// page takes a page out of a list. keep tells which records count.
func page[T any](w *unlocked, t *table[T], l list, of int64, q PageQuery, keep func(*T) bool) Page[T] {
	x := w.index
	if q.After != nil && q.After.Walk != 0 {
		if kept, ok := w.walks.find(q.After.Walk); ok {
			x = kept
		}
	}
	p := Page[T]{Records: []T{}}
	var last place
	more := false
	x.from(begin(l, of, q), q.Descending, func(found place) bool {
		record, ok := t.get(found.id)
		if !ok || !keep(record) || q.After != nil && found.at == q.After.At && found.id == q.After.ID {
			return true
		}
		if len(p.Records) == q.Size {
			more = true
			return false
		}
		p.Records, last = append(p.Records, *record), found
		return true
	})
	if q.Count && q.After == nil {
		total := count(w, t, l, of, keep)
		p.Total = &total
	}
	if more {
		p.Next = &Position{At: last.at, ID: last.id}
		switch {
		case q.After != nil:
			p.Next.Walk = q.After.Walk
		case q.Sort == ByUpdate:
			p.Next.Walk = w.walks.begin(&w.index)
		}
	}
	return p
}

// begin is the place that a page begins at, or behind.
func begin(l list, of int64, q PageQuery) place {
	p := place{list: l, by: q.Sort, of: of}
	switch {
	case q.After != nil:
		p.at, p.id = q.After.At, q.After.ID
	case q.Descending:
		p.at, p.id = math.MaxInt64, math.MaxInt64
	default:
		p.at, p.id = math.MinInt64, math.MinInt64
	}
	return p
}

func count[T any](w *unlocked, t *table[T], l list, of int64, keep func(*T) bool) int {
	n := 0
	w.index.from(begin(l, of, PageQuery{}), false, func(found place) bool {
		if record, ok := t.get(found.id); ok && keep(record) {
			n++
		}
		return true
	})
	return n
}
