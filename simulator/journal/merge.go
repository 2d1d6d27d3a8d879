package journal

import (
	"cmp"
	"slices"
)

// Merge puts the entries of several sandboxes in one order: by time, then by
// sandbox, then as they came there.
func Merge(journals ...[]Entry) []Entry {
	all := []Entry{}
	for _, entries := range journals {
		all = append(all, entries...)
	}
	slices.SortStableFunc(all, func(a, b Entry) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Sandbox, b.Sandbox), cmp.Compare(a.Ordinal, b.Ordinal))
	})
	return all
}
