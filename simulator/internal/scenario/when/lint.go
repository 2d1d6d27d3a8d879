package when

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// maxConditions is how many conditions an outcome can tell apart.
const maxConditions = 1000

// Lint returns the operations that the rule is for. They are none if what says
// which ones is wrong: what depends on them is not looked at then.
func Lint(l *yamlfile.Linter, documented *contract.Contract, w *When, at string) []*contract.Operation {
	before := len(l.Problems())
	lintWhichOperations(l, documented, w, at)
	var operations []*contract.Operation
	if len(l.Problems()) == before && !unreadOperations(l, at) {
		operations = operationsOf(documented, *w)
		l.RefuseIf(len(operations) == 0, at, "can never match: no operation is all of operation, method and permission")
	}
	if len(operations) > 0 {
		lintPath(l, w, operations, at)
	}
	lintBodies(l, w, operations, at)
	lintFacts(l, w, operations, at)
	lintMatchers(l, w, at)
	lintUnsatisfiable(l, w, operations, at)
	lintExpression(l, documented, w, operations, at)
	return operations
}

func lintWhichOperations(l *yamlfile.Linter, documented *contract.Contract, w *When, at string) {
	var names, fullNames, methods, permissions []string
	for _, op := range documented.Operations {
		fullNames = append(fullNames, op.FullID)
		names, methods, permissions = append(names, op.ID), append(methods, op.Method), append(permissions, op.Permission)
	}
	lintGlobs(l, at+".operation", w.Operation, names, fullNames...)
	lintGlobs(l, at+".method", w.Method, methods)
	lintGlobs(l, at+".permission", w.Permission, permissions)
}

// lintExpression looks at where. The operations are nil if they are not known, or if
// the calls may be ones that break the contract.
func lintExpression(l *yamlfile.Linter, documented *contract.Contract, w *When, operations []*contract.Operation, at string) {
	l.RefuseIf(w.Where == "" && l.Given(at, "where"), at+".where", "is empty: leave it out if it may be any")
	if w.Where != "" {
		lintWhere(l, documented, w.Where, at+".where", operations)
	}
	l.RefuseIf(len(w.Conditions()) > maxConditions, at, fmt.Sprintf("has more than %d conditions", maxConditions))
}

// unreadOperations tells whether what says which operations could not be read.
func unreadOperations(l *yamlfile.Linter, at string) bool {
	return l.Unread(at+".operation") || l.Unread(at+".method") || l.Unread(at+".permission")
}

// lintGlobs refuses patterns that stand for nothing. Names that are not said in the
// message can be given in full only.
func lintGlobs(l *yamlfile.Linter, path string, patterns, names []string, unsaid ...string) {
	slices.Sort(names)
	names = slices.Compact(names)
	l.RefuseIf(patterns != nil && len(patterns) == 0, path, "is empty: leave it out if it may be any")
	for _, pattern := range patterns {
		matches := slices.ContainsFunc(names, func(name string) bool { return glob(pattern, name) })
		l.RefuseIf(!matches && !slices.Contains(unsaid, pattern), path, fmt.Sprintf("the contract has no %q%s", pattern, suggest.Among(pattern, names)))
	}
}

// lintPath refuses parameters that none of the operations has.
func lintPath(l *yamlfile.Linter, w *When, operations []*contract.Operation, at string) {
	var known []string
	for _, op := range operations {
		known = append(known, op.PathParameters()...)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range slices.Sorted(maps.Keys(w.Path)) {
		l.RefuseIf(!slices.Contains(known, name), yamlfile.Join(at+".path", name), fmt.Sprintf(
			"can never match: no path of %s has the parameter %s%s", strings.Join(ids(operations), ", "), name, suggest.Among(name, known)))
	}
}

func lintBodies(l *yamlfile.Linter, w *When, operations []*contract.Operation, at string) {
	for _, name := range slices.Sorted(maps.Keys(w.Body)) {
		m, path := w.Body[name], yamlfile.Join(at+".body", name)
		if isPath(name) {
			if there, asked := m.presence(); lintBodyPath(l, path, name) && (there || !asked) {
				having(l, path, plainSteps(name), operations)
			}
			continue
		}
		lintProperty(l, path, strings.Split(name, "."), m, operations)
	}
	if w.Part != nil && len(operations) > 0 && !slices.ContainsFunc(operations, takesForm) {
		l.Refuse(at+".part", "can never match: no upload goes to "+strings.Join(ids(operations), ", "))
	}
}

// lintBodyPath tells whether the name of a body value can be read.
func lintBodyPath(l *yamlfile.Linter, path, name string) bool {
	if !isPath(name) {
		return true
	}
	_, err := parsePath(name)
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n") // below is the path once more
		l.Refuse(path, "must be a property or a JSONPath (RFC 9535): "+why)
	}
	return err == nil
}

func takesForm(op *contract.Operation) bool {
	return slices.Contains(op.MediaTypes, "multipart/form-data")
}

// having returns the operations whose bodies have a property, and refuses it if
// there are none.
func having(l *yamlfile.Linter, path string, place []string, operations []*contract.Operation) []*contract.Operation {
	if len(operations) == 0 {
		return nil
	}
	having := operations
	for depth := range place {
		var known []string
		lacks := func(op *contract.Operation) bool {
			names := op.BodyProperties(place[:depth])
			known = append(known, names...)
			return !slices.Contains(names, place[depth])
		}
		if having = slices.DeleteFunc(slices.Clone(having), lacks); len(having) == 0 {
			slices.Sort(known)
			l.Refuse(path, fmt.Sprintf("can never match: no body of %s has this property%s",
				strings.Join(ids(operations), ", "), suggest.Among(place[depth], slices.Compact(known))))
			return nil
		}
	}
	return having
}

// lintProperty refuses a property that no request that fits the contract has, and
// values that it cannot have.
func lintProperty(l *yamlfile.Linter, path string, place []string, m Matcher, operations []*contract.Operation) {
	having := having(l, path, place, operations)
	if len(having) == 0 {
		return
	}
	for _, value := range m.wanted() {
		var why string
		allowed := slices.ContainsFunc(having, func(op *contract.Operation) bool {
			violations := op.CheckBodyValue(place, value)
			why = violations.String()
			return violations.None() || isItem(op, place, value)
		})
		l.RefuseIf(!allowed, path, fmt.Sprintf("can never match %s: %s", written(value), why))
	}
	if !slices.ContainsFunc(having, func(op *contract.Operation) bool { return takesList(op, place) }) {
		lintContradiction(l, path, &m)
	}
}

func takesList(op *contract.Operation, place []string) bool {
	return fits(op.CheckBodyValue(place, []any{}))
}

// isItem tells whether a value is allowed as an item of a list: a matcher also
// asks items.
func isItem(op *contract.Operation, place []string, value any) bool {
	return fits(op.CheckBodyValue(place, []any{value}))
}

func fits(violations contract.Violations) bool { return violations.None() }

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

// lintFacts refuses facts that the operations' paths do not lead to, and values that
// they never have.
func lintFacts(l *yamlfile.Linter, w *When, operations []*contract.Operation, at string) {
	if w.Review == nil {
		return
	}
	l.RefuseIf(len(operations) > 0 && !slices.ContainsFunc(operations, namesReview), at+".review",
		"can never match: no path of "+strings.Join(ids(operations), ", ")+" names a review")
	lintValues(l, at+".review.type", w.Review.Type, asTexts(state.ReviewTypes()))
	lintValues(l, at+".review.status", w.Review.Status, asTexts(state.ReviewStatuses()))
	lintValues(l, at+".review.decision", w.Review.Decision, asTexts(state.Decisions()))
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

func lintValues(l *yamlfile.Linter, path string, m *Matcher, known []string) {
	if m == nil {
		return
	}
	for _, value := range m.wanted() {
		text := textOf(value)
		l.RefuseIf(!slices.Contains(known, text), path, fmt.Sprintf("can never match %s%s", written(value), suggest.Among(text, known)))
	}
}

// lintMatchers refuses matchers that ask for nothing, or for two things at odds.
func lintMatchers(l *yamlfile.Linter, w *When, at string) {
	for field, matchers := range map[string]map[string]Matcher{"path": w.Path, "query": w.Query, "header": w.Header, "body": w.Body} {
		for name, m := range matchers {
			lintMatcher(l, yamlfile.Join(at+"."+field, name), &m)
		}
	}
	for name := range w.Header {
		l.RefuseIf(!exchange.IsHeaderName(name), yamlfile.Join(at+".header", name), "is not the name of a header")
	}
	lintMatcher(l, at+".key", w.Key)
	if w.Part != nil {
		lintEachMatcher(l, at+".part", w.Part.matchers())
	}
	if w.Vendor != nil {
		lintEachMatcher(l, at+".vendor", w.Vendor.matchers())
	}
	if w.Review != nil {
		lintEachMatcher(l, at+".review", w.Review.matchers())
	}
}

func lintEachMatcher(l *yamlfile.Linter, at string, matchers map[string]*Matcher) {
	given := 0
	for name, m := range matchers {
		if m != nil {
			given++
		}
		lintMatcher(l, at+"."+name, m)
	}
	l.RefuseIf(given == 0 && !l.Refused(at), at, "asks for nothing")
}

// maxIn is how many values a matcher may compare each call with.
const maxIn = 1000

func lintMatcher(l *yamlfile.Linter, path string, m *Matcher) {
	if m == nil {
		return
	}
	l.RefuseIf(len(m.tests()) == 0 && !l.Refused(path), path, "asks for nothing: give a value, or one of equals, contains, matches, in, present, absent, less, greater")
	l.RefuseIf(m.Present != nil && m.Absent != nil, path, "has both present and absent")
	there, asked := m.presence()
	l.RefuseIf(asked && !there && len(m.tests()) > 1, path, "can never match: what is absent is not anything else")
	l.RefuseIf(len(m.In) > maxIn, path+".in", fmt.Sprintf("has %d values, at most %d are allowed: where or matches may say it shorter", len(m.In), maxIn))
	l.RefuseIf(m.In != nil && len(m.In) == 0, path+".in", "is empty, so it can never match")
}
