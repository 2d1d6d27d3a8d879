package contract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
)

// kinds are a value of each kind of JSON, and what people call it.
var kinds = map[string]any{
	"null": nil, "a boolean": true, "a number": 1.0, "a string": "x", "an array": []any{}, "an object": map[string]any{},
}

var kindNames = map[string]string{
	"boolean": "a boolean", "number": "a number", "integer": "an integer", "string": "a string", "array": "an array", "object": "an object",
}

// Of a value of another kind than a property has, it is said which kind the
// property has, whether null would do, and which kind came.
func TestEveryKindIsCalledByItsName(t *testing.T) {
	for name, text := range documents {
		c, err := Load(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			for mediaType, body := range op.bodies {
				t.Run(name+" "+op.ID+" "+mediaType, func(t *testing.T) { checkKinds(t, &schema{shape: body.shape}, body.shape, nil) })
			}
		}
	}
}

func checkKinds(t *testing.T, body *schema, s *shape, place []string) {
	t.Helper()
	want := kindNames[slices.DeleteFunc(slices.Clone(s.types), func(kind string) bool { return kind == "null" })[0]]
	nullable := s.compiled.Validate(nil) == nil
	if nullable {
		want += " or null"
	}
	for is, value := range kinds {
		fits := is == "null" && nullable || strings.Contains(want, is) && is != "null" || is == "a number" && strings.Contains(want, "an integer")
		found := body.check(nested(place, value)).list
		var texts []string
		for _, f := range found {
			if slices.Equal(f.path, place) {
				texts = append(texts, f.text)
			}
		}
		said := fmt.Sprintf("must be %s, is %s", want, is)
		if !fits && !slices.Equal(texts, []string{said}) || fits && slices.Contains(texts, said) {
			t.Errorf("%s with %v: got %q, want %q: %t", pointer(place), value, texts, said, !fits)
		}
	}
	for name, property := range s.properties {
		checkKinds(t, body, property, append(slices.Clone(place), name))
	}
}

// A regular expression says nothing to people: who writes one into a document says it
// in words, too.
func TestEveryPatternHasWords(t *testing.T) {
	for name, text := range documents {
		c, err := Load(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range c.Operations {
			for _, p := range op.parameters {
				checkWords(t, name+" "+op.ID+" "+p.name, p.shape)
			}
			for mediaType, body := range op.bodies {
				checkWords(t, name+" "+op.ID+" "+mediaType, body.shape)
			}
		}
	}
}

func checkWords(t *testing.T, place string, s *shape) {
	t.Helper()
	eachPart(s.compiled, func(part *jsonschema.Schema) {
		if part.Pattern != nil && s.says == "" {
			t.Errorf("%s has the pattern %s and no x-vsrsim-says", place, part.Pattern)
		}
	})
	for name, property := range s.properties {
		checkWords(t, place+"."+name, property)
	}
	for _, below := range []*shape{s.items, s.others} {
		if below != nil {
			checkWords(t, place+"[]", below)
		}
	}
}
