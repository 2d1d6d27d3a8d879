package yamlfile_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

// FuzzDecode asks for no panic, for problems that lie in the file and are in
// order, and for the same answer twice.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", sample, several, "name: &a [*a]\n<<: *a", "? {a: b}\n: c", "made: 2026-01-31\ndata: !!binary AA==",
		"name: |+2\n   a\n\n", "a: 1\n---\nb: 2\n...\n%YAML 1.1\n", "\ufeffname: \"\\x00\"",
		"{{},<<}", "- ? !a &b *c #d", "#\n - - QI\xd7", "! !00 \xf6", "a:\n.\n-\n", "? 0",
		"sides: 99999999999999999999\nweight: 1e999\nsmall: -129",
	} {
		f.Add([]byte(seed), "next.parts[0].id")
	}
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		var first, second shape
		file, problems := yamlfile.Decode("f", data, &first)
		for _, p := range append(slices.Clone(problems), file.Problem(path, "x")) {
			checkPosition(t, data, p)
		}
		sorted := slices.Clone(problems)
		sorted.Sort()
		if !slices.Equal(problems, sorted) {
			t.Errorf("not in order: %v", problems)
		}
		_, again := yamlfile.Decode("f", data, &second)
		if !slices.Equal(again, problems) || !reflect.DeepEqual(first, second) {
			t.Errorf("got %v, then %v", problems, again)
		}
		file.Unread(path)
	})
}

// checkPosition allows for the line breaks that only YAML counts as such, and
// for an empty value at the end, which lies on the line after it.
func checkPosition(t *testing.T, data []byte, p yamlfile.Problem) {
	t.Helper()
	text := strings.NewReplacer("\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(string(data))
	if p.Line < 1 || p.Column < 1 || p.Line > strings.Count(text, "\n")+2 || p.Column > len(data)+1 {
		t.Errorf("the file has no %d:%d: %s", p.Line, p.Column, p)
	}
}
