package cli

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// What is written for people is YAML that has the values of the answer. Only a date stands
// as it is, which some readers take for one and not for a text.
func TestYAMLHasTheValuesOfTheAnswer(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[-:#'"{}\[\]|>&*!%@, a0\n~]{0,8}`),
		rapid.SampledFrom([]string{"", "null", "true", "No", "1", "1e3", "0x1f", ".5", "1:30", "a: b", "a #b", "- a", "a\nb", "a\nb\n", "\n", "a\n\nb ", " a\nb", "=", "<<"}))
	rapid.Check(t, func(t *rapid.T) {
		value := map[string]any{
			texts.Draw(t, "name") + "x": texts.Draw(t, "text"),
			"list":                      []any{texts.Draw(t, "element"), map[string]any{"inner": texts.Draw(t, "inner"), "none": nil}, []any{texts.Draw(t, "deep")}, []any{}, map[string]any{}},
			"words":                     []any{texts.Draw(t, "word"), true, nil},
			"empty":                     map[string]any{},
		}
		body, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var want any
		if err := json.Unmarshal(body, &want); err != nil {
			t.Fatal(err)
		}
		var written bytes.Buffer
		if err := writeForPeople(&written, &written, body); err != nil {
			t.Fatal(err)
		}
		var got any
		if err := yaml.Unmarshal(written.Bytes(), &got); err != nil {
			t.Fatalf("%v in\n%s", err, &written)
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("got %#v, want %#v, of\n%s", got, want, &written)
		}
		if written.String() != visible.Lines(written.String()) {
			t.Fatalf("%q moves a cursor", &written)
		}
	})
}

// What clients sent reaches no terminal as it is.
func TestVerbsWriteNothingUnseen(t *testing.T) {
	sim := startedForVerbs(t)
	evil, err := json.Marshal(map[string]any{"vendors": []any{map[string]any{"id": 1, "name": unseen + "\nforged"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"world", "change", string(evil)},
		{"world", "list", "vendors"},
		{"world", "list", "vendors", "--json"},
		{"play", "a" + unseen},
		{"journal", "show", unseen},
		{"sandbox", "get", unseen},
		{"clock", "set", unseen},
		{"verify", "{" + unseen},
	} {
		var stdout, stderr bytes.Buffer
		Main(t.Context(), append(args, "--control", sim.ControlURL()), nil, &stdout, &stderr)
		written := stdout.String() + stderr.String()
		if written == "" || written != visible.Lines(written) || strings.Contains(written, "\nforged") {
			t.Errorf("%q writes %q", args, written)
		}
	}
}

// Times in a list have all of their milliseconds, so that they stand below each other.
func TestTimesStandBelowEachOther(t *testing.T) {
	for text, want := range map[string]string{
		"2026-01-31T12:00:00Z": "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:00.1Z": "2026-01-31T12:00:00.100Z", "2026-01-31T12:00:00.12Z": "2026-01-31T12:00:00.120Z",
		"2026-01-31T12:00:00.123Z": "2026-01-31T12:00:00.123Z", "2026-01-31T12:00:00.1234Z": "2026-01-31T12:00:00.1234Z", "2026-01-31": "2026-01-31", "Z": "Z", "": "",
		"2026-01-31T12:00:00+01:00": "2026-01-31T12:00:00+01:00", "12.5Z": "12.5Z", "soon": "soon",
	} {
		if got := inMillis(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	var written bytes.Buffer
	body := `{"data":[{"at":"2026-01-31T12:00:00.5Z","id":1},{"at":"2026-01-31T12:00:00.125Z","id":2}]}`
	if err := writeForPeople(&written, &written, []byte(body)); err != nil || !strings.Contains(written.String(), ":00.500Z  1\n") {
		t.Errorf("got %v, %s", err, &written)
	}
	written.Reset()
	calls := `{"data":[{"time":"2026-01-31T12:00:00Z","ordinal":1,"id":"a","request":{"method":"GET","path":"/"},"response":{"status":200}}]}`
	if err := writeForPeople(&written, &written, []byte(calls)); err != nil || !strings.HasPrefix(written.String(), "2026-01-31T12:00:00.000Z  ") {
		t.Errorf("got %v, %s", err, &written)
	}
}
