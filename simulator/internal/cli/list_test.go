package cli

import (
	"slices"
	"testing"
)

func TestList(t *testing.T) {
	for text, want := range map[string][]string{
		"a":                {"a"},
		"a,b":              {"a", "b"},
		" a , b ":          {"a", "b"},
		`"a, b",c`:         {"a, b", "c"},
		`a, "b, c"`:        {"a", "b, c"},
		"a b,c":            {"a b", "c"},
		"bounded=3, other": {"bounded=3", "other"},
	} {
		var l list
		if err := l.Set(text); err != nil || !slices.Equal(l, want) {
			t.Errorf("%q: got %q, %v", text, l, err)
		}
	}
	for _, text := range []string{"", " ", ",", "a,", ",a", "a,,b", `a"b`, `"a`, `a, ""`} {
		l := list{"before"}
		if err := l.Set(text); err == nil || len(l) != 1 {
			t.Errorf("%q: got %q", text, l)
		}
	}
}
