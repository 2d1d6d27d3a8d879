package scenario

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

// condition is one thing that a rule asks of a call. Its name is the path of
// the field in the file, below when.
type condition struct {
	name  string
	about string // goes on after the name: "equals 99"
	holds func(*Call) bool
	got   func(*Call) string // what the call has in that place, for people
}

// conditions are what a rule asks of each call. What it asks of operations is
// not among them: that is decided once, by covers.
func (w When) conditions() []condition {
	var all []condition
	for _, name := range slices.Sorted(maps.Keys(w.Path)) {
		text := func(c *Call) (string, bool) { return c.path(name) }
		all = append(all, ofText("path."+name, w.Path[name], text, func(want string) func(*Call) bool {
			return func(c *Call) bool {
				got, there := c.path(name)
				return there && got == want
			}
		})...)
	}
	if w.Key != nil {
		text := func(c *Call) (string, bool) { return c.Key, true }
		all = append(all, ofText("key", *w.Key, text, func(want string) func(*Call) bool {
			return func(c *Call) bool { return c.Key == want }
		})...)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Query)) {
		all = append(all, ofValues("query."+name, w.Query[name], func(c *Call) []any { return texts(c.Request.Query[name]) })...)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Header)) {
		canonical := http.CanonicalHeaderKey(name)
		all = append(all, ofValues("header."+name, w.Header[name], func(c *Call) []any { return texts(c.Request.Header[canonical]) })...)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Body)) {
		all = append(all, ofValues("body."+name, w.Body[name], bodyValues(name))...)
	}
	if w.Part != nil {
		all = append(all, w.Part.condition())
	}
	if w.Vendor != nil {
		all = append(all, w.Vendor.conditions()...)
	}
	if w.Review != nil {
		all = append(all, w.Review.conditions()...)
	}
	if w.Where != "" {
		all = append(all, whereCondition(w.Where))
	}
	return all
}

// ofText is the conditions of a place that has one text or none. Most rules ask
// for an exact text: is is the cheapest way to do so, as it is for every call.
func ofText(name string, m Matcher, text func(*Call) (string, bool), is func(want string) func(*Call) bool) []condition {
	values := func(c *Call) []any {
		if text, there := text(c); there {
			return []any{text}
		}
		return nil
	}
	all := ofValues(name, m, values)
	if m.Plain.Set && isScalar(m.Plain.Value) {
		all[0].holds = is(textOf(m.Plain.Value))
	}
	return all
}

func ofValues(name string, m Matcher, values func(*Call) []any) []condition {
	var all []condition
	for _, t := range m.tests() {
		all = append(all, condition{
			name: name, about: t.about,
			holds: func(c *Call) bool { return t.holds(values(c)) },
			got:   func(c *Call) string { return gotValues(values(c)) },
		})
	}
	return all
}

// gotValues is what a call has in a place, for people.
func gotValues(values []any) string {
	switch len(values) {
	case 0:
		return "not there"
	case 1:
		return written(values[0])
	default:
		return written(values)
	}
}

func texts(values []string) []any {
	if len(values) == 0 {
		return nil
	}
	boxed := make([]any, len(values))
	for i, value := range values {
		boxed[i] = value
	}
	return boxed
}

// isPath tells whether the name of a body value is a JSONPath, and not a
// property, perhaps in a property: socReview.certification.
func isPath(name string) bool { return strings.HasPrefix(name, "$") }

func bodyValues(name string) func(*Call) []any {
	if isPath(name) {
		query, err := parsePath(name)
		if err != nil { // lint has said so
			return func(*Call) []any { return nil }
		}
		return func(c *Call) []any { return c.body().query(query) }
	}
	steps := strings.Split(name, ".")
	return func(c *Call) []any {
		value := c.Request.JSON
		for _, step := range steps {
			object, _ := value.(map[string]any)
			child, there := object[step]
			if !there {
				return nil
			}
			value = child
		}
		return []any{value}
	}
}

// condition is one for all fields: it has to be the same part that they hold for.
func (m PartMatcher) condition() condition {
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
	return condition{
		name: "part", about: "has " + strings.Join(about, ", "), got: gotParts,
		holds: func(c *Call) bool {
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
	for field, file := range files(c.Request.Form) {
		names = append(names, field+": "+file.Name+" ("+textOf(float64(file.Size))+" bytes)")
	}
	return gotValues(names)
}

func extension(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// ofReview makes the conditions of one field of the review.
func ofReview(name string, m *Matcher, value func(*state.Review) any) []condition {
	if m == nil {
		return nil
	}
	return ofValues("review."+name, *m, func(c *Call) []any {
		if review := c.Facts.Review; review != nil {
			return there(value(review))
		}
		return nil
	})
}

// there is a value as the values of its place; a nil pointer is none.
func there(value any) []any {
	switch v := value.(type) {
	case *string:
		if v == nil {
			return nil
		}
		return []any{*v}
	case *int64:
		if v == nil {
			return nil
		}
		return []any{float64(*v)}
	default:
		return []any{v}
	}
}

func (m ReviewMatcher) conditions() []condition {
	return slices.Concat(
		ofReview("id", m.ID, func(r *state.Review) any { return float64(r.ID) }),
		ofReview("type", m.Type, func(r *state.Review) any { return string(r.Type) }),
		ofReview("status", m.Status, func(r *state.Review) any { return string(r.Status) }),
		ofReview("decision", m.Decision, func(r *state.Review) any { return string(r.Decision) }),
		ofReview("title", m.Title, func(r *state.Review) any { return r.Title }),
		ofReview("userId", m.UserID, func(r *state.Review) any { return r.UserID }),
		ofReview("requesterUserId", m.RequesterUserID, func(r *state.Review) any { return r.RequesterUserID }),
		ofReview("finalizable", m.Finalizable, func(r *state.Review) any { return r.Allows(state.ActionFinalize) }),
	)
}

// ofVendor makes the conditions of one field of the vendor.
func ofVendor(name string, m *Matcher, value func(*state.Vendor) any) []condition {
	if m == nil {
		return nil
	}
	return ofValues("vendor."+name, *m, func(c *Call) []any {
		if vendor := c.Facts.Vendor; vendor != nil {
			return there(value(vendor))
		}
		return nil
	})
}

func (m VendorMatcher) conditions() []condition {
	return slices.Concat(
		ofVendor("id", m.ID, func(v *state.Vendor) any { return float64(v.ID) }),
		ofVendor("name", m.Name, func(v *state.Vendor) any { return v.Name }),
		ofVendor("securityOwner", m.SecurityOwner, func(v *state.Vendor) any { return v.SecurityOwner }),
	)
}

// covers tells whether a rule is for an operation at all; if not, failed names
// the first field that says so.
func (w When) covers(op *contract.Operation) (failed string, ok bool) {
	switch {
	case !AnyGlob(w.Operation, op.ID):
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
			problems = append(problems, fmt.Errorf("the contract has no operation %q%s", pattern, yamlfile.Suggest(pattern, all)))
		}
	}
	return errors.Join(problems...)
}
