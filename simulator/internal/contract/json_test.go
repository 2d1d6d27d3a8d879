package contract

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/pb33f/go-yaml"
)

func TestJSONKeepsTheOrderOfKeys(t *testing.T) {
	got, err := JSON([]byte(`
b: [1, 2.5, -3, 0x10, true, null, ~, "2", 1e3]
a: {200: ok, '404': <&>, day: 2026-01-31}
c: |
  two
  lines
again: &anchor {x: 1}
alias: *anchor
empty: {}
none: []
`))
	want := `{"b":[1,2.5,-3,16,true,null,null,"2",1000],` +
		`"a":{"200":"ok","404":"<&>","day":"2026-01-31"},` +
		`"c":"two\nlines\n","again":{"x":1},"alias":{"x":1},"empty":{},"none":[]}`
	if err != nil || string(got) != want {
		t.Errorf("got  %s, %v\nwant %s", got, err, want)
	}
}

func TestJSONOfADocumentSaysTheSame(t *testing.T) {
	for name, text := range documents {
		t.Run(name, func(t *testing.T) {
			written, err := JSON(text)
			if err != nil {
				t.Fatal(err)
			}
			var got any
			if err := json.Unmarshal(written, &got); err != nil {
				t.Fatal(err)
			}
			var root yaml.Node
			if err := yaml.Unmarshal(text, &root); err != nil {
				t.Fatal(err)
			}
			want, err := plain(root.Content[0])
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Error("the JSON and the YAML differ")
			}
		})
	}
}

func TestJSONRefusesWhatItCannotSay(t *testing.T) {
	for name, text := range map[string]string{
		"not YAML":     "a: [",
		"not a number": "a: .nan",
		"itself":       "a: &a [*a]",
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := JSON([]byte(text)); err == nil {
				t.Errorf("got %s, want an error", got)
			}
		})
	}
}
