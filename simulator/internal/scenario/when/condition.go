package when

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// Condition is one thing that a rule asks of a call. Its name is the path of
// the field in the file, below when.
type Condition struct {
	Name  string
	About string // goes on after the name: "equals 99"
	Holds func(*Call) bool
	// Narrow says which calls it can hold for; nil if that cannot be looked up.
	Narrow *Narrowing
	Got    func(*Call) string // what the call has in that place, for people: masked and short
}

// Conditions are what a rule asks of each call, the cheap ones first. What it
// asks of operations is not among them: that is decided once, by covers.
func (w When) Conditions() []Condition {
	var all []Condition
	for _, name := range slices.Sorted(maps.Keys(w.Path)) {
		all = append(all, place{name: "path." + name, values: pathValues(name), is: pathIs(name), canonical: exchange.CanonicalID}.conditions(w.Path[name])...)
	}
	if w.Key != nil {
		all = append(all, place{name: "key", values: keyValues, is: keyIs}.conditions(*w.Key)...)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Query)) {
		key := exchange.QueryName(name)
		texts := func(c *Call) []string { return c.Request.Query[key] }
		all = append(all, place{name: "query." + name, values: textValues(texts), is: textIs(texts)}.conditions(w.Query[name])...)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Header)) {
		canonical := http.CanonicalHeaderKey(name)
		texts := func(c *Call) []string { return c.Request.Header[canonical] }
		all = append(all, place{name: "header." + name, values: textValues(texts), is: textIs(texts)}.conditions(w.Header[name])...)
	}
	if w.Vendor != nil {
		all = append(all, w.Vendor.conditions()...)
	}
	if w.Review != nil {
		all = append(all, w.Review.conditions()...)
	}
	all = append(all, w.bodyConditions(false)...)
	if w.Part != nil {
		all = append(all, w.Part.condition())
	}
	all = append(all, w.bodyConditions(true)...)
	if w.Where != "" {
		all = append(all, whereCondition(w.Where))
	}
	return all
}

// bodyConditions are those with a JSONPath, or those without.
func (w When) bodyConditions(withPath bool) []Condition {
	var all []Condition
	for _, name := range slices.Sorted(maps.Keys(w.Body)) {
		if isPath(name) == withPath {
			all = append(all, bodyPlace(name).conditions(w.Body[name])...)
		}
	}
	return all
}

// place is where a call has values.
type place struct {
	name   string
	values func(*Call) []any
	// is asks for one text, number or truth value without a list of values, which
	// would cost memory for each rule and call. It may be nil.
	is func(want any) func(*Call) bool
	// canonical is how the values are written there, where one has several forms; else nil.
	canonical func(text string) string
}

func (p place) conditions(m Matcher) []Condition {
	var all []Condition
	for _, t := range m.tests() {
		all = append(all, Condition{Name: p.name, About: t.about, Holds: p.asks(t), Narrow: p.narrowing(t), Got: p.got})
	}
	return all
}

func (p place) asks(t test) func(*Call) bool {
	if p.is == nil || !t.cheap() {
		return func(c *Call) bool { return t.holds(c.valuesOf(p)) }
	}
	if len(t.oneOf) == 1 {
		return p.is(t.oneOf[0])
	}
	alternatives := make([]func(*Call) bool, len(t.oneOf))
	for i, want := range t.oneOf {
		alternatives[i] = p.is(want)
	}
	return func(c *Call) bool {
		return slices.ContainsFunc(alternatives, func(is func(*Call) bool) bool { return is(c) })
	}
}

func pathValues(name string) func(*Call) []any {
	return func(c *Call) []any {
		if text, there := c.path(name); there {
			return []any{text}
		}
		return nil
	}
}

func pathIs(name string) func(want any) func(*Call) bool {
	return func(want any) func(*Call) bool {
		text := exchange.CanonicalID(textOf(want))
		return func(c *Call) bool {
			got, there := c.path(name)
			return there && got == text
		}
	}
}

func keyValues(c *Call) []any { return []any{c.Key} }

func keyIs(want any) func(*Call) bool {
	text := textOf(want)
	return func(c *Call) bool { return c.Key == text }
}

func textValues(texts func(*Call) []string) func(*Call) []any {
	return func(c *Call) []any {
		var values []any
		for _, text := range texts(c) {
			values = append(values, text)
		}
		return values
	}
}

func textIs(texts func(*Call) []string) func(want any) func(*Call) bool {
	return func(want any) func(*Call) bool {
		text := textOf(want)
		return func(c *Call) bool { return slices.Contains(texts(c), text) }
	}
}

// isPath tells whether the name of a body value is a JSONPath, and not a
// property, perhaps in a property: socReview.certification.
func isPath(name string) bool { return strings.HasPrefix(name, "$") }

func bodyPlace(name string) place {
	if isPath(name) {
		return place{name: "body." + name, values: bodyQuery(name)}
	}
	steps := strings.Split(name, ".")
	values := func(c *Call) []any {
		if value, there := property(c.Request.JSON, steps); there {
			return []any{value}
		}
		return nil
	}
	is := func(want any) func(*Call) bool {
		holds := equals(want)
		return func(c *Call) bool {
			value, there := property(c.Request.JSON, steps)
			return there && (holds(value) || anyItem(value, holds))
		}
	}
	return place{name: "body." + name, values: values, is: is}
}

func bodyQuery(path string) func(*Call) []any {
	query, err := parsePath(path)
	if err != nil { // lint has said so
		return func(*Call) []any { return nil }
	}
	return func(c *Call) []any {
		if c.Request.JSON == nil {
			return nil
		}
		return c.body().query(query)
	}
}

func property(value any, steps []string) (found any, there bool) {
	for _, step := range steps {
		object, _ := value.(map[string]any)
		if value, there = object[step]; !there {
			return nil, false
		}
	}
	return value, true
}

// condition is one for all fields: it has to be the same part that they hold for.
func (m PartMatcher) condition() Condition {
	type asked struct {
		tests []test
		value func(field string, file exchange.File) any
	}
	var fields []asked
	var about []string
	ask := func(name string, m *Matcher, value func(string, exchange.File) any) {
		if m == nil {
			return
		}
		fields = append(fields, asked{m.tests(), value})
		for _, t := range m.tests() {
			about = append(about, name+" "+t.about)
		}
	}
	ask("field", m.Field, func(field string, _ exchange.File) any { return field })
	ask("name", m.Name, func(_ string, file exchange.File) any { return file.Name })
	ask("extension", m.Extension, func(_ string, file exchange.File) any { return extension(file.Name) })
	ask("size", m.Size, func(_ string, file exchange.File) any { return float64(file.Size) })
	fits := func(field string, file exchange.File) bool {
		for _, f := range fields {
			value := []any{f.value(field, file)}
			if slices.ContainsFunc(f.tests, func(t test) bool { return !t.holds(value) }) {
				return false
			}
		}
		return true
	}
	return Condition{
		Name: "part", About: "has " + strings.Join(about, ", "), Got: gotParts,
		Holds: func(c *Call) bool {
			for field, file := range files(c.Request.Form) {
				if fits(field, file) {
					return true
				}
			}
			return false
		},
	}
}

// files are the file parts of a form by field.
func files(form *exchange.Form) func(yield func(string, exchange.File) bool) {
	return func(yield func(string, exchange.File) bool) {
		if form == nil {
			return
		}
		for _, field := range slices.Sorted(maps.Keys(form.Files)) {
			for _, file := range form.Files[field] {
				if !yield(field, file) {
					return
				}
			}
		}
	}
}

func gotParts(c *Call) string {
	var names []any
	for field, file := range files(c.masked().Request.Form) {
		names = append(names, field+": "+file.Name+" ("+textOf(float64(file.Size))+" bytes)")
	}
	return gotValues(names)
}

func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// Covers tells whether a rule is for an operation at all; if not, failed names
// the first field that says so.
func (w When) Covers(op *contract.Operation) (failed string, ok bool) {
	switch {
	case !AnyGlob(w.Operation, op.ID) && !slices.Contains(w.Operation, op.FullID): // all full ids are alike to a *
		return "operation", false
	case !AnyGlob(w.Method, op.Method):
		return "method", false
	case !AnyGlob(w.Permission, op.Permission):
		return "permission", false
	default:
		return "", true
	}
}

// AnyGlob tells whether a name is one of those that patterns stand for; no
// pattern stands for all.
func AnyGlob(patterns []string, name string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool { return glob(pattern, name) })
}

// glob matches * with any characters. Case does not matter: methods are written
// in either.
func glob(pattern, name string) bool {
	pattern, name = strings.ToLower(pattern), strings.ToLower(name)
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return pattern == name
	}
	if !strings.HasPrefix(name, parts[0]) {
		return false
	}
	name = name[len(parts[0]):]
	for _, part := range parts[1 : len(parts)-1] {
		_, after, found := strings.Cut(name, part)
		if !found {
			return false
		}
		name = after
	}
	return strings.HasSuffix(name, parts[len(parts)-1])
}

// CheckOperations says which patterns stand for no operation of a contract.
func CheckOperations(c *contract.Contract, patterns []string) error {
	all := ids(c.Operations)
	var problems []error
	for _, pattern := range patterns {
		if !slices.ContainsFunc(all, func(id string) bool { return glob(pattern, id) }) {
			problems = append(problems, fmt.Errorf("the contract has no operation %q%s", pattern, suggest.Among(pattern, all)))
		}
	}
	return errors.Join(problems...)
}
