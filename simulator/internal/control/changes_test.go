package control_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// newSetupScenario sets the world and the clock.
const newSetupScenario = `{
  "name": "new-setup",
  "setup": {
    "clock": {"frozen": "2030-01-01T00:00:00Z"},
    "world": {"vendors": [{"id": 1, "name": "Set up"}]}
  }
}`

// changing is a call of each operation that says it changes something, which changes
// all that it says, in a sandbox that was used.
var changing = map[string]func(*caller) *simtest.Answer{
	"makeSandbox": func(c *caller) *simtest.Answer { return c.post("/sandboxes", `{"name":"new"}`).Want(201) },
	"putSandbox": func(c *caller) *simtest.Answer {
		return c.put("/sandboxes/s", `{"pinned":false,"clock":{"mode":"real"},"scenarios":["rate-limit"]}`).Want(200)
	},
	"changeSandbox": sends("PATCH /sandboxes/s", `{"pinned":false}`),
	"deleteSandbox": sends("DELETE /sandboxes/s"),
	"resetSandbox":  sends("POST /sandboxes/s/reset"),

	"replaceWorld":     sends("PUT /sandboxes/s/world", smallWorld),
	"changeWorld":      sends("PATCH /sandboxes/s/world", `{"vendors":[{"id":1,"name":"x"}]}`),
	"saveCheckpoint":   sends("PUT /sandboxes/s/checkpoints/d"),
	"rewind":           sends("POST /sandboxes/s/checkpoints/c/rewind"),
	"deleteCheckpoint": sends("DELETE /sandboxes/s/checkpoints/c"),
	"changeAccount":    sends("PATCH /sandboxes/s/accounts/1", `{"plan":"full"}`),
	"changeKey":        sends("PATCH /sandboxes/s/keys/sim-full", `{"revoked":true}`),

	"setClock":     sends("PUT /sandboxes/s/clock", `{"mode":"real"}`),
	"advanceClock": sends("POST /sandboxes/s/clock/advance", `{"by":"1h"}`),
	"setSeed":      sends("PUT /sandboxes/s/seed", `{"seed":8}`),

	"playScenario":     sends("PUT /sandboxes/s/scenarios/new-setup", newSetupScenario),
	"stopScenario":     sends("DELETE /sandboxes/s/scenarios/finalize-conflict"),
	"stopAllScenarios": sends("DELETE /sandboxes/s/scenarios"),
	"resetScenario":    sends("POST /sandboxes/s/scenarios/finalize-conflict/reset"),

	"resendCall": func(c *caller) *simtest.Answer {
		finalize := entry(4, "performSecurityReviewAction", http.MethodPost, http.StatusUnprocessableEntity)
		finalize.Request.Path, finalize.Request.Query = "/vendors/1/security-reviews/3/actions", ""
		finalize.Request.Header["Content-Type"] = []string{"application/json"}
		finalize.Request.Body = `{"action":"finalize"}`
		full := state.PlanFull
		_, err := c.box("s").World().ChangeAccount(1, state.AccountChange{Plan: &full})
		if err != nil {
			c.t.Fatal(err)
		}
		record(c.box("s"), finalize)
		return c.post("/sandboxes/s/journal/0000000000000004/resend", `{}`).Has("lost", true)
	},

	"resetJournal":  sends("DELETE /sandboxes/s/journal"),
	"restartReport": sends("DELETE /report"),
}

func sends(target string, json ...string) func(*caller) *simtest.Answer {
	return func(c *caller) *simtest.Answer { return c.send(target, json) }
}

// TestOperationsChangeWhatTheySay holds the table of operations against what they do:
// an operation changes what it says and nothing else, and no other sandbox.
func TestOperationsChangeWhatTheySay(t *testing.T) {
	for name, want := range control.Changes() {
		t.Run(name, func(t *testing.T) {
			call, says := changing[name]
			if says != (len(want) > 0) {
				t.Fatalf("it says that it changes %v; there is a call that changes that: %t", want, says)
			}
			if !says {
				if call = outcomes[name][http.StatusOK]; call == nil {
					call = outcomes[name][http.StatusNoContent]
				}
			}
			c := newCaller(t)
			c.use("s")
			c.use(sandbox.Default)
			before := c.parts()
			if got := call(c); got.Status >= 300 {
				t.Fatalf("got %d: %s", got.Status, got.Body)
			}
			after := c.parts()
			got := map[string]bool{}
			for part, value := range before {
				if after[part] == value {
					continue
				}
				what, box, _ := strings.Cut(part, " of ")
				if _, there := after[part]; there || box == "" { // a sandbox that has gone changed nothing else
					got[what] = true
				}
				if box == sandbox.Default && control.InSandbox(name) {
					t.Errorf("it changed %s", part)
				}
			}
			if got := slices.Sorted(maps.Keys(got)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
				t.Errorf("it changed %v, and says that it changes %v", got, want)
			}
		})
	}
	for name := range changing {
		if _, ok := control.Changes()[name]; !ok {
			t.Errorf("%s is no operation", name)
		}
	}
}

func TestARefusedCallChangesNothing(t *testing.T) {
	c := newCaller(t)
	before := c.parts()
	for name, all := range refusals {
		for _, refused := range all {
			c.call(refused.target, "application/json", refused.json).Want(http.StatusBadRequest)
		}
		if after := c.parts(); !maps.Equal(before, after) {
			t.Fatalf("%s: refused, and something is not as it was", name)
		}
	}
}

// use lets a sandbox differ in everything from a fresh one, and from its checkpoint.
func (c *caller) use(name string) {
	c.t.Helper()
	box, limited := c.box(name), state.PlanLimited
	_, _ = box.Apply(sandbox.Reseed{Seed: 7})
	_, _ = box.Apply(sandbox.SetClock{Setting: sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: simtest.Now.Add(time.Hour)}})
	if _, err := box.World().ChangeAccount(1, state.AccountChange{Plan: &limited}); err != nil {
		c.t.Fatal(err)
	}
	op, _ := c.config.Contract.Operation("getVendorSecurityReview")
	call := entry(3, op.ID, http.MethodGet, http.StatusOK)
	_, _ = box.Apply(sandbox.Record{Entry: call, Observation: recorder.Observation{
		Operation: op, Request: &exchange.Request{Method: http.MethodGet}, Status: http.StatusOK, Call: name + "/3",
	}})
}

// parts is all that operations may change, as texts.
func (c *caller) parts() map[string]string {
	c.t.Helper()
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			c.t.Fatal(err)
		}
		return string(b)
	}
	var proved bytes.Buffer
	if err := c.config.Run.Report(c.sandboxes).Write(&proved, report.JSON); err != nil {
		c.t.Fatal(err)
	}
	parts := map[string]string{"report": proved.String()}
	for _, info := range c.sandboxes.List() {
		parts["sandboxes"] += text([]any{info.Name, info.Pinned})
		var world bytes.Buffer
		if err := fixture.WriteJSON(&world, info.World().Snapshot()); err != nil {
			c.t.Fatal(err)
		}
		calls, dropped := info.Journal().Entries(journal.Filter{})
		for part, value := range map[string]string{
			"world":       world.String(),
			"clock":       text(info.Clock().Setting),
			"seed":        text(info.Seed()),
			"checkpoints": text(info.Checkpoints()),
			"scenarios":   text([]any{info.Playing(), info.Rules()}),
			"journal":     text([]any{recorder.Plain(calls), dropped}),
		} {
			parts[part+" of "+info.Name] = value
		}
	}
	return parts
}
