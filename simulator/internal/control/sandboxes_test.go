package control_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestASandboxIsDescribed(t *testing.T) {
	c := newCaller(t)
	before := time.Now()
	got := c.post("/sandboxes", `{"name":"new"}`).want(201).
		has("name", "new").has("pinned", false).has("seed", 1).has("calls", 0).has("vendors", 5).has("reviews", 6).
		has("clock.mode", "frozen").has("clock.now", testNowText)
	lastUsed, err := time.Parse(time.RFC3339, got.at("lastUsedAt").(string))
	if err != nil || lastUsed.Before(before.Truncate(time.Millisecond)) || lastUsed.After(time.Now()) {
		t.Errorf("lastUsedAt: got %s, %v", lastUsed, err)
	}
	c.get("/sandboxes/s").want(200).has("pinned", true).has("calls", 2)
	c.get("/sandboxes").want(200).has("data.0.name", "default").has("data.1.name", "new").has("data.2.name", "s").
		has("data.3", nil)
}

func TestAForkBeginsWithTheWorldAndTheClockOfItsOrigin(t *testing.T) {
	c := newCaller(t)
	c.post("/sandboxes/s/clock/advance", `{"by":"1h"}`).want(200)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).want(200)
	c.post("/sandboxes", `{"name":"now","from":"s"}`).want(201).
		has("clock.now", "2026-11-22T13:30:45.678Z").has("calls", 0).has("pinned", false)
	c.get("/sandboxes/now/accounts").want(200).has("data.0.termsAccepted", false)
	c.delete("/sandboxes/now").want(204)

	c.post("/sandboxes", `{"name":"then","from":"s","checkpoint":"c","pinned":true}`).want(201).
		has("clock.now", testNowText).has("pinned", true)
	c.get("/sandboxes/then/accounts").want(200).has("data.0.termsAccepted", true)
}

// Only a sandbox that is not pinned makes room for another one.
func TestPinning(t *testing.T) {
	c := newCaller(t)
	c.post("/sandboxes", `{"name":"a","pinned":true}`).want(201)
	c.post("/sandboxes", `{"name":"b"}`).want(503).says("there is no room for another sandbox")
	c.patch("/sandboxes/a", `{"pinned":false}`).want(200).has("pinned", false)
	c.post("/sandboxes", `{"name":"b"}`).want(201)
	c.get("/sandboxes/a").want(404).says(`there is no sandbox "a"`)
	c.patch("/sandboxes/default", `{"pinned":true}`).want(200).has("pinned", true)
	c.patch("/sandboxes/default", `{"pinned":false}`).want(409).has("message", "the default sandbox is always pinned")
}

func TestDeleting(t *testing.T) {
	c := newCaller(t)
	c.delete("/sandboxes/s").want(204)
	c.get("/sandboxes/s").want(404)
	c.delete("/sandboxes/s").want(404)
	c.delete("/sandboxes/default").want(409).says("reset it instead")
	c.get("/sandboxes/default").want(200)
}

func TestResetting(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).want(200)
	c.put("/sandboxes/s/clock", `{"mode":"real"}`).want(200)
	c.put("/sandboxes/s/seed", `{"seed":7}`).want(200)
	c.post("/sandboxes/s/reset", "").want(200).
		has("clock.now", testNowText).has("seed", 1).has("calls", 0).has("pinned", true)
	c.get("/sandboxes/s/accounts").want(200).has("data.0.termsAccepted", true)
	c.get("/sandboxes/s/checkpoints").want(200).has("data.0", nil)
}

func TestCheckpoints(t *testing.T) {
	c := newCaller(t)
	c.put("/sandboxes/s/checkpoints/b", "").want(200).has("name", "b").has("savedAt", testNowText)
	c.get("/sandboxes/s/checkpoints").want(200).has("data.0.name", "b").has("data.1.name", "c").has("data.2", nil)
	c.patch("/sandboxes/s/keys/sim-full", `{"revoked":true}`).want(200)
	c.post("/sandboxes/s/clock/advance", `{"by":"24h"}`).want(200)
	c.put("/sandboxes/s/checkpoints/c", "").want(200).has("savedAt", "2026-11-23T12:30:45.678Z") // in its place
	c.post("/sandboxes/s/checkpoints/b/rewind", "").want(200).has("clock.now", testNowText).has("calls", 2)
	if key, _ := c.box("s").World.Key("sim-full"); key.Revoked {
		t.Error("the world did not go back")
	}
	c.post("/sandboxes/s/checkpoints/c/rewind", "").want(200).has("clock.now", "2026-11-23T12:30:45.678Z")
	c.delete("/sandboxes/s/checkpoints/b").want(204)
	c.get("/sandboxes/s/checkpoints").want(200).has("data.0.name", "c").has("data.1", nil)
	if box := c.box("default"); len(box.Checkpoints()) != 0 {
		t.Error("the checkpoints of one sandbox show up in another one")
	}
}

// Sandboxes are listed and described without copying their worlds.
func TestListingIsCheapForLargeWorlds(t *testing.T) {
	c := newCaller(t)
	allocations := func() float64 { return testing.AllocsPerRun(20, func() { c.get("/sandboxes") }) }
	before := allocations()
	box := c.box("s")
	for range 5000 {
		_, err := box.World.AddReview(state.Target{AccountID: 1, VendorID: 1}, state.NewReview{
			Type: state.TypeSecurity, Status: state.StatusInProgress, DeadlineAt: testNow,
		}, testNow)
		if err != nil {
			t.Fatal(err)
		}
	}
	c.get("/sandboxes/s").has("reviews", 5006)
	if after := allocations(); after > before+20 {
		t.Errorf("got %v allocations, %v with a small world", after, before)
	}
}

// Any number of calls may come at once, also about one sandbox.
func TestCallsAtTheSameTime(t *testing.T) {
	c := newCaller(t)
	var calls sync.WaitGroup
	for i := range 8 {
		calls.Go(func() {
			name := fmt.Sprintf("p%d", i%2)
			for _, call := range []func() *answer{
				func() *answer { return c.post("/sandboxes", `{"name":"`+name+`","from":"s"}`) },
				func() *answer { return c.get("/sandboxes") },
				func() *answer { return c.put("/sandboxes/s/world", smallWorld) },
				func() *answer { return c.get("/sandboxes/s/world") },
				func() *answer { return c.put("/sandboxes/s/checkpoints/d", "") },
				func() *answer { return c.post("/sandboxes/s/checkpoints/c/rewind", "") },
				func() *answer { return c.delete("/sandboxes/s/checkpoints/d") },
				func() *answer { return c.post("/sandboxes/s/clock/advance", `{"by":"1s"}`) },
				func() *answer { return c.patch("/sandboxes/s/keys/sim-full", `{"revoked":false}`) },
				func() *answer { return c.get("/sandboxes/s/journal") },
				func() *answer { return c.delete("/sandboxes/s/journal") },
				func() *answer { return c.put("/sandboxes/s/scenarios/key-expires-by-clock", "") },
				func() *answer { return c.put("/sandboxes/s/scenarios/rate-limit", "") },
				func() *answer { return c.get("/sandboxes/s/scenarios") },
				func() *answer { return c.get("/sandboxes/s/rules") },
				func() *answer { return c.post("/sandboxes/s/scenarios/rate-limit/reset", "") },
				func() *answer { return c.delete("/sandboxes/s/scenarios") },
				func() *answer { return c.get("/scenarios") },
				func() *answer { return c.get("/openapi.json") },
				func() *answer { return c.post("/sandboxes/"+name+"/reset", "") },
				func() *answer { return c.delete("/sandboxes/" + name) },
			} {
				if got := call(); got.status >= 500 && !strings.Contains(got.body, "no room") {
					t.Errorf("%s: got %d %s", got.call, got.status, got.body)
				}
			}
		})
	}
	calls.Wait()
}
