package when

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	exprfile "github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// lintUnsatisfiable refuses what no call has in a place that is not in the body. Where it is
// in doubt it says nothing.
func lintUnsatisfiable(l *yamlfile.Linter, w *When, operations []*contract.Operation, at string) {
	for _, name := range slices.Sorted(maps.Keys(w.Path)) {
		lintPathParameter(l, yamlfile.Join(at+".path", name), name, w.Path[name], operations)
	}
	for field, matchers := range map[string]map[string]Matcher{"query": w.Query, "header": w.Header} {
		for name, m := range matchers {
			lintText(l, yamlfile.Join(at+"."+field, name), &m)
		}
	}
	if there, asked := w.Key.asksPresence(); asked && !there && !l.Refused(at+".key") {
		l.Refuse(at+".key", "can never match: every call has a key")
	}
	lintText(l, at+".key", w.Key)
	lintContradiction(l, at+".key", w.Key)
	if w.Part != nil {
		lintSingle(l, at+".part", w.Part.matchers())
	}
	if w.Vendor != nil {
		lintSingle(l, at+".vendor", w.Vendor.matchers())
	}
	if w.Review != nil {
		lintSingle(l, at+".review", w.Review.matchers())
	}
}

// asksPresence is presence for a matcher that may not be given.
func (m *Matcher) asksPresence() (there, asked bool) {
	if m == nil {
		return false, false
	}
	return m.presence()
}

// lintPathParameter refuses what no parameter in a path is: a call whose ids are no
// integers is refused before any rule is asked.
func lintPathParameter(l *yamlfile.Linter, path, name string, m Matcher, operations []*contract.Operation) {
	having := slices.DeleteFunc(slices.Clone(operations), func(op *contract.Operation) bool {
		return !slices.Contains(op.PathParameters(), name)
	})
	if len(having) == 0 {
		return
	}
	if there, asked := m.presence(); asked && !there && len(having) == len(operations) && !l.Refused(path) {
		l.Refuse(path, "can never match: it is in the path of every call to "+strings.Join(ids(operations), ", "))
	}
	lintText(l, path, &m)
	for _, value := range m.wanted() {
		why := ""
		allowed := slices.ContainsFunc(having, func(op *contract.Operation) bool {
			why = op.CheckPathParameter(name, textOf(value))
			return why == ""
		})
		l.RefuseIf(isScalar(value) && !allowed, path, fmt.Sprintf("can never match %s: %s", written(value), why))
	}
	lintContradiction(l, path, &m)
}

// numberFields and truthFields are the fields of parts and facts that are no text.
var (
	numberFields = []string{"id", "userId", "requesterUserId", "securityOwner", "size"}
	truthFields  = []string{"finalizable"}
)

// lintSingle refuses what no field of a part or of a fact is.
func lintSingle(l *yamlfile.Linter, at string, matchers map[string]*Matcher) {
	for _, name := range slices.Sorted(maps.Keys(matchers)) {
		m, path := matchers[name], at+"."+name
		if m == nil || l.Refused(path) {
			continue
		}
		switch {
		case slices.Contains(numberFields, name):
			lintWanted(l, path, m, isWhole, "it is a whole number")
		case slices.Contains(truthFields, name):
			lintWanted(l, path, m, func(v any) bool { _, is := v.(bool); return is }, "it is true or false")
		default:
			lintText(l, path, m)
		}
		lintContradiction(l, path, m)
	}
}

func isWhole(value any) bool {
	number, is := value.(float64)
	return is && number == float64(int64(number))
}

// lintText refuses values that are no text, nor stand for one.
func lintText(l *yamlfile.Linter, path string, m *Matcher) {
	lintWanted(l, path, m, isScalar, "it is a text")
}

// lintWanted refuses values that a place cannot have.
func lintWanted(l *yamlfile.Linter, path string, m *Matcher, can func(any) bool, what string) {
	if m == nil || l.Refused(path) {
		return
	}
	for _, value := range m.wanted() {
		l.RefuseIf(!can(value), path, fmt.Sprintf("can never match %s: %s%s", written(value), what, instead(value)))
	}
}

// instead is what was probably meant by a value that never matches.
func instead(value any) string {
	switch v := value.(type) {
	case nil:
		return ", or not there, which absent: true asks for"
	case []any:
		return "; in asks for one of several"
	case string:
		if _, err := strconv.ParseInt(v, 10, 64); err == nil {
			return ", so leave the quotes out"
		}
	}
	return ""
}

// lintContradiction refuses two tests of which at most one holds for one value.
func lintContradiction(l *yamlfile.Linter, path string, m *Matcher) {
	if m == nil || l.Refused(path) {
		return
	}
	tests := m.tests()
	for _, t := range tests {
		for _, other := range tests {
			if t.excludes(other) {
				l.Refuse(path, fmt.Sprintf("can never match: nothing %s and %s", t.about, other.about))
				return
			}
		}
	}
}

// excludes tells whether no value fits both tests.
func (t test) excludes(other test) bool {
	switch {
	case len(t.oneOf) > 0 && other.there:
		return !slices.ContainsFunc(t.oneOf, other.mayTake)
	case t.field == "less" && other.field == "greater":
		return t.bound.time.IsZero() == other.bound.time.IsZero() && t.bound.within(other.bound, true)
	default:
		return false
	}
}

// mayTake tells whether the test can hold where a place equals the value.
func (t test) mayTake(value any) bool {
	return t.field == "presence" || t.holds([]any{value}) || isScalar(value) && t.holds([]any{textOf(value)})
}

var stepForm = regexp.MustCompile(`^(?:\.([^.\[\]*()\s]+)|\['([^'\\]*)'\]|\["([^"\\]*)"\])`)

// plainSteps are the names that a JSONPath begins with: socForm and findings of
// $.socForm.findings[*].description.
func plainSteps(path string) []string {
	var names []string
	for rest := path[1:]; ; {
		step := stepForm.FindStringSubmatch(rest)
		if step == nil {
			return names
		}
		names = append(names, step[1]+step[2]+step[3])
		rest = rest[len(step[0]):]
	}
}

func lintWhere(l *yamlfile.Linter, documented *contract.Contract, text, path string, operations []*contract.Operation) {
	if len(text) > maxWhere {
		l.Refuse(path, fmt.Sprintf("has %d bytes, at most %d are allowed", len(text), maxWhere))
		return
	}
	program, err := compileWhere(text)
	wrong, hasPlace := errors.AsType[*exprfile.Error](err)
	switch {
	case hasPlace:
		l.Note(inside(l, path, text, wrong))
	case err != nil:
		l.Refuse(path, err.Error())
	case isFalse(program):
		l.Refuse(path, "can never match: it is false for every call")
	default:
		lintPlaces(l, documented, text, path, operations)
	}
}

// inside is a problem in an expression. Its column is one of the file if the
// expression stands there as it is, in one line.
func inside(l *yamlfile.Linter, path, text string, wrong *exprfile.Error) yamlfile.Problem {
	problem := l.Problem(path, yamlfile.OneLine(exprProblem(wrong)))
	line := []rune(l.Line(problem.Line))
	written := string(line[min(problem.Column-1, len(line)):])
	if written != "" && strings.ContainsAny(written[:1], `'"`) && strings.HasPrefix(written[1:], text) {
		problem.Column++
	} else if !strings.HasPrefix(written, text) {
		return problem
	}
	at := l.Problem(path, yamlfile.OneLine(withoutGoTypes(wrong.Message)))
	at.Column = problem.Column + wrong.Column
	return at
}

// isFalse tells whether an expression is false, whatever it is computed for.
func isFalse(program *vm.Program) bool {
	asks := func(node ast.Node) bool {
		switch node.(type) {
		case *ast.IdentifierNode, *ast.CallNode, *ast.BuiltinNode:
			return true
		}
		return false
	}
	root := program.Node()
	if ast.Find(root, asks) != nil {
		return false
	}
	result, err := expr.Run(program, whereCall{})
	return err == nil && result == false
}
