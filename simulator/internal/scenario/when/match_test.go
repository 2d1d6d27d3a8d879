package when

import (
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

func TestMatchers(t *testing.T) {
	for _, test := range []struct {
		matcher string
		values  string // of the place, as a list
		want    bool
	}{
		{"x", "[x]", true},
		{"x", "[y]", false},
		{"x", "[]", false},
		{"x", "[y, x]", true},
		{"5", "[5]", true},
		{"5", "['5']", true}, // parameters are text
		{"'5'", "[5]", false},
		{"true", "['true']", true},
		{"null", "[null]", true},
		{"null", "[]", false},
		{"[a, b]", "[[a, b]]", true},
		{"[a, b]", "[[b, a]]", false},
		{"a", "[[b, a]]", true}, // an item of a list
		{"{equals: {a: 1}}", "[{a: 1}]", true},
		{"{equals: {a: 1}}", "[{a: 2}]", false},
		{"false", "[false]", true},
		{"false", "[]", false},
		{"null", "['null']", false}, // no parameter is null
		{"1.50", "['1.5']", true},
		{"[]", "[[]]", true},
		{"[[a]]", "[[[a], b]]", false},
		{"[a]", "[[[a], b]]", true}, // a list may be an item, too
		{"{equals: [a, {b: null}]}", "[[a, {b: null}]]", true},
		{"{equals: x, matches: y}", "[x]", false},
		{"{contains: a, matches: b}", "[a, b]", true}, // each by one of several values
		{"{contains: 5}", "[5]", true},
		{"{contains: 5}", "[55]", false},
		{"{contains: a}", "[{a: a}]", false},
		{"{matches: '^5'}", "[55]", true},
		{"{matches: x}", "[]", false},
		{"{in: [null, x]}", "[null]", true},
		{"{in: [a, b]}", "[[c, b]]", true},
		{"{in: [[a]]}", "[[a]]", true},
		{"{absent: false}", "[null]", true},
		{"{less: 1e3}", "[999]", true},
		{"{greater: -1.5}", "[-1]", true},
		{"{less: 5}", "[null]", false},
		{"{less: 5}", "[true]", false},
		{"{less: 5}", "[9, 4]", true},
		{"{less: 2026-02-01}", "[5]", false},
		{"{less: 2026-02-01}", "[soon]", false},
		{"{greater: 2026-01-31T12:00:00+02:00}", "['2026-01-31T10:00:00Z']", false},
		{"{less: 1kB}", "['999']", true},
		{"{contains: ell}", "[hello]", true},
		{"{contains: ell}", "[help]", false},
		{"{contains: SECURITY}", "[[SECURITY, PRIVACY]]", true},
		{"{matches: '^h.*o$'}", "[hello]", true},
		{"{matches: '^h.*o$'}", "[help]", false},
		{"{in: [1, 2]}", "['2']", true},
		{"{in: [1, 2]}", "[3]", false},
		{"{present: true}", "[null]", true},
		{"{present: true}", "[]", false},
		{"{present: false}", "[]", true},
		{"{absent: true}", "[]", true},
		{"{absent: true}", "[x]", false},
		{"{less: 5}", "[4.9]", true},
		{"{less: 5}", "[5]", false},
		{"{less: 5}", "[x]", false},
		{"{greater: 5}", "['6']", true},
		{"{greater: 10MiB}", "[10485761]", true},
		{"{greater: 10MiB}", "[10485760]", false},
		{"{less: 2026-02-01}", "['2026-01-31T23:59:59.000Z']", true},
		{"{greater: 2026-02-01}", "['2026-01-31T23:59:59.000Z']", false},
		{"{greater: 1, less: 3}", "[2]", true},
		{"{greater: 1, less: 3}", "[3]", false},
	} {
		var m struct {
			M Matcher `yaml:"m"`
		}
		if _, problems := yamlfile.Decode("m", []byte("m: "+test.matcher), &m); len(problems) > 0 {
			t.Fatal(problems)
		}
		var values []any
		if err := yaml.Unmarshal([]byte(test.values), &values); err != nil {
			t.Fatal(err)
		}
		asJSON(values)
		got := true
		for _, asked := range m.M.tests() {
			got = got && asked.holds(values)
		}
		if got != test.want {
			t.Errorf("%s of %s: got %v, want %v", test.matcher, test.values, got, test.want)
		}
	}
}

func TestBodyValues(t *testing.T) {
	call := &Call{Request: &exchange.Request{JSON: map[string]any{
		"title": "x", "form": map[string]any{"findings": []any{map[string]any{"description": "late"}, map[string]any{"description": "lost"}}},
	}}}
	for place, want := range map[string]string{
		"title":                           "x",
		"form.findings":                   "[{description: late}, {description: lost}]",
		"form.none":                       "not there",
		"title.none":                      "not there",
		"$.title":                         "x",
		"$.form.findings[*].description":  "[late, lost]",
		"$.form.findings[-1].description": "lost",
		"$.none":                          "not there",
	} {
		if got := gotValues(bodyPlace(place).values(call)); got != want {
			t.Errorf("%s: got %s, want %s", place, got, want)
		}
	}
}

func TestGlob(t *testing.T) {
	for pattern, name := range map[string]string{
		"*": "anything", "create*": "createReview", "*Review": "createReview", "c*e*w": "createReview", "post": "POST",
	} {
		if !glob(pattern, name) {
			t.Errorf("%s does not stand for %s", pattern, name)
		}
	}
	for pattern, name := range map[string]string{"create": "createReview", "*x*": "abc", "ab*ba": "aba", "": "x"} {
		if glob(pattern, name) {
			t.Errorf("%s stands for %s", pattern, name)
		}
	}
}
