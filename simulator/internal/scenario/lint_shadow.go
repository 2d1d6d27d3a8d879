package scenario

import (
	"cmp"
	"fmt"
	"net/http"
	"reflect"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// maxShadowSteps bounds how many values of rules are compared with those of other
// rules: 2000 rules with one value each are within it.
const maxShadowSteps = 5_000_000

// lintShadows refuses rules that can never fire because one before them always does.
func lintShadows(l *yamlfile.Linter, documented *contract.Contract, rules []Rule) {
	if l.Omitted() {
		return // something may be wrong with any of them
	}
	asked := make([]ruleCalls, 0, len(rules))
	for steps, i := 0, 0; i < len(rules); i++ {
		calls := callsOf(l, documented, &rules[i])
		if unsure(l, yamlfile.Element("rules", i)) {
			calls.rule = nil
		}
		for j := range asked {
			if steps += asked[j].size * calls.size; steps > maxShadowSteps {
				return
			}
			if calls.rule != nil && asked[j].rule != nil && asked[j].always && asked[j].takesAll(&calls) {
				l.Refuse(yamlfile.Element("rules", i), fmt.Sprintf("can never fire: %s stands before it and takes every call that it would match", yamlfile.Element("rules", j)))
				break
			}
		}
		asked = append(asked, calls)
	}
}

// ruleCalls is which calls a rule is for, in the form in which many are compared.
type ruleCalls struct {
	rule       *Rule // nil if it is not sure
	always     bool  // it fires on every such call
	cuts       bool
	operations []bool // by their index in the contract
	tests      map[string][]test
	size       int // how many values it compares with, and one more
}

func callsOf(l *yamlfile.Linter, documented *contract.Contract, r *Rule) ruleCalls {
	calls := ruleCalls{
		rule: r, always: always(r), cuts: r.Fault != nil && r.Fault.Cut != nil,
		operations: make([]bool, len(documented.Operations)), tests: map[string][]test{}, size: 1,
	}
	for place, m := range r.When.matchers() {
		calls.tests[place] = m.tests()
		calls.size += len(m.In)
	}
	for i, op := range documented.Operations {
		_, calls.operations[i] = r.When.covers(op)
	}
	return calls
}

// unsure tells whether it cannot be said which calls a rule is for, and how
// often: something of that is wrong.
func unsure(l *yamlfile.Linter, at string) bool {
	return l.Broken(at, at+".fault")
}

// always tells whether a rule fires on every call that its when is for.
func always(r *Rule) bool {
	certain := r.Probability == nil || *r.Probability == 1
	return certain && r.After == 0 && r.Times == nil && r.Every < 2 && r.Until == nil && r.Over == nil && r.Phase != PhaseAfter
}

// takesAll tells whether all that the first rule asks for is asked by the second,
// too. Rules that cut are asked before all others.
func (first *ruleCalls) takesAll(second *ruleCalls) bool {
	if second.cuts && !first.cuts {
		return false
	}
	for i, covered := range second.operations {
		if covered && !first.operations[i] {
			return false
		}
	}
	return statesWithin(second.rule.When.State, first.rule.When.State) && second.within(first)
}

// statesWithin tells whether each state of one list is in the other. No states
// are all.
func statesWithin(narrow, wide []string) bool {
	isIn := func(state string) bool { return slices.Contains(wide, state) }
	return len(wide) == 0 || len(narrow) > 0 && !slices.ContainsFunc(narrow, func(s string) bool { return !isIn(s) })
}

// within tells whether every call that has what the rule asks for has what the wide
// one asks for. Where that is not sure it says no. Operations and states are not
// looked at.
func (second *ruleCalls) within(wide *ruleCalls) bool {
	w, other := &second.rule.When, &wide.rule.When
	return (other.Where == "" || other.Where == w.Where) &&
		(other.Part == nil || w.Part != nil) && eachWithin(second.tests, wide.tests)
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
