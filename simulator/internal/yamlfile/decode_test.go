package yamlfile_test

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

type color string

type shape struct {
	Name    string    `yaml:"name"`
	Color   color     `yaml:"color,omitempty"`
	Sides   int       `yaml:"sides"`
	Small   int8      `yaml:"small"`
	Count   uint8     `yaml:"count"`
	Weight  float64   `yaml:"weight"`
	Solid   bool      `yaml:"solid"`
	Made    time.Time `yaml:"made"`
	Data    []byte    `yaml:"data"`
	Note    *string   `yaml:"note,omitempty"`
	Tags    []color   `yaml:"tags"`
	Aliases *[]string `yaml:"aliases"`
	Parts   []part    `yaml:"parts"`
	Next    *shape    `yaml:"next"`
	Hidden  string
	Ignored string `yaml:"-"`
}

type part struct {
	ID int64 `yaml:"id"`
}

func pointer[T any](v T) *T { return &v }

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

func TestDecode(t *testing.T) {
	noon := time.Date(2026, time.January, 31, 12, 0, 0, 5e8, time.UTC)
	for yaml, want := range map[string]shape{
		"{}":                                  {},
		"name: square\nsides: 4\nsolid: true": {Name: "square", Sides: 4, Solid: true},
		"name: 'it''s'":                       {Name: "it's"},
		"name: 2026-01-31":                    {Name: "2026-01-31"},
		"name: true":                          {Name: "true"},
		"name: 012":                           {Name: "012"},
		"name: \"\"":                          {},
		"name: 'null'":                        {Name: "null"},
		"name: |\n  a\n  b\n":                 {Name: "a\nb\n"},
		"name: >\n  a\n  b\n":                 {Name: "a b\n"},
		"name: !!binary /w==":                 {Name: "\xff"},
		"color: red":                          {Color: "red"},
		"sides: -9223372036854775808":         {Sides: math.MinInt64},
		"small: -128":                         {Small: -128},
		"count: 255":                          {Count: 255},
		"weight: 1":                           {Weight: 1},
		"weight: -1.5e3":                      {Weight: -1500},
		"made: 2026-01-31":                    {Made: day(2026, time.January, 31)},
		"made: 2026-01-31T12:00:00.5Z":        {Made: noon},
		"made: '2026-01-31T14:00:00.5+02:00'": {Made: noon},
		"data: text":                          {Data: []byte("text")},
		"data: !!binary |\n  AP8A\n  /w==\n":  {Data: []byte{0, 255, 0, 255}},
		"data: ''":                            {Data: []byte{}},
		"note: ~":                             {},
		"note:":                               {},
		"note: ''":                            {Note: pointer("")},
		"tags: [red, 1]":                      {Tags: []color{"red", "1"}},
		"tags: []":                            {Tags: []color{}},
		"aliases: []":                         {Aliases: &[]string{}},
		"parts:\n- id: 1\n- {id: 2}":          {Parts: []part{{1}, {2}}},
		"next: {next: {name: a}}":             {Next: &shape{Next: &shape{Name: "a"}}},
		"{\"name\": \"json\", \"sides\": 3}":  {Name: "json", Sides: 3},
		"\ufeff# comment\n---\nsides: 3\n...": {Sides: 3},
	} {
		var got shape
		if _, problems := yamlfile.Decode("f", []byte(yaml), &got); len(problems) > 0 {
			t.Errorf("%q: %v", yaml, problems)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, want %+v", yaml, got, want)
		}
	}
}

const known = "name, color, sides, small, count, weight, solid, made, data, note, tags, aliases, parts, next"

func TestDecodeRefuses(t *testing.T) {
	for yaml, want := range map[string]string{
		"":                           "f:1:1: the file is empty",
		"# nothing\n":                "f:1:1: the file is empty",
		"---\n~\n":                   "f:1:1: the file is empty",
		"text":                       `f:1:1: must be a mapping, is "text"`,
		"- name: a":                  "f:1:1: must be a mapping, is a list",
		"name: a\n---\nname: b":      "f:2:1: a second document begins here, a file holds one",
		"name: \"a\x01\"":            "f:1:9: the character U+0001 is not allowed" + escaped,
		"name: é\xff":                "f:1:8: not UTF-8 text",
		"nme: a":                     `f:1:1: unknown key "nme", did you mean "name"?`,
		"nmae: a":                    `f:1:1: unknown key "nmae", did you mean "name"?`,
		"Sides: 3":                   `f:1:1: unknown key "Sides", did you mean "sides"?`,
		"Hidden: a":                  `f:1:1: unknown key "Hidden", the known keys are ` + known,
		"\"\": a":                    `f:1:1: unknown key "", the known keys are ` + known,
		"next: {parts: [{x: 1}]}":    `f:1:17: next.parts[0]: unknown key "x", the known keys are id`,
		"sides: 1\nsides: 2":         `f:2:1: the key "sides" is given twice, first on line 1`,
		"? [a]\n: b":                 "f:1:3: keys must be plain text, this one is a list",
		"&a name: b":                 "f:1:1: keys must be plain text without aliases, anchors and tags",
		"<<: {name: b}":              "f:1:1: merge keys (<<) are not supported",
		"name: &a b":                 "f:1:7: name: anchors such as &a are not supported",
		"note: &a b":                 "f:1:7: note: anchors such as &a are not supported",
		"name: !!str a":              `f:1:7: name: the tag "!!str" is not supported here`,
		"sides: !!binary MQ==":       `f:1:8: sides: the tag "!!binary" is not supported here`,
		"tags: !set [a]":             `f:1:7: tags: the tag "!set" is not supported here`,
		"name:":                      "f:1:6: name: must be text, is empty",
		"name: ~":                    "f:1:7: name: must be text, is null",
		"name: [a]":                  "f:1:7: name: must be text, is a list",
		"data: {a: b}":               "f:1:7: data: must be text, is a mapping",
		"data: !!binary $":           "f:1:7: data: must be base64 after the tag !!binary",
		"sides: abc":                 `f:1:8: sides: must be an integer, is "abc"`,
		"sides: \"4\"":               `f:1:8: sides: must be an integer, is the text "4"`,
		"sides: 4.0":                 `f:1:8: sides: must be an integer, is "4.0"`,
		"sides: 1e3":                 `f:1:8: sides: must be an integer, is "1e3"`,
		"sides: 0x10":                `f:1:8: sides: must be an integer, is "0x10"`,
		"sides: 010":                 `f:1:8: sides: must be an integer, is "010"`,
		"sides: 1_000":               `f:1:8: sides: must be an integer, is "1_000"`,
		"small: 128":                 `f:1:8: small: must be an integer from -128 to 127, is "128"`,
		"count: -1":                  `f:1:8: count: must be an integer from 0 to 255, is "-1"`,
		"weight: heavy":              `f:1:9: weight: must be a number, is "heavy"`,
		"weight: .nan":               `f:1:9: weight: must be a number, is ".nan"`,
		"weight: 1e999":              `f:1:9: weight: must be a number, is "1e999"`,
		"aliases:":                   "f:1:9: aliases: must be a list, is empty",
		"next: ~":                    "f:1:7: next: must be a mapping, is null",
		"next: {next: }":             "f:1:14: next.next: must be a mapping, is empty",
		"solid: yes":                 `f:1:8: solid: must be true or false, is "yes"`,
		"solid: 'true'":              `f:1:8: solid: must be true or false, is the text "true"`,
		"made: 31.1.2026":            `f:1:7: made: must be ` + aTime + `, is "31.1.2026"`,
		"made: 2026-02-30":           `f:1:7: made: must be ` + aTime + `, is "2026-02-30"`,
		"tags: red":                  `f:1:7: tags: must be a list, is "red"`,
		"tags:":                      "f:1:6: tags: must be a list, is empty",
		"tags: [red, ~]":             "f:1:13: tags[1]: must be text, is null",
		"parts:\n- id: 1\n- 2":       `f:3:3: parts[1]: must be a mapping, is "2"`,
		"tags: &a [red]\nnote: *a":   anchored,
		"solid: 1\nsides: a\nbad: 1": several,
	} {
		_, problems := yamlfile.Decode("f", []byte(yaml), &shape{})
		if got := problems.Error(); got != want {
			t.Errorf("%q: got\n%s\nwant\n%s", yaml, got, want)
		}
	}
}

const escaped = ", write it as an escape in double quotes"

const aTime = "a date-time like 2026-01-31T12:00:00Z or a date like 2026-01-31"

const anchored = `f:1:7: tags: anchors such as &a are not supported
f:2:7: note: aliases such as *a are not supported; quote the text if it is not one`

const several = `f:1:8: solid: must be true or false, is "1"
f:2:8: sides: must be an integer, is "a"
f:3:1: unknown key "bad", the known keys are ` + known

// The parser names the line of the block around a mistake, or none at all.
func TestSyntaxErrorsAreFoundOnTheirLine(t *testing.T) {
	for _, test := range []struct{ yaml, at, want string }{
		{"parts:\n  - id: 1\n    x: 2\n   y: 3\n", "4:4", "did not find expected '-' indicator"},
		{"sides: 1\nname: \"a\nsolid: true\n", "2:7", "found unexpected end of stream (is a quote not closed?)"},
		{"sides: 1\nname: a: b\nsolid: true\n", "2:8",
			"mapping values are not allowed in this context (a text with a colon in it needs quotes)"},
		{"sides: 1\n\tname: a\n", "2:1", "a tab is used for indentation: indent with blanks"},
		{"tags:\n\t- a\n", "2:1", "a tab is used for indentation: indent with blanks"},
		{"parts:\n  - id: 1\n  \tx: 2\n", "3:3", "a tab is used for indentation: indent with blanks"},
		{"name: @a\n", "1:7", "found character that cannot start any token (a text that begins with @, % or ` needs quotes)"},
		{"note: ok\nname: 'a\nb: 1\nc: 2\nd: 3\n", "2:7", "found unexpected end of stream (is a quote not closed?)"},
		{"tags: [a, b\nname: c\n", "1:11", "did not find expected ',' or ']'"},
		{"sides: 1\nname: *important note\n", "2:7", "unknown anchor 'important' referenced"},
		{"sides: 1\n---\ntags: [\n", "3:7", "did not find expected node content"},
		{strings.Repeat("[", 20000), "1:1", "exceeded max depth of 10000"},
	} {
		_, problems := yamlfile.Decode("f", []byte(test.yaml), &shape{})
		if got, want := problems.Error(), "f:"+test.at+": not valid YAML: "+test.want; got != want {
			t.Errorf("%.40q: got %s, want %s", test.yaml, got, want)
		}
	}
	large := strings.Repeat("# comment\n", 200_000) + "name: {\n"
	_, problems := yamlfile.Decode("f", []byte(large), &shape{})
	if len(problems) != 1 || problems[0].Line < 200_000 {
		t.Errorf("a large file: got %v", problems)
	}
}

func TestAliasesAreNotExpanded(t *testing.T) {
	bomb := "t0: &t0 [x, x]\n"
	for i := range 60 { // 2^61 values
		bomb += fmt.Sprintf("t%d: &t%d [*t%d, *t%d]\n", i+1, i+1, i, i)
	}
	_, problems := yamlfile.Decode("f", []byte(bomb+"tags: *t60\n"), &shape{})
	got, want := problems.Error(), "tags: aliases such as *t60 are not supported"
	if !strings.Contains(got, want) {
		t.Errorf("got %s, want %s among it", got, want)
	}
}

func TestWhatIsRightIsReadBesideWhatIsWrong(t *testing.T) {
	var got shape
	yamlfile.Decode("f", []byte("sides: x\nname: a\nparts: [{id: 1}, {id: x}, {id: 3}]\nbad: 1"), &got)
	want := shape{Name: "a", Parts: []part{{1}, {0}, {3}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestLongValuesAreCut(t *testing.T) {
	_, problems := yamlfile.Decode("f", []byte("sides: "+strings.Repeat("é", 1000)), &shape{})
	want := `f:1:8: sides: must be an integer, is "` + strings.Repeat("é", 40) + `…"`
	if got := problems.Error(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestProblemsSort(t *testing.T) {
	first, second := yamlfile.Problem{Line: 1, Column: 2}, yamlfile.Problem{Line: 1, Column: 9}
	samePlace, last := yamlfile.Problem{Line: 1, Column: 9, Text: "a"}, yamlfile.Problem{Line: 2, Column: 1}
	got := yamlfile.Problems{last, second, first, samePlace}
	got.Sort()
	want := yamlfile.Problems{first, second, samePlace, last}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
