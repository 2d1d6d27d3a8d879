package yamlfile_test

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// FuzzDecode asks for no panic, for problems that lie in the file and are in
// order, and for the same answer twice.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		"", sample, several, "name: &a [*a]\n<<: *a", "? {a: b}\n: c", "made: 2026-01-31\ndata: !!binary AA==",
		"name: |+2\n   a\n\n", "a: 1\n---\nb: 2\n...\n%YAML 1.1\n", "\ufeffname: \"\\x00\"",
		"{{},<<}", "- ? !a &b *c #d", "#\n - - QI\xd7", "! !00 \xf6", "a:\n.\n-\n", "? 0",
		"sides: 99999999999999999999\nweight: 1e999\nsmall: -129",
		rawSample, "wait: x\nuntil:\nword: a\nlevels: [a]\nop: &a b", "labels: {a b: [], <<: {}, 1: 2}",
		"free: [0x1, {a: .inf, \"\": True}, 1e999]\ngiven: ~\nmaybe:", "body: {$.a: 1, b: {in: [~, 010]}}\nkey:",
		"delay: [\nslow: &a\nsteps: {id: x}", "slow: {uniform: [1s, x]}\nsteps: [1]\nlater: 2\nrecords: [&a {}, *a]",
	} {
		f.Add([]byte(seed), "next.parts[0].id")
		f.Add([]byte(seed), `body["$.a"].in[1]["`)
	}
	f.Fuzz(func(t *testing.T, data []byte, path string) {
		checkDecode[shape](t, data, path)
		checkDecode[any](t, data, path)
		into := checkDecode[kinds](t, data, path)
		for _, raw := range append(into.Records, into.Later) {
			checkProblems(t, data, raw.Decode(&shape{}))
			checkProblems(t, data, raw.Decode(&kinds{}))
		}
	})
}

func checkDecode[T any](t *testing.T, data []byte, path string) T {
	t.Helper()
	var first, second T
	file, problems := yamlfile.Decode("f", data, &first)
	checkProblems(t, data, problems)
	checkPosition(t, data, file.Problem(path, "x"))
	file.Unread(path)
	_, again := yamlfile.Decode("f", data, &second)
	if !slices.Equal(again, problems) || !reflect.DeepEqual(first, second) {
		t.Errorf("got %v, then %v", problems, again)
	}
	return first
}

func checkProblems(t *testing.T, data []byte, problems yamlfile.Problems) {
	t.Helper()
	for _, p := range problems {
		checkPosition(t, data, p)
	}
	sorted := slices.Clone(problems)
	sorted.Sort()
	if !slices.Equal(problems, sorted) {
		t.Errorf("not in order: %v", problems)
	}
}

// FuzzJoin asks that the path with any key leads to the value under the key.
func FuzzJoin(f *testing.F) {
	for _, key := range []string{"", "a", "$.a.b", "\"]", "[0]", "a]", "\\", "größe", "\x00\u2028", "<<", "-"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if !utf8.ValidString(key) {
			return // not text, so never a key
		}
		var into map[string]any
		file, problems := yamlfile.Decode("f", []byte("? "+strconv.QuoteToASCII(key)+"\n: [x, 0x1]"), &into)
		path := yamlfile.Join("", key)
		place := path + "[1]"
		const whole = 300 // bytes of a path that a problem says
		if got, want := problems.Error(), aNumber("f:2:7: "+place, "0x1"); got != want && len(place) <= whole {
			t.Errorf("got %s, want %s", got, want)
		}
		if line, column := file.At(place); line != 2 || column != 7 {
			t.Errorf("%s is at %d:%d", place, line, column)
		}
		if file.Unread(path) || file.Unread(path+"[0]") || !file.Unread(place) {
			t.Errorf("%s: not unread alone", place)
		}
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
