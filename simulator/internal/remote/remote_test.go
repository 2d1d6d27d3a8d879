package remote

import (
	"cmp"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// Each input goes where the contract has it, and no value leaves its place.
func TestRequests(t *testing.T) {
	var got string
	var row control.Row
	server := httptest.NewServer(simtest.Posing(control.HeaderVersion, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = strings.TrimSpace(r.Method + " " + r.RequestURI + " " + r.Header.Get("Content-Type") + " " + string(body))
		if !row.HasOutput {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		w.Header().Set("Content-Type", cmp.Or(strings.Join(row.MediaTypes, ""), "application/json; charset=utf-8"))
		_, _ = io.WriteString(w, "{}")
	}))
	defer server.Close()
	for _, c := range []struct {
		operation string
		inputs    Inputs
		want      string
	}{
		{"getClock", nil, "GET /_sim/sandboxes/default/clock"},
		{"getClock", Inputs{"sandbox": "mine"}, "GET /_sim/sandboxes/mine/clock"},
		{"getClock", Inputs{"sandbox": "../../health?a#b"}, "GET /_sim/sandboxes/..%2F..%2Fhealth%3Fa%23b/clock"},
		{"getClock", Inputs{"sandbox": ".."}, "GET /_sim/sandboxes/%2E%2E/clock"},
		{"listCalls", Inputs{"text": "a&b=c", "limit": "3"}, "GET /_sim/sandboxes/default/journal?limit=3&text=a%26b%3Dc"},
		{"getReport", Inputs{"check": []any{"a", "b"}}, "GET /_sim/report?check=a&check=b"},
		{"advanceClock", Inputs{"by": "1h"}, `POST /_sim/sandboxes/default/clock/advance application/json {"by":"1h"}`},
		{"changeKey", Inputs{"key": "k", "expiresAt": nil}, `PATCH /_sim/sandboxes/default/keys/k application/json {"expiresAt":null}`},
		{"changeAccount", Inputs{"account": "1"}, `PATCH /_sim/sandboxes/default/accounts/1 application/json {}`},
		{"resendCall", Inputs{"call": "1", "to": "b"}, `POST /_sim/sandboxes/default/journal/1/resend application/json {"sandbox":"b"}`},
		{"makeSandbox", nil, "POST /_sim/sandboxes"},
		{"changeWorld", Inputs{"text": "vendors: []"}, "PATCH /_sim/sandboxes/default/world application/yaml vendors: []"},
		{"changeWorld", Inputs{"text": `{"vendors": []}`}, `PATCH /_sim/sandboxes/default/world application/json {"vendors": []}`},
		{"playScenario", Inputs{"scenario": "flaky"}, "PUT /_sim/sandboxes/default/scenarios/flaky"},
	} {
		row = control.RowNamed(c.operation)
		answer, err := Simulator{Control: server.URL + control.Prefix}.Call(t.Context(), row, c.inputs, "")
		if err != nil || !answer.OK() || got != c.want {
			t.Errorf("%s %v: got %q (%v), want %q", c.operation, c.inputs, got, err, c.want)
		}
	}
}

// An empty name is none: the path would be that of another operation.
func TestNothingIsNoName(t *testing.T) {
	nowhere := Simulator{Control: "http://127.0.0.1:0"}
	for _, row := range control.Rows() {
		for _, input := range row.Inputs {
			if input.In != control.InPath {
				continue
			}
			inputs := Inputs{}
			for _, other := range row.Inputs {
				inputs[other.Name] = "1"
			}
			inputs[input.Name] = ""
			if _, err := nowhere.Call(t.Context(), row, inputs, ""); err != Missing(input.Name) {
				t.Errorf("%s, %s: got %v", row.Name, input.Name, err)
			}
		}
	}
}

// What is no simulator is said to be none, for each operation: its answers are no success,
// its redirects are not followed, and it does not get the token twice.
func TestWhatIsNoSimulator(t *testing.T) {
	stolen := 0
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen++ }))
	defer thief.Close()
	var answer http.HandlerFunc
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { answer(w, r) }))
	defer server.Close()
	text := func(mediaType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", mediaType)
			_, _ = io.WriteString(w, body)
		}
	}
	status := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }
	}
	for name, as := range map[string]http.HandlerFunc{
		"HTML":       text("text/html", "<h1>It works</h1>"),
		"an object":  text("application/json", "{}"),
		"a list":     text("application/json", `{"data":[]}`),
		"a verdict":  text("application/json", `{"verified":true}`),
		"YAML":       text("application/yaml", "a: 1"),
		"events":     text("text/event-stream", "data: {}\n\n"),
		"nothing":    status(http.StatusNoContent),
		"no page":    status(http.StatusNotFound),
		"no gateway": status(http.StatusBadGateway),
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, thief.URL+"/steal", http.StatusFound)
		},
	} {
		answer = as
		for _, row := range control.Rows() {
			inputs := Inputs{}
			for _, input := range row.Inputs {
				if inputs[input.Name] = "1"; input.In == control.InText {
					inputs[input.Name] = "a: 1"
				}
			}
			sim := Simulator{Control: server.URL + control.Prefix, Token: "secret"}
			err := sim.Follow(t.Context(), row, inputs, func(Event) error { return nil })
			if !slices.Contains(row.MediaTypes, "text/event-stream") {
				_, err = sim.Call(t.Context(), row, inputs, "")
			}
			if err == nil || !strings.Contains(err.Error(), "is no simulator") || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s, %s: got %v", name, row.Name, err)
			}
		}
	}
	if stolen != 0 {
		t.Errorf("%d calls went elsewhere", stolen)
	}
}

// Events are read whatever stands between them, and the end of the stream is one.
func TestReadEvents(t *testing.T) {
	const stream = ": here\nid: 1\n\nid: 2\nevent: call\ndata: {\"a\":1}\n\n:\n\nevent: clock\nid:3\ndata:{}\n\ndata: cut"
	var seen []Event
	err := readEvents(strings.NewReader(stream), func(e Event) error {
		seen = append(seen, e)
		return nil
	})
	want := []Event{{"2", "call", `{"a":1}`}, {"3", "clock", "{}"}}
	if !slices.Equal(seen, want) || err == nil || !strings.Contains(err.Error(), "sends no more events") {
		t.Errorf("got %v (%v), want %v", seen, err, want)
	}
	if err := readEvents(strings.NewReader(stream), func(Event) error { return io.ErrClosedPipe }); err != io.ErrClosedPipe {
		t.Errorf("got %v", err)
	}
}
