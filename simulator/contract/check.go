package contract

import (
	"slices"
)

// finding is what is wrong with a value, where in it, and what to do about it.
type finding struct {
	path []string
	text string
	fix  string
}

// findings are what is wrong with a value: a bounded number, and how many more.
type findings struct {
	list    []finding
	more    int
	atLeast bool
}

// check holds a decoded value against the schema and returns what is wrong, by
// place.
func (s *schema) check(value any) findings {
	return s.checkFor(value, func(finding) bool { return true })
}

// checkFor returns what is wrong and counts. Once there is more than can be told,
// it stops: the cost goes by the value, not by what is wrong with it.
func (s *schema) checkFor(value any, counts func(finding) bool) (found findings) {
	w := walk{
		found: func(f finding) bool {
			switch {
			case !counts(f):
			case len(found.list) < maxViolations:
				found.list = append(found.list, f)
			default:
				found.more++
				found.atLeast = true
				return false
			}
			return true
		},
		room:    func() int { return maxViolations - len(found.list) },
		unnamed: func(more int) { found.more += more },
	}
	w.check(s.shape, value)
	slices.SortStableFunc(found.list, func(a, b finding) int { return comparePaths(a.path, b.path) })
	return found
}

// only is a single finding.
func only(f finding) findings { return findings{list: []finding{f}} }
