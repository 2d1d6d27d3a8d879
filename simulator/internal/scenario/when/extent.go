package when

import (
	"cmp"
	"net/http"
	"reflect"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
)

// Extent is which calls a when is for, in the form in which many are compared.
type Extent struct {
	when       *When
	operations []bool // by their index in the contract
	tests      map[string][]test
	size       int
}

// Extent compiles that of a when. It says nothing if something is wrong with the when.
func (w *When) Extent(documented *contract.Contract) Extent {
	e := Extent{when: w, operations: make([]bool, len(documented.Operations)), tests: map[string][]test{}, size: 1}
	for place, m := range w.matchers() {
		e.tests[place] = m.tests()
		e.size += len(m.In)
	}
	for i, op := range documented.Operations {
		_, e.operations[i] = w.Covers(op)
	}
	return e
}

// Size is how many values it compares a call with, and one more.
func (e *Extent) Size() int { return e.size }

// Within tells whether every call of this extent is in the wide one. Where that is
// not sure it says no.
func (e *Extent) Within(wide *Extent) bool {
	for i, covered := range e.operations {
		if covered && !wide.operations[i] {
			return false
		}
	}
	return statesWithin(e.when.State, wide.when.State) &&
		(wide.when.Where == "" || wide.when.Where == e.when.Where) &&
		(wide.when.Part == nil || e.when.Part != nil) && eachWithin(e.tests, wide.tests)
}

// statesWithin tells whether each state of one list is in the other. No states
// are all.
func statesWithin(narrow, wide []string) bool {
	isIn := func(state string) bool { return slices.Contains(wide, state) }
	return len(wide) == 0 || len(narrow) > 0 && !slices.ContainsFunc(narrow, func(s string) bool { return !isIn(s) })
}

// matchers are the matchers that are given, by path below when.
func (w When) matchers() map[string]*Matcher {
	all := map[string]*Matcher{}
	if w.Key != nil {
		all["key"] = w.Key
	}
	add := func(place string, matchers map[string]Matcher, name func(string) string) {
		for key, m := range matchers {
			all[place+"."+name(key)] = &m
		}
	}
	same := func(name string) string { return name }
	add("path", w.Path, same)
	add("query", w.Query, same)
	add("header", w.Header, http.CanonicalHeaderKey)
	add("body", w.Body, same)
	if w.Part != nil { // all for the same part
		addBelow(all, "part", w.Part.matchers())
	}
	if w.Vendor != nil {
		addBelow(all, "vendor", w.Vendor.matchers())
	}
	if w.Review != nil {
		addBelow(all, "review", w.Review.matchers())
	}
	return all
}

func addBelow(all map[string]*Matcher, place string, matchers map[string]*Matcher) {
	for name, m := range matchers {
		if m != nil {
			all[place+"."+name] = m
		}
	}
}

func (m PartMatcher) matchers() map[string]*Matcher {
	return map[string]*Matcher{"field": m.Field, "name": m.Name, "extension": m.Extension, "size": m.Size}
}

func (m VendorMatcher) matchers() map[string]*Matcher {
	return map[string]*Matcher{"id": m.ID, "name": m.Name, "securityOwner": m.SecurityOwner}
}

func (m ReviewMatcher) matchers() map[string]*Matcher {
	return map[string]*Matcher{
		"id": m.ID, "type": m.Type, "status": m.Status, "decision": m.Decision, "title": m.Title,
		"userId": m.UserID, "requesterUserId": m.RequesterUserID, "finalizable": m.Finalizable,
	}
}

// eachWithin tells whether each test of the wide places follows from one of the
// same place of the narrow ones.
func eachWithin(narrow, wide map[string][]test) bool {
	for place, asked := range wide {
		for _, other := range asked {
			if !slices.ContainsFunc(narrow[place], func(t test) bool { return t.implies(other) }) {
				return false
			}
		}
	}
	return true
}

// implies tells whether a place in which t holds is one in which other holds.
func (t test) implies(other test) bool {
	switch {
	case other.field == "presence":
		return t.there == other.there
	case t.field == "presence":
		return false
	case t.oneOf != nil:
		return !slices.ContainsFunc(t.oneOf, func(value any) bool { return !other.takes(value) })
	case t.bound != nil:
		return t.field == other.field && t.bound.time.IsZero() == other.bound.time.IsZero() && t.bound.within(other.bound, t.field == "less")
	default:
		return t.field == other.field && t.word == other.word
	}
}

// takes tells whether the test holds wherever a place equals the value: text may
// stand there for a number or a truth value.
func (t test) takes(value any) bool {
	if !isScalar(value) {
		return slices.ContainsFunc(t.oneOf, func(v any) bool { return reflect.DeepEqual(v, value) })
	}
	return t.holds([]any{value}) && t.holds([]any{textOf(value)})
}

// within tells whether what is beyond this bound is beyond the wide one.
func (b *Bound) within(wide *Bound, less bool) bool {
	order := b.time.Compare(wide.time)
	if b.time.IsZero() {
		order = cmp.Compare(b.number, wide.number)
	}
	return less && order <= 0 || !less && order >= 0
}
