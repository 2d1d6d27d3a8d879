package scenario

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

// shadows refuses rules that can never fire because one before them always does.
func (l *linter) shadows(rules []Rule) {
	for i := range rules {
		if l.unsure(indexed("rules", i)) {
			continue
		}
		for j := range rules[:i] {
			if !l.unsure(indexed("rules", j)) && always(&rules[j]) && l.takesAll(&rules[j], &rules[i]) {
				l.refuse(indexed("rules", i), fmt.Sprintf("can never fire: %s stands before it and takes every call that it would match", indexed("rules", j)))
				break
			}
		}
	}
}

// unsure tells whether it cannot be said which calls a rule is for, and how
// often: something of that is wrong.
func (l *linter) unsure(at string) bool {
	return slices.ContainsFunc(l.problems, func(p yamlfile.Problem) bool { return below(p, at) && !below(p, at+".fault") })
}

// always tells whether a rule fires on every call that its when is for.
func always(r *Rule) bool {
	certain := r.Probability == nil || *r.Probability == 1
	return certain && r.After == 0 && r.Times == nil && r.Every < 2 && r.Until == nil && r.Over == nil && r.Phase != PhaseAfter
}

// takesAll tells whether all that one rule asks for is asked by the other, too.
// Rules that cut are asked before all others.
func (l *linter) takesAll(first, second *Rule) bool {
	cuts := func(r *Rule) bool { return r.Fault != nil && r.Fault.Cut != nil }
	if cuts(second) && !cuts(first) {
		return false
	}
	for _, op := range operationsOf(l.contract, second.When) {
		if _, ok := first.When.covers(op); !ok {
			return false
		}
	}
	return statesWithin(second.When.State, first.When.State) && second.When.within(first.When)
}

// statesWithin tells whether each state of one list is in the other. No states
// are all.
func statesWithin(narrow, wide []string) bool {
	isIn := func(state string) bool { return slices.Contains(wide, state) }
	return len(wide) == 0 || len(narrow) > 0 && !slices.ContainsFunc(narrow, func(s string) bool { return !isIn(s) })
}

// within tells whether every call that has what w asks for has what wide asks
// for. Where that is not sure it says no. Operations and states are not looked at.
func (w When) within(wide When) bool {
	return (wide.Where == "" || wide.Where == w.Where) &&
		(wide.Part == nil || w.Part != nil && eachWithin(w.Part.matchers(), wide.Part.matchers())) &&
		eachWithin(w.matchers(), wide.matchers())
}

// matchers are the matchers of the places that a call has once, by path below
// when.
func (w When) matchers() map[string]*Matcher {
	all := map[string]*Matcher{"key": w.Key}
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
		all[place+"."+name] = m
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

func eachWithin(narrow, wide map[string]*Matcher) bool {
	for name := range wide {
		if wide[name] != nil && (narrow[name] == nil || !narrow[name].within(*wide[name])) {
			return false
		}
	}
	return true
}

// within tells whether each test of the wide matcher follows from one of these.
func (m Matcher) within(wide Matcher) bool {
	tests := m.tests()
	for _, asked := range wide.tests() {
		if !slices.ContainsFunc(tests, func(t test) bool { return t.implies(asked) }) {
			return false
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
