package contract

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// difference is what is wrong with a value, where in it, and what to do about it.
type difference struct {
	path []string
	text string
	fix  string
	must string // the beginning of the text, where a string is no number and no boolean

	constraint constraint // zero for what is no value

	pattern bool // what was not met is a regular expression
}

// differences are what is wrong with a value: a bounded number, and how many more.
type differences struct {
	list    []difference
	more    int
	atLeast bool
}

// check holds a decoded value against the schema and returns what is wrong, by
// place.
func (s *schema) check(value any) differences {
	return s.checkFor(value, func(difference) bool { return true })
}

// checkFor returns what is wrong and counts.
func (s *schema) checkFor(value any, counts func(difference) bool) differences {
	if s.acceptor().accepts(value) {
		return differences{}
	}
	return s.walk(value, counts)
}

// walk finds what is wrong and counts. Once there is more than can be told, it stops: the
// cost goes by the value, not by what is wrong with it.
func (s *schema) walk(value any, counts func(difference) bool) (found differences) {
	w := walk{
		found: func(f difference) bool {
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
	s.shape.ready()
	w.check(s.shape, value)
	if s.ofTexts {
		found.sayTexts(value)
	}
	slices.SortStableFunc(found.list, func(a, b difference) int { return comparePaths(a.path, b.path) })
	return found
}

// sayTexts says of each text that is no number or boolean what it is: in a query or a form all
// is text, so that "is a string" would tell nobody what is wrong.
func (found *differences) sayTexts(value any) {
	for i, f := range found.list {
		if text, ok := valueAt(value, f.path).(string); ok && f.must != "" {
			found.list[i].text = fmt.Sprintf("%s, is %q", f.must, exchange.Excerpt(text))
		}
	}
}

// valueAt is nil if there is none.
func valueAt(value any, path []string) any {
	for _, step := range path {
		switch within := value.(type) {
		case map[string]any:
			value = within[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(within) {
				return nil
			}
			value = within[i]
		default:
			return nil
		}
	}
	return value
}

// only is a single difference.
func only(f difference) differences { return differences{list: []difference{f}} }
