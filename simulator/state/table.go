package state

import "github.com/tidwall/btree"

// table holds the records of one kind by id. Its B-tree is copied lazily, node
// by node, which is what makes a fork cheap, and keeps ids in order.
type table[T any] struct {
	rows btree.Map[int64, *T]
	last int64 // the highest id ever given out: ids are never used twice
}

func (t *table[T]) fork() table[T] {
	return table[T]{rows: *t.rows.Copy(), last: t.last}
}

func (t *table[T]) get(id int64) (*T, bool) {
	return t.rows.Get(id)
}

// room fails with NoIDs unless so many ids more can be given out: a record of a
// fixture may have the largest.
func (t *table[T]) room(ids int) error {
	if t.last > MaxID-int64(ids) {
		return NoIDs{}
	}
	return nil
}

// next gives out an id. It is called only once nothing can fail any more, and room
// has found one.
func (t *table[T]) next() int64 {
	t.last++
	return t.last
}

func (t *table[T]) put(id int64, row *T) {
	t.rows.Set(id, row)
	t.last = max(t.last, id)
}

// values are the records that keep, or all if keep is nil, by id. What they point
// to is shared.
func (t *table[T]) values(keep func(*T) bool) []T {
	out := []T{}
	t.rows.Scan(func(_ int64, row *T) bool {
		if keep == nil || keep(row) {
			out = append(out, *row)
		}
		return true
	})
	return out
}
