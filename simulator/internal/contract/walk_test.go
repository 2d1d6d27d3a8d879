package contract

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Piece by piece a check finds the same as the library does in the whole value,
// and every undeclared property.
func TestPiecesSayTheSameAsTheWhole(t *testing.T) {
	m := model(t)
	c := load(t)
	rapid.Check(t, func(t *rapid.T) {
		op := rapid.SampledFrom(c.Operations).Draw(t, "operation")
		if len(op.MediaTypes) == 0 {
			return
		}
		mediaType := rapid.SampledFrom(op.MediaTypes).Draw(t, "media type")
		item, _ := m.Paths.PathItems.Get(op.Path)
		media, _ := helperOperation(item, op.Method).RequestBody.Content.Get(mediaType)
		value := drawValue(t, media)
		s := &schema{shape: op.bodies[mediaType].shape} // the library tells no texts
		var want []string
		if err := s.shape.compiled.Validate(value); err != nil {
			for _, f := range flatten(err) {
				want = append(want, fmt.Sprint(f.path, f.text))
			}
		}
		want = append(want, undeclaredIn(s.shape, value, nil)...)
		slices.Sort(want)
		found := s.check(value)
		var got []string
		for _, f := range found.list {
			got = append(got, fmt.Sprint(f.path, f.text))
		}
		slices.Sort(got)
		switch {
		case len(want) <= maxViolations && (!slices.Equal(got, want) || found.more != 0 || found.atLeast):
			t.Fatalf("%v\ngot  %q, %d more\nwant %q", value, got, found.more, want)
		case len(want) > maxViolations && (len(got) != maxViolations || !found.atLeast && found.more != len(want)-len(got) ||
			found.atLeast && (found.more < 1 || found.more > len(want)-len(got))):
			t.Fatalf("got %d and %d more (at least: %t), want %d", len(got), found.more, found.atLeast, len(want))
		case len(want) > maxViolations && slices.ContainsFunc(got, func(text string) bool { return !slices.Contains(want, text) }):
			t.Fatalf("got  %q\nwant %q", got, want)
		}
	})
}

// undeclaredIn is, plainly, what A8 asks for.
func undeclaredIn(s *shape, value any, at []string) (found []string) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			path := append(slices.Clone(at), name)
			if property := s.properties[name]; property != nil {
				found = append(found, undeclaredIn(property, v[name], path)...)
			} else if len(s.properties) > 0 {
				found = append(found, fmt.Sprint(path, s.unknown(path).text))
			}
		}
	case []any:
		for i, child := range v {
			if s.items != nil {
				found = append(found, undeclaredIn(s.items, child, append(slices.Clone(at), strconv.Itoa(i)))...)
			}
		}
	}
	return found
}

// The findings of a list come in the order of its items, not of their digits.
func TestFindingsAreInTheOrderOfItems(t *testing.T) {
	op, _ := load(t).Operation("getVendorSecurityReview")
	for _, p := range op.parameters {
		if p.name != "expand[]" {
			continue
		}
		var texts []string
		for range 12 {
			texts = append(texts, "x")
		}
		for i, f := range p.schema.check(p.items(texts)).list {
			if f.path[0] != strconv.Itoa(i) {
				t.Errorf("finding %d is at %v", i, f.path)
			}
		}
	}
}
