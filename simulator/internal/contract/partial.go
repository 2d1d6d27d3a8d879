package contract

import (
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// PathParameters are the names of the parameters in the path.
func (op *Operation) PathParameters() []string {
	var names []string
	for _, p := range op.parameters {
		if p.in == InPath {
			names = append(names, p.name)
		}
	}
	return names
}

// QueryParameters are the names of the parameters in the query.
func (op *Operation) QueryParameters() []string {
	var names []string
	for _, p := range op.parameters {
		if p.in == InQuery {
			names = append(names, p.name)
		}
	}
	return names
}

// CheckPathParameter says what is wrong with the text of a parameter in the path;
// nothing is empty.
func (op *Operation) CheckPathParameter(name, text string) string {
	for _, p := range op.parameters {
		if p.in == InPath && p.name == name {
			for _, f := range p.check(&exchange.Request{Params: exchange.Params{{Name: name, Value: text}}}).list {
				return f.text
			}
		}
	}
	return ""
}

// BodyProperties are the names that the properties of the request body may
// have below a property; none is the top.
func (op *Operation) BodyProperties(below []string) []string {
	var names []string
	for _, mediaType := range op.MediaTypes {
		s := op.bodies[mediaType].shape
		for _, name := range below {
			if s = s.properties[name]; s == nil {
				break
			}
		}
		if s != nil {
			names = append(names, s.names()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// CheckBodyValue returns what is wrong with a value in one place of the request
// body. A value that one of the media types allows is in order.
func (op *Operation) CheckBodyValue(place []string, value any) Violations {
	var found Violations
	inPlace := func(f difference) bool {
		return len(f.path) >= len(place) && slices.Equal(f.path[:len(place)], place)
	}
	for _, mediaType := range op.MediaTypes {
		found = op.bodyViolationsFor(InRequest, op.bodies[mediaType], nested(place, value), inPlace)
		if found.None() {
			break
		}
	}
	return found
}

// nested is the value in objects in objects.
func nested(place []string, value any) any {
	for _, name := range slices.Backward(place) {
		value = map[string]any{name: value}
	}
	return value
}

// CheckPatch returns in what an answer with that status would differ from the
// contract after a merge patch (RFC 7386), as far as the patch alone tells.
func (op *Operation) CheckPatch(status int, patch map[string]any) Violations {
	body := op.responses[status]
	if body == nil {
		return Violations{}
	}
	removed := map[string]bool{}
	rest := withoutNulls(patch, "", removed)
	return op.bodyViolationsFor(InResponse, body, rest, func(f difference) bool {
		return f.text != isRequired || removed[pointer(f.path)]
	})
}

// withoutNulls takes out what a patch removes, and notes it by its pointer.
func withoutNulls(patch map[string]any, at string, removed map[string]bool) map[string]any {
	rest := map[string]any{}
	for name, value := range patch {
		place := at + pointer([]string{name})
		switch v := value.(type) {
		case nil:
			removed[place] = true
		case map[string]any:
			rest[name] = withoutNulls(v, place, removed)
		default:
			rest[name] = v
		}
	}
	return rest
}

// Successes are the documented statuses that are not errors.
func (op *Operation) Successes() []int {
	return slices.DeleteFunc(slices.Clone(op.Statuses), func(s int) bool { return s >= http.StatusBadRequest })
}
