package remote

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

// Each input goes where the contract has it, and no value leaves its place.
func TestRequests(t *testing.T) {
	var got string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = strings.TrimSpace(r.Method + " " + r.RequestURI + " " + r.Header.Get("Content-Type") + " " + string(body))
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
		answer, err := Simulator{Control: server.URL + control.Prefix}.Call(t.Context(), control.RowNamed(c.operation), c.inputs, "")
		if err != nil || !answer.OK() || got != c.want {
			t.Errorf("%s %v: got %q (%v), want %q", c.operation, c.inputs, got, err, c.want)
		}
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
