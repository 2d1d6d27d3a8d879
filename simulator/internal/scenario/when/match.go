package when

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// test decides on the values of one place of a call: none if the place is not
// there, several if a parameter is repeated.
type test struct {
	about string // goes on after the name of the place: "equals finalize"
	holds func(values []any) bool

	// What it asks, for who compares tests. Every test but one of presence holds
	// only where there is a value.
	field string // oneOf, contains, matches, less, greater, presence
	oneOf []any  // the values of equals and in; else nil
	word  string // of contains and matches
	bound *Bound // of less and greater
	there bool   // false: the place must be absent
}

// cheap tells whether a test can be asked by equality of text, numbers and truth
// values alone.
func (t test) cheap() bool {
	return t.oneOf != nil && !slices.ContainsFunc(t.oneOf, func(v any) bool { return !isScalar(v) })
}

// tests are all that a matcher asks for. Every one has to hold.
func (m Matcher) tests() []test {
	var tests []test
	oneOf := func(about string, values ...any) {
		tests = append(tests, test{field: "oneOf", oneOf: values, about: about, holds: anyOf(in(values)), there: true})
	}
	if m.Plain.Set {
		oneOf("equals "+written(m.Plain.Value), m.Plain.Value)
	}
	if m.Equals.Set {
		oneOf("equals "+written(m.Equals.Value), m.Equals.Value)
	}
	if m.Contains != nil {
		tests = append(tests, test{field: "contains", word: *m.Contains, about: "contains " + written(*m.Contains), holds: anyOf(contains(*m.Contains)), there: true})
	}
	if m.Matches != nil && m.Matches.Regexp != nil { // nil if it could not be read
		matches := func(v any) bool { return m.Matches.MatchString(textOf(v)) }
		tests = append(tests, test{field: "matches", word: m.Matches.String(), about: "matches " + m.Matches.String(), holds: anyOf(matches), there: true})
	}
	if m.In != nil {
		alternatives := make([]any, len(m.In))
		for i, value := range m.In {
			alternatives[i] = value.Value
		}
		oneOf("is in "+written(alternatives), alternatives...)
	}
	if m.Less != nil {
		less := func(v any) bool { return m.Less.compare(v) < 0 }
		tests = append(tests, test{field: "less", bound: m.Less, about: "is less than " + m.Less.text, holds: anyOf(less), there: true})
	}
	if m.Greater != nil {
		greater := func(v any) bool { return m.Greater.compare(v) == +1 }
		tests = append(tests, test{field: "greater", bound: m.Greater, about: "is greater than " + m.Greater.text, holds: anyOf(greater), there: true})
	}
	if there, asked := m.presence(); asked {
		holds := func(values []any) bool { return (len(values) > 0) == there }
		tests = append(tests, test{field: "presence", about: map[bool]string{true: "is present", false: "is absent"}[there], holds: holds, there: there})
	}
	return tests
}

// presence tells whether the matcher asks for a value to be there, or not to be.
func (m Matcher) presence() (there, asked bool) {
	switch {
	case m.Present != nil:
		return *m.Present, true
	case m.Absent != nil:
		return !*m.Absent, true
	default:
		return false, false
	}
}

func anyOf(holds func(any) bool) func([]any) bool {
	return func(values []any) bool {
		for _, value := range values {
			if holds(value) || anyItem(value, holds) {
				return true
			}
		}
		return false
	}
}

// anyItem asks the items of a list, too: who looks for one criterion among
// several need not know that they are a list.
func anyItem(value any, holds func(any) bool) bool {
	items, _ := value.([]any)
	for _, item := range items {
		if holds(item) {
			return true
		}
	}
	return false
}

// equals compares as JSON does, but for text that stands for a number or a
// truth value: parameters, headers and file names are all text.
func equals(want any) func(any) bool {
	text := textOf(want)
	return func(got any) bool {
		if s, isText := got.(string); isText {
			return s == text && isScalar(want)
		}
		return reflect.DeepEqual(got, want)
	}
}

func in(alternatives []any) func(any) bool {
	tests := make([]func(any) bool, len(alternatives))
	for i, want := range alternatives {
		tests[i] = equals(want)
	}
	return func(got any) bool {
		for _, holds := range tests {
			if holds(got) {
				return true
			}
		}
		return false
	}
}

// contains asks lists by anyOf, item by item: an item is in the list if it is
// equal, and a text has the text in it.
func contains(want string) func(any) bool {
	return func(got any) bool {
		text, isText := got.(string)
		return isText && strings.Contains(text, want) || !isText && isScalar(got) && textOf(got) == want
	}
}

// compare is -1, 0 or +1 as the value is below, at or above the bound, and 2 if
// the two cannot be compared.
func (b *Bound) compare(value any) int {
	const incomparable = 2
	text, isText := value.(string)
	if !b.time.IsZero() {
		if t, ok := parseTime(text); ok {
			return t.Compare(b.time)
		}
		return incomparable
	}
	number, isNumber := value.(float64)
	if isText {
		parsed, err := strconv.ParseFloat(text, 64)
		number, isNumber = parsed, err == nil
	}
	switch {
	case !isNumber:
		return incomparable
	case number < b.number:
		return -1
	case number > b.number:
		return 1
	default:
		return 0
	}
}

func isScalar(value any) bool {
	switch value.(type) {
	case []any, map[string]any, nil:
		return false
	}
	return true
}

// textOf is a value as it would stand in a URL.
func textOf(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	default:
		return fmt.Sprint(v)
	}
}
