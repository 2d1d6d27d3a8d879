package contract

import (
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/spec"
)

// wrongValues are not in order in most places, each for another reason.
var wrongValues = []any{
	nil, true, 1.0, 0.0, -1.5, 1e12, "x", "", strings.Repeat("x", 40_000), []any{}, []any{1.0}, []any{nil}, []any{"x", "x"}, map[string]any{}, map[string]any{"x": 1.0},
}

// Whatever is wrong with a value of a request is told as a constraint of its property
// (A72), by a text of its own.
func TestEveryDifferenceIsAConstraint(t *testing.T) {
	met := map[string]bool{}
	for _, name := range spec.Revisions() {
		text, err := spec.Contract(name, true)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Load(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			for _, p := range op.parameters {
				if p.in == InPath {
					checkConstraints(t, name+" "+op.ID+" "+p.name, checkID("x"), met)
				}
				for _, value := range wrongValues {
					checkConstraints(t, name+" "+op.ID+" "+p.name, p.schema.check(value), met)
				}
			}
			for mediaType, body := range op.bodies {
				checkBelow(t, name+" "+op.ID+" "+mediaType, &schema{shape: body.shape}, body.shape, nil, met)
			}
		}
	}
	for key := range constraintTexts {
		if !met[key] && key != customValidation {
			t.Errorf("nothing is %s", key)
		}
	}
}

func checkBelow(t *testing.T, name string, body *schema, s *shape, place []string, met map[string]bool) {
	t.Helper()
	for _, value := range wrongValues {
		checkConstraints(t, name, body.check(nested(place, value)), met)
	}
	for property, below := range s.properties {
		checkBelow(t, name, body, below, append(slices.Clone(place), property), met)
	}
}

func checkConstraints(t *testing.T, name string, found differences, met map[string]bool) {
	t.Helper()
	for _, f := range found.list {
		met[f.constraint.key] = true
		if constraintTexts[f.constraint.key] == "" || f.constraint.key == customValidation {
			t.Errorf("%s: %v %s is the constraint %q", name, f.path, f.text, f.constraint.key)
		}
	}
}
