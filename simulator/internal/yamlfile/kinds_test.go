package yamlfile_test

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// kinds has what shape has not: fields that a rule of a scenario has.
type kinds struct {
	Wait    pause              `yaml:"wait"`
	Until   *pause             `yaml:"until"`
	Word    word               `yaml:"word"`
	Made    time.Time          `yaml:"made"`
	Levels  []level            `yaml:"levels"`
	Labels  map[string]string  `yaml:"labels"`
	Colors  map[color]*int     `yaml:"colors"`
	Body    map[string]matcher `yaml:"body"`
	Free    any                `yaml:"free"`
	Given   yamlfile.Any       `yaml:"given"`
	Maybe   *yamlfile.Any      `yaml:"maybe"`
	Key     *matcher           `yaml:"key"`
	Delay   delay              `yaml:"delay"`
	Slow    *delay             `yaml:"slow"`
	Op      []string           `yaml:"op,omitempty,single"`
	Steps   []part             `yaml:"steps,single"`
	Later   yamlfile.Raw       `yaml:"later"`
	Records []yamlfile.Raw     `yaml:"records"`
}

type matcher struct {
	Plain  yamlfile.Any   `yaml:",plain"`
	Equals yamlfile.Any   `yaml:"equals"`
	In     []yamlfile.Any `yaml:"in"`
}

type delay struct {
	Fixed   *pause   `yaml:",plain"`
	Uniform *uniform `yaml:"uniform"`
}

type uniform struct {
	Range []pause `yaml:",plain,single"`
	Lower pause   `yaml:"lower"`
}

type pause time.Duration

func (pause) Expected() string { return "a duration such as 250ms" }

func (p *pause) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*p = pause(d)
	if err != nil {
		return fmt.Errorf("must be a duration such as 250ms, is %q", text)
	}
	return nil
}

// word is a text that would also take a binary, were it not its own reader.
type word string

func (w *word) UnmarshalText(text []byte) error {
	*w = word(text)
	if len(text) > 5 {
		return errors.New("100% too long")
	}
	return nil
}

// level is a byte, but a list of levels is no text.
type level uint8

func (l *level) UnmarshalText(text []byte) error {
	*l = level(len(text))
	return nil
}

func given(v any) yamlfile.Any { return yamlfile.Any{Set: true, Value: v} }

func milliseconds(n int) *pause { return pointer(pause(time.Duration(n) * time.Millisecond)) }

func TestDecodeKinds(t *testing.T) {
	for yaml, want := range map[string]kinds{
		"wait: 250ms":      {Wait: *milliseconds(250)},
		"wait: '250ms'":    {Wait: *milliseconds(250)},
		"wait: 0":          {},
		"until: 1s":        {Until: milliseconds(1000)},
		"word: 0x1":        {Word: "0x1"},
		"word: ''":         {},
		"made: 2026-01-31": {Made: day(2026, time.January, 31)},
		"levels: [a, bcd]": {Levels: []level{1, 3}},

		"labels: {}":                   {Labels: map[string]string{}},
		"labels: {a: b, 1: 2, $.a: c}": {Labels: map[string]string{"a": "b", "1": "2", "$.a": "c"}},
		"labels: {\"\": a, '<<': b}":   {Labels: map[string]string{"": "a", "<<": "b"}},
		"colors: {red: 1}":             {Colors: map[color]*int{"red": pointer(1)}},

		"free: ~":                    {},
		"free: false":                {Free: false},
		"free: yes":                  {Free: "yes"},
		"free: 'true'":               {Free: "true"},
		"free: 'null'":               {Free: "null"},
		"free: \"0x10\"":             {Free: "0x10"},
		"free: |\n  10\n":            {Free: "10\n"},
		"free: 0":                    {Free: 0.0},
		"free: -1":                   {Free: -1.0},
		"free: 1.50e+2":              {Free: 150.0},
		"free: 99999999999999999999": {Free: 1e20},
		"free: 1e308":                {Free: 1e308},
		"free: 2026-01-31":           {Free: "2026-01-31"},
		"free: 1.2.3":                {Free: "1.2.3"},
		"free: 1:30":                 {Free: "1:30"},
		"free: 0xyz":                 {Free: "0xyz"},
		"free: e5":                   {Free: "e5"},
		"free: []":                   {Free: []any{}},
		"free: {}":                   {Free: map[string]any{}},
		"free: {a: [1, {b: ~}, x], c: }": {Free: map[string]any{
			"a": []any{1.0, map[string]any{"b": nil}, "x"}, "c": nil,
		}},

		"given: 1":     {Given: given(1.0)},
		"given: ~":     {Given: given(nil)},
		"given:":       {Given: given(nil)},
		"given: [~]":   {Given: given([]any{nil})},
		"maybe: ~":     {Maybe: pointer(given(nil))},
		"maybe: [yes]": {Maybe: pointer(given([]any{"yes"}))},

		"body: {a: 1}":           {Body: map[string]matcher{"a": {Plain: given(1.0)}}},
		"body: {a: [1]}":         {Body: map[string]matcher{"a": {Plain: given([]any{1.0})}}},
		"body: {a: ~}":           {Body: map[string]matcher{"a": {Plain: given(nil)}}},
		"body: {a: {equals: }}":  {Body: map[string]matcher{"a": {Equals: given(nil)}}},
		"body: {a: {in: [1,~]}}": {Body: map[string]matcher{"a": {In: []yamlfile.Any{given(1.0), given(nil)}}}},
		"body: {a: {}}":          {Body: map[string]matcher{"a": {}}},
		"key: ~":                 {Key: &matcher{Plain: given(nil)}},
		"key: {equals: a}":       {Key: &matcher{Equals: given("a")}},

		"delay: 1s":                       {Delay: delay{Fixed: milliseconds(1000)}},
		"slow: 1s":                        {Slow: &delay{Fixed: milliseconds(1000)}},
		"slow: {uniform: [1ms, 2ms]}":     {Slow: &delay{Uniform: &uniform{Range: []pause{1e6, 2e6}}}},
		"slow: {uniform: 1ms}":            {Slow: &delay{Uniform: &uniform{Range: []pause{1e6}}}},
		"slow: {uniform: {lower: 1ms}}":   {Slow: &delay{Uniform: &uniform{Lower: 1e6}}},
		"slow: {}":                        {Slow: &delay{}},
		"op: a":                           {Op: []string{"a"}},
		"op: [a, b]":                      {Op: []string{"a", "b"}},
		"op: !!binary YQ==":               {Op: []string{"a"}},
		"op: []":                          {Op: []string{}},
		"steps: {id: 1}":                  {Steps: []part{{1}}},
		"steps: [{id: 1}, {id: 2}]":       {Steps: []part{{1}, {2}}},
		"{free: {\"a\": 1}, op: [\"b\"]}": {Free: map[string]any{"a": 1.0}, Op: []string{"b"}},
	} {
		var got kinds
		if _, problems := yamlfile.Decode("f", []byte(yaml), &got); len(problems) > 0 {
			t.Errorf("%q: %v", yaml, problems)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", yaml, got, want)
		}
	}
}

func TestDecodeKindsRefuses(t *testing.T) {
	for yaml, want := range map[string]string{
		"wait: x":              `f:1:7: wait: must be a duration such as 250ms, is "x"`,
		"wait: ''":             `f:1:7: wait: must be a duration such as 250ms, is ""`,
		"wait: [1s]":           "f:1:7: wait: must be a duration such as 250ms, is a list",
		"wait: ~":              "f:1:7: wait: must be a duration such as 250ms, is null",
		"until: ~":             "f:1:8: until: must be a duration such as 250ms, is null",
		"until:":               "f:1:7: until: must be a duration such as 250ms, is empty",
		"colors: {blue: ~}":    "f:1:16: colors.blue: must be an integer, is null",
		"until: {a: b}":        "f:1:8: until: must be a duration such as 250ms, is a mapping",
		"word: long word":      "f:1:7: word: 100% too long",
		"word: [a]":            "f:1:7: word: must be text, is a list",
		"word: !!binary YQ==":  `f:1:7: word: the tag "!!binary" is not supported here`,
		"levels: a":            `f:1:9: levels: must be a list, is "a"`,
		"labels: a":            `f:1:9: labels: must be a mapping, is "a"`,
		"labels:":              "f:1:8: labels: must be a mapping, is empty",
		"labels: {a: [b]}":     "f:1:13: labels.a: must be text, is a list",
		"labels: {$.a: [b]}":   `f:1:15: labels["$.a"]: must be text, is a list`,
		"labels: {\"\": ~}":    `f:1:14: labels[""]: must be text, is null`,
		"labels: {größe-1: ~}": "f:1:19: labels.größe-1: must be text, is null",
		"labels: {'a\"]': ~}":  `f:1:17: labels["a\"]"]: must be text, is null`,
		"labels: {a: 1, a: 2}": `f:1:16: labels: the key "a" is given twice, first on line 1`,
		"labels: {&x a: 1}":    "f:1:10: labels: keys must be plain text without aliases, anchors and tags",
		"labels: {!!str a: 1}": "f:1:10: labels: keys must be plain text without aliases, anchors and tags",
		"labels: {[a]: 1}":     "f:1:10: labels: keys must be plain text, this one is a list",
		"labels: {<<: {a: b}}": "f:1:10: labels: merge keys (<<) are not supported",

		"free: 0x10":                 aNumber("f:1:7: free", "0x10"),
		"free: 0o7":                  aNumber("f:1:7: free", "0o7"),
		"free: 0b1":                  aNumber("f:1:7: free", "0b1"),
		"free: 010":                  aNumber("f:1:7: free", "010"),
		"free: 08":                   aNumber("f:1:7: free", "08"),
		"free: 1_000":                aNumber("f:1:7: free", "1_000"),
		"free: +1":                   aNumber("f:1:7: free", "+1"),
		"free: .5":                   aNumber("f:1:7: free", ".5"),
		"free: 1.":                   aNumber("f:1:7: free", "1."),
		"free: .inf":                 aNumber("f:1:7: free", ".inf"),
		"free: -.INF":                aNumber("f:1:7: free", "-.INF"),
		"free: .nan":                 aNumber("f:1:7: free", ".nan"),
		"free: 0xfffffffffffffffff":  aNumber("f:1:7: free", "0xfffffffffffffffff"),
		"free: +1e999":               aNumber("f:1:7: free", "+1e999"),
		"free: 1e999":                `f:1:7: free: must be a number below 1.8e308; quote it if it is text, is "1e999"`,
		"free: True":                 `f:1:7: free: must be true or false; quote it if it is text, is "True"`,
		"free: {a: [1, {$b: 010}]}":  aNumber(`f:1:20: free.a[1]["$b"]`, "010"),
		"free: {a: 1, a: 2}":         `f:1:14: free: the key "a" is given twice, first on line 1`,
		"free: [{<<: {}}]":           "f:1:9: free[0]: merge keys (<<) are not supported",
		"free: !!binary YQ==":        `f:1:7: free: the tag "!!binary" is not supported here`,
		"free: [!x a]":               `f:1:8: free[0]: the tag "!x" is not supported here`,
		"free: {a: &x b}":            "f:1:11: free.a: anchors such as &x are not supported",
		"op: &x a\nfree: [*x]":       oneAlias,
		"given: 0x10":                aNumber("f:1:8: given", "0x10"),
		"given: &x a":                "f:1:8: given: anchors such as &x are not supported",
		"body: {a: &x 1}":            "f:1:11: body.a: anchors such as &x are not supported",
		"body: {a: &x {in: []}}":     "f:1:11: body.a: anchors such as &x are not supported",
		"body: {a: !x 1}":            `f:1:11: body.a: the tag "!x" is not supported here`,
		"body: {a: {equal: 1}}":      `f:1:12: body.a: unknown key "equal", did you mean "equals"?`,
		"body: {a: {plain: 1}}":      `f:1:12: body.a: unknown key "plain", the known keys are equals, in`,
		"body: {a: {in: 1}}":         `f:1:16: body.a.in: must be a list, is "1"`,
		"delay: [1s]":                "f:1:8: delay: must be a duration such as 250ms, is a list",
		"delay: x":                   `f:1:8: delay: must be a duration such as 250ms, is "x"`,
		"delay: ~":                   "f:1:8: delay: must be a duration such as 250ms, is null",
		"slow:":                      "f:1:6: slow: must be a duration such as 250ms, is empty",
		"slow: {uniform: [1s, x]}":   `f:1:22: slow.uniform[1]: must be a duration such as 250ms, is "x"`,
		"op: ~":                      "f:1:5: op: must be text, is null",
		"op: {a: b}":                 "f:1:5: op: must be text, is a mapping",
		"op: &x a":                   "f:1:5: op: anchors such as &x are not supported",
		"op: &x [a]":                 "f:1:5: op: anchors such as &x are not supported",
		"op: [a, [b]]":               "f:1:9: op[1]: must be text, is a list",
		"steps: {id: x}":             `f:1:13: steps.id: must be an integer, is "x"`,
		"steps: 1":                   `f:1:8: steps: must be a mapping, is "1"`,
		"steps: [{id: 1}, {id: x}]":  `f:1:23: steps[1].id: must be an integer, is "x"`,
		"later: &x {<<: 1}":          "f:1:8: later: anchors such as &x are not supported",
		"later: !x {<<: 1}":          `f:1:8: later: the tag "!x" is not supported here`,
		"op: &x a\nrecords: [1, *x]": anAliasedRecord,
	} {
		_, problems := yamlfile.Decode("f", []byte(yaml), &kinds{})
		if got := problems.Error(); got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", yaml, got, want)
		}
	}
}

func aNumber(place, text string) string {
	return fmt.Sprintf("%s: must be a decimal number; quote it if it is text, is %q", place, text)
}

const oneAlias = `f:1:5: op: anchors such as &x are not supported
f:2:8: free[0]: aliases such as *x are not supported; quote the text if it is not one`

const anAliasedRecord = `f:1:5: op: anchors such as &x are not supported
f:2:14: records[1]: aliases such as *x are not supported; quote the text if it is not one`

// What could not be read leaves its place empty, and the rest where it is.
func TestKindsThatAreWrongInPart(t *testing.T) {
	for yaml, want := range map[string]kinds{
		"free: [1, 0x2, 3]":        {Free: []any{1.0, nil, 3.0}},
		"free: {a: 0x1, b: 2}":     {Free: map[string]any{"a": nil, "b": 2.0}},
		"labels: {a: [], b: c}":    {Labels: map[string]string{"a": "", "b": "c"}},
		"labels: {a: 1, a: 2}":     {Labels: map[string]string{"a": "1"}},
		"given: 0x1":               {Given: given(nil)},
		"given: *x\nop: &x a":      {},
		"word: long word\nop: a":   {Op: []string{"a"}},
		"delay: {uniform: x, x: }": {Delay: delay{Uniform: &uniform{Range: []pause{0}}}},
	} {
		var got kinds
		if _, problems := yamlfile.Decode("f", []byte(yaml), &got); len(problems) == 0 {
			t.Errorf("%q: no problem", yaml)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", yaml, got, want)
		}
	}
}

// An integer of JSON is a float64 too, so it is as exact as that.
func TestGenericIntegersAreFloats(t *testing.T) {
	var got kinds
	if _, problems := yamlfile.Decode("f", []byte("free: 9007199254740993"), &got); len(problems) > 0 {
		t.Error(problems)
	}
	if got.Free != math.Pow(2, 53) {
		t.Errorf("got %v", got.Free)
	}
}

func TestUnsupportedTypesPanic(t *testing.T) {
	type wrong[T any] struct {
		M T `yaml:"m"`
	}
	type twoPlain struct {
		A string `yaml:",plain"`
		B string `yaml:",plain"`
	}
	type noSlice struct {
		S string `yaml:"s,single"`
	}
	for _, into := range []any{
		&wrong[map[int]string]{}, &wrong[fmt.Stringer]{}, &wrong[chan int]{}, &wrong[complex64]{},
		&wrong[twoPlain]{}, &wrong[noSlice]{},
	} {
		if !panics(func() { yamlfile.Decode("f", []byte("m: {s: a}"), into) }) {
			t.Errorf("%T: no panic", into)
		}
	}
}

func panics(do func()) (panicked bool) {
	defer func() { panicked = recover() != nil }()
	do()
	return false
}
