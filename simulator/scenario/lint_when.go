package scenario

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

// when returns the operations that the rule is for: all, if what says which ones
// is wrong, so that the rest is still looked at.
func (l *linter) when(w *When, at string) []*contract.Operation {
	before := len(l.problems)
	l.whichOperations(w, at)
	operations := operationsOf(l.contract, *w)
	if len(operations) == 0 {
		if len(l.problems) == before {
			l.refuse(at, "can never match: no operation is all of operation, method and permission")
		}
		operations = l.contract.Operations
	}
	l.path(w, operations, at)
	l.bodies(w, operations, at)
	l.facts(w, operations, at)
	l.matchers(w, at)
	l.where(w, at)
	return operations
}

func (l *linter) whichOperations(w *When, at string) {
	var names, methods, permissions []string
	for _, op := range l.contract.Operations {
		names, methods, permissions = append(names, op.ID), append(methods, op.Method), append(permissions, op.Permission)
	}
	l.globs(at+".operation", w.Operation, names)
	l.globs(at+".method", w.Method, methods)
	l.globs(at+".permission", w.Permission, permissions)
}

func (l *linter) where(w *When, at string) {
	l.refuseIf(w.Where == "" && l.given(at, "where"), at+".where", "is empty: leave it out if it may be any")
	if w.Where != "" {
		if _, err := compileWhere(w.Where); err != nil {
			l.refuse(at+".where", err.Error())
		}
	}
	l.refuseIf(len(w.conditions()) > maxConditions, at, fmt.Sprintf("has more than %d conditions", maxConditions))
}

// globs refuses patterns that stand for nothing.
func (l *linter) globs(path string, patterns, names []string) {
	slices.Sort(names)
	names = slices.Compact(names)
	l.refuseIf(patterns != nil && len(patterns) == 0, path, "is empty: leave it out if it may be any")
	for _, pattern := range patterns {
		matches := slices.ContainsFunc(names, func(name string) bool { return glob(pattern, name) })
		l.refuseIf(!matches, path, fmt.Sprintf("the contract has no %q%s", pattern, yamlfile.Suggest(pattern, names)))
	}
}

// path refuses parameters that none of the operations has.
func (l *linter) path(w *When, operations []*contract.Operation, at string) {
	var known []string
	for _, op := range operations {
		known = append(known, op.PathParameters()...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range slices.Sorted(maps.Keys(w.Path)) {
		l.refuseIf(!slices.Contains(known, name), yamlfile.Join(at+".path", name), fmt.Sprintf(
			"can never match: no path of %s has the parameter %s%s", strings.Join(ids(operations), ", "), name, suggest(name, known)))
	}
}

func (l *linter) bodies(w *When, operations []*contract.Operation, at string) {
	for _, name := range slices.Sorted(maps.Keys(w.Body)) {
		path := yamlfile.Join(at+".body", name)
		if isPath(name) {
			l.bodyPath(path, name)
			continue
		}
		l.property(path, strings.Split(name, "."), w.Body[name], operations)
	}
	if w.Part != nil && !slices.ContainsFunc(operations, takesForm) {
		l.refuse(at+".part", "can never match: no upload goes to "+strings.Join(ids(operations), ", "))
	}
}

func (l *linter) bodyPath(path, name string) {
	if !isPath(name) {
		return
	}
	if _, err := parsePath(name); err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n") // below is the path once more
		l.refuse(path, "must be a property or a JSONPath (RFC 9535): "+why)
	}
}

// suggest is what is allowed instead, if anything is.
func suggest(name string, known []string) string {
	if len(known) == 0 {
		return ""
	}
	return yamlfile.Suggest(name, known)
}

func takesForm(op *contract.Operation) bool {
	return slices.Contains(op.MediaTypes, "multipart/form-data")
}

// property refuses a property that no request that fits the contract has, and
// values that it cannot have.
func (l *linter) property(path string, place []string, m Matcher, operations []*contract.Operation) {
	last := len(place) - 1
	var known []string
	knows := func(op *contract.Operation) bool {
		names := op.BodyProperties(place[:last])
		known = append(known, names...)
		return slices.Contains(names, place[last])
	}
	having := slices.DeleteFunc(slices.Clone(operations), func(op *contract.Operation) bool { return !knows(op) })
	if len(having) == 0 {
		slices.Sort(known)
		l.refuse(path, fmt.Sprintf("can never match: no body of %s has this property%s",
			strings.Join(ids(operations), ", "), suggest(place[last], slices.Compact(known))))
		return
	}
	for _, value := range m.wanted() {
		var why string
		allowed := slices.ContainsFunc(having, func(op *contract.Operation) bool {
			violations := op.CheckBodyValue(place, value)
			why = contract.Join(violations)
			return len(violations) == 0 || isItem(op, place, value)
		})
		l.refuseIf(!allowed, path, fmt.Sprintf("can never match %s: %s", written(value), why))
	}
}

// isItem tells whether a value is allowed as an item of a list: a matcher also
// asks items.
func isItem(op *contract.Operation, place []string, value any) bool {
	return len(op.CheckBodyValue(place, []any{value})) == 0
}

// wanted are the values that a matcher compares with.
func (m Matcher) wanted() []any {
	var values []any
	if m.Plain.Set {
		values = append(values, m.Plain.Value)
	}
	if m.Equals.Set {
		values = append(values, m.Equals.Value)
	}
	for _, value := range m.In {
		values = append(values, value.Value)
	}
	return values
}

// facts refuses facts that the operations' paths do not lead to, and values that
// they never have.
func (l *linter) facts(w *When, operations []*contract.Operation, at string) {
	if w.Review == nil {
		return
	}
	l.refuseIf(!slices.ContainsFunc(operations, namesReview), at+".review",
		"can never match: no path of "+strings.Join(ids(operations), ", ")+" names a review")
	l.values(at+".review.type", w.Review.Type, asTexts(state.ReviewTypes()))
	l.values(at+".review.status", w.Review.Status, asTexts(state.ReviewStatuses()))
	l.values(at+".review.decision", w.Review.Decision, asTexts(state.Decisions()))
}

func namesReview(op *contract.Operation) bool {
	return slices.Contains(op.PathParameters(), "securityReviewId")
}

func asTexts[T ~string](values []T) []string {
	texts := make([]string, len(values))
	for i, value := range values {
		texts[i] = string(value)
	}
	return texts
}

func (l *linter) values(path string, m *Matcher, known []string) {
	if m == nil {
		return
	}
	for _, value := range m.wanted() {
		text := textOf(value)
		l.refuseIf(!slices.Contains(known, text), path, fmt.Sprintf("can never match %s%s", written(value), yamlfile.Suggest(text, known)))
	}
}

var headerForm = regexp.MustCompile("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")

// matchers refuses matchers that ask for nothing, or for two things at odds.
func (l *linter) matchers(w *When, at string) {
	for field, matchers := range map[string]map[string]Matcher{"path": w.Path, "query": w.Query, "header": w.Header, "body": w.Body} {
		for name, m := range matchers {
			l.matcher(yamlfile.Join(at+"."+field, name), &m)
		}
	}
	for name := range w.Header {
		l.refuseIf(!headerForm.MatchString(name), yamlfile.Join(at+".header", name), "is not the name of a header")
	}
	l.matcher(at+".key", w.Key)
	if p := w.Part; p != nil {
		l.eachMatcher(at+".part", map[string]*Matcher{"field": p.Field, "name": p.Name, "extension": p.Extension, "size": p.Size})
	}
	if v := w.Vendor; v != nil {
		l.eachMatcher(at+".vendor", map[string]*Matcher{"id": v.ID, "name": v.Name, "securityOwner": v.SecurityOwner})
	}
	if r := w.Review; r != nil {
		l.eachMatcher(at+".review", map[string]*Matcher{
			"id": r.ID, "type": r.Type, "status": r.Status, "decision": r.Decision, "title": r.Title,
			"userId": r.UserID, "requesterUserId": r.RequesterUserID, "finalizable": r.Finalizable,
		})
	}
}

func (l *linter) eachMatcher(at string, matchers map[string]*Matcher) {
	given := 0
	for name, m := range matchers {
		if m != nil {
			given++
		}
		l.matcher(at+"."+name, m)
	}
	l.refuseIf(given == 0 && !l.broken(at), at, "asks for nothing")
}

func (l *linter) matcher(path string, m *Matcher) {
	if m == nil {
		return
	}
	l.refuseIf(len(m.tests()) == 0 && !l.broken(path), path, "asks for nothing: give a value, or one of equals, contains, matches, in, present, absent, less, greater")
	l.refuseIf(m.Present != nil && m.Absent != nil, path, "has both present and absent")
	there, asked := m.presence()
	l.refuseIf(asked && !there && len(m.tests()) > 1, path, "can never match: what is absent is not anything else")
	l.refuseIf(m.In != nil && len(m.In) == 0, path+".in", "is empty, so it can never match")
}
