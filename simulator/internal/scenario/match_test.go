package scenario

import (
	"slices"
	"testing"
	"time"

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
		"form.findings":                   "[map[description:late], map[description:lost]]",
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

// The names of other tools are what they are in our words.
func TestAliases(t *testing.T) {
	for foreign, ours := range map[string]string{
		"EMPTY_RESPONSE":                             "{connection: close}",
		"CONNECTION_RESET_BY_PEER":                   "{connection: reset}",
		"MALFORMED_RESPONSE_CHUNK":                   "{garbage: chunk}",
		"RANDOM_DATA_THEN_CLOSE":                     "{garbage: connection}",
		"{timeout: {timeout: 0}}":                    "{connection: hang}",
		"{timeout: {timeout: 250}}":                  "{delay: 250ms, connection: close}",
		"{reset_peer: {timeout: 250}}":               "{delay: 250ms, connection: reset}",
		"{reset_peer: {timeout: 0}}":                 "{connection: reset}",
		"{limit_data: {bytes: 100}}":                 "{truncate: 100B}",
		"{bandwidth: {rate: 10}}":                    "{bandwidth: 10000}",
		"{slicer: {average_size: 64, delay: 20}}":    "{drip: {bytes: 64, every: 20us}}",
		"{latency: {latency: 100}}":                  "{delay: {uniform: [100ms, 100ms]}}",
		"{latency: {latency: 100, jitter: 20}}":      "{delay: {uniform: [80ms, 120ms]}}",
		"{delay: {uniform: {lower: 80, upper: 90}}}": "{delay: {uniform: [80ms, 90ms]}}",
	} {
		a, b := effectOf(t, foreign), effectOf(t, ours)
		middle := func(string) uint64 { return 1 << 63 }
		if a.wire(middle).Connection != b.wire(middle).Connection || a.wire(middle).Garbage != b.wire(middle).Garbage ||
			a.wire(middle).Truncate != b.wire(middle).Truncate || a.wire(middle).Bandwidth != b.wire(middle).Bandwidth ||
			a.wire(middle).Drip != b.wire(middle).Drip || a.Delay.wait(middle) != b.Delay.wait(middle) {
			t.Errorf("%s: got %+v, want %+v", foreign, a, b)
		}
	}
}

// What varies in a fault is drawn: the same seed gives the same pieces.
func TestSlicesVary(t *testing.T) {
	sizes := func(seed uint64) (all []int) {
		drip := effectOf(t, "{slicer: {average_size: 10, size_variation: 3}}").wire(func(string) uint64 { return seed }).Drip
		next := drip.Sizes(10)
		for range 100 {
			all = append(all, next())
		}
		return all
	}
	first := sizes(1)
	if slices.Min(first) != 7 || slices.Max(first) != 13 {
		t.Errorf("got %v, want from 7 to 13", first)
	}
	if !slices.Equal(first, sizes(1)) || slices.Equal(first, sizes(2)) {
		t.Error("the sizes do not go by the seed")
	}
}

func effectOf(t *testing.T, text string) effect {
	t.Helper()
	var f struct {
		F Fault `yaml:"f"`
	}
	if _, problems := yamlfile.Decode("f", []byte("f: "+text), &f); len(problems) > 0 {
		t.Fatal(problems)
	}
	return f.F.compile()
}

func TestLognormal(t *testing.T) {
	for _, text := range []string{
		"{delay: {lognormal: {median: 80ms, p99: 2s}}}",
		"{delay: {lognormal: {median: 80, sigma: 1.3836}}}", // as in WireMock; ln(2000/80) / 2.3263
	} {
		delay := effectOf(t, text).Delay
		at := func(p float64) time.Duration { return delay.Lognormal.at(p).Round(time.Millisecond) }
		if got := at(0.5); got != 80*time.Millisecond {
			t.Errorf("%s: the median is %s", text, got)
		}
		if got := at(0.99); got < 1995*time.Millisecond || got > 2005*time.Millisecond {
			t.Errorf("%s: p99 is %s", text, got)
		}
	}
	limited := effectOf(t, "{delay: {lognormal: {median: 80ms, p99: 2s, max: 1s}}}").Delay
	if got := limited.Lognormal.at(0.999); got != time.Second {
		t.Errorf("max: got %s", got)
	}
}
