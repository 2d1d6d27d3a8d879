package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// shown is a value behind a pointer, in words.
func shown[T any](value *T) string {
	if value == nil {
		return "none"
	}
	return fmt.Sprint(*value)
}

// A getter has the value of its type; null, absent and any other are none.
func TestGetters(t *testing.T) {
	var o object
	document := `{"text":"a","empty":"","yes":true,"no":false,"one":1,"half":1.5,"large":9007199254740991,"larger":9007199254740992,
		"minus":-2,"null":null,"object":{"text":"b"},"list":[{"text":"c"},{"text":"d"}],"nothing":[]}`
	if err := json.Unmarshal([]byte(document), &o); err != nil {
		t.Fatal(err)
	}
	texts := func(o object) string { return o.plain("text") }
	for _, c := range []struct{ what, got, want string }{
		{"text", shown(text[string](o, "text")), "a"},
		{"an empty text", shown(text[string](o, "empty")), ""},
		{"no text but null", shown(text[string](o, "null")), "none"},
		{"no text but a number", shown(text[string](o, "one")), "none"},
		{"no text at all", shown(text[string](o, "absent")), "none"},
		{"plain", o.plain("text") + o.plain("null") + o.plain("one"), "a"},
		{"true", shown(o.flag("yes")), "true"},
		{"false", shown(o.flag("no")), "false"},
		{"no flag", shown(o.flag("null")), "none"},
		{"an id", shown(o.id("one")), "1"},
		{"the largest id", shown(o.id("large")), "9007199254740991"},
		{"an id beyond", shown(o.id("larger")), "0"},
		{"an id below", shown(o.id("minus")), "-2"},
		{"half an id", shown(o.id("half")), "0"},
		{"no id but null", shown(o.id("null")), "none"},
		{"no id but a text", shown(o.id("text")), "none"},
		{"an object", o.object("object").plain("text"), "b"},
		{"no object", fmt.Sprint(o.object("null"), o.object("text")), "map[] map[]"},
		{"a list", fmt.Sprint(list(o, "list", texts)), "[c d]"},
		{"an empty list", fmt.Sprint(len(list(o, "nothing", texts)), len(list(o, "null", texts))), "0 0"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
}

func TestTimes(t *testing.T) { // A14, A31
	for text, want := range map[string]string{
		"2026-01-31T12:00:00.000Z":       "2026-01-31T12:00:00.000Z",
		"2026-01-31t12:00:00z":           "2026-01-31T12:00:00.000Z",
		"2026-01-31T12:00:00+02:00":      "2026-01-31T10:00:00.000Z",
		"2026-01-31T12:00:00.123456789Z": "2026-01-31T12:00:00.123Z",
		"2026-01-31":                     "2026-01-31T00:00:00.000Z",
		"2026-02-30":                     "",
		"2026-01-31 12:00:00Z":           "",
		"2026-01-31T12:00:00":            "",
		"0999-12-31":                     "",
		"31.01.2026":                     "",
		"":                               "",
	} {
		got, err := object{"at": text}.time("at")
		if want == "" {
			var e Error
			if !errors.As(err, &e) || len(e.Violations.List) != 1 || e.Violations.List[0].Pointer != "/at" {
				t.Errorf("%q: got %v, %v", text, got, err)
			}
			continue
		}
		if err != nil || timestamp(*got) != want {
			t.Errorf("%q: got %v, %v, want %s", text, got, err, want)
		}
	}
	for _, none := range []object{{}, {"at": nil}, {"at": 1.0}} {
		if got, err := none.time("at"); got != nil || err != nil {
			t.Errorf("%v: got %v, %v", none, got, err)
		}
	}
	if got := timestamp(time.Date(2026, 1, 31, 12, 0, 0, 999, time.FixedZone("", 3600))); got != "2026-01-31T11:00:00.000Z" {
		t.Errorf("got %s", got)
	}
}

func TestTargets(t *testing.T) { // A5
	for _, c := range []struct {
		vendor, review string
		want           state.Target
	}{
		{"1", "2", state.Target{AccountID: 7, VendorID: 1, ReviewID: 2}},
		{"1.0", "01", state.Target{AccountID: 7, VendorID: 1, ReviewID: 1}},
		{"x", "-1", state.Target{AccountID: 7}},
		{"", "1.5", state.Target{AccountID: 7}},
	} {
		got := Target(7, &exchange.Request{Params: exchange.ParamsOf(map[string]string{"vendorId": c.vendor, "securityReviewId": c.review})})
		if got != c.want {
			t.Errorf("%s, %s: got %+v, want %+v", c.vendor, c.review, got, c.want)
		}
	}
}
