package fault

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The table of kinds, the fields of a fault and the headings of its page are the same,
// in the same order.
func TestKindsAreWhatFilesAndDocumentsSay(t *testing.T) {
	var words []string
	for _, k := range kinds {
		words = append(words, k.word)
		if k.given == nil || k.shape == nil && k.wire == nil && k.word != "delay" && k.word != "cut" {
			t.Errorf("%s: nothing comes of it", k.word)
		}
		for _, a := range k.apart {
			for _, other := range a.words {
				if !slices.ContainsFunc(kinds, func(k kind) bool { return k.word == other }) {
					t.Errorf("%s is apart from %s, which is no kind", k.word, other)
				}
			}
		}
	}
	foreign := slices.Sorted(maps.Keys(toxics))
	var fields []string
	for field := range reflect.TypeFor[Fault]().Fields() {
		word, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if word != "" && !slices.Contains(foreign, word) {
			fields = append(fields, word)
		}
	}
	if !slices.Equal(fields, words) {
		t.Errorf("the fields of a fault are %v, its kinds %v", fields, words)
	}
	page, err := os.ReadFile("../../../../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	var headings []string
	for _, match := range regexp.MustCompile(`(?m)^## ([a-z]\w*)$`).FindAllSubmatch(page, -1) {
		headings = append(headings, string(match[1]))
	}
	if !slices.Equal(headings, words) {
		t.Errorf("the headings of docs/faults.md are %v, the kinds %v", headings, words)
	}
}
