package control_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestASandboxIsDescribed(t *testing.T) {
	c := newCaller(t)
	before := time.Now()
	got := c.post("/sandboxes", `{"name":"new"}`).Want(201).
		Has("name", "new").Has("pinned", false).Has("seed", 1).Has("calls", 0).Has("vendors", 5).Has("reviews", 6).
		Has("clock.mode", "frozen").Has("clock.now", simtest.NowText)
	lastUsed, err := time.Parse(time.RFC3339, got.At("lastUsedAt").(string))
	if err != nil || lastUsed.Before(before.Truncate(time.Millisecond)) || lastUsed.After(time.Now()) {
		t.Errorf("lastUsedAt: got %s, %v", lastUsed, err)
	}
	c.get("/sandboxes/s").Want(200).Has("pinned", true).Has("calls", 2)
	c.get("/sandboxes").Want(200).Has("data.0.name", "default").Has("data.1.name", "new").Has("data.2.name", "s").
		Has("data.3", simtest.Absent{})
}

func TestAForkBeginsWithTheWorldAndTheClockOfItsOrigin(t *testing.T) {
	c := newCaller(t)
	c.post("/sandboxes/s/clock/advance", `{"by":"1h"}`).Want(200)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).Want(200)
	c.post("/sandboxes", `{"name":"now","from":"s"}`).Want(201).
		Has("clock.now", "2026-11-22T13:30:45.678Z").Has("calls", 0).Has("pinned", false)
	c.get("/sandboxes/now/accounts").Want(200).Has("data.0.termsAccepted", false)
	c.delete("/sandboxes/now").Want(204)

	c.post("/sandboxes", `{"name":"then","from":"s","checkpoint":"c","pinned":true}`).Want(201).
		Has("clock.now", simtest.NowText).Has("pinned", true)
	c.get("/sandboxes/then/accounts").Want(200).Has("data.0.termsAccepted", true)
}

// Only a sandbox that is not pinned makes room for another one.
func TestPinning(t *testing.T) {
	c := newCaller(t)
	c.post("/sandboxes", `{"name":"a","pinned":true}`).Want(201)
	c.post("/sandboxes", `{"name":"b"}`).Want(503).Says("there is no room for another sandbox")
	c.patch("/sandboxes/a", `{"pinned":false}`).Want(200).Has("pinned", false)
	c.post("/sandboxes", `{"name":"b"}`).Want(201)
	c.get("/sandboxes/a").Want(404).Says(`there is no sandbox "a"`)
	c.patch("/sandboxes/default", `{"pinned":true}`).Want(200).Has("pinned", true)
	c.patch("/sandboxes/default", `{"pinned":false}`).Want(409).Has("message", "the default sandbox is always pinned")
}

func TestDeleting(t *testing.T) {
	c := newCaller(t)
	c.delete("/sandboxes/s").Want(204)
	c.get("/sandboxes/s").Want(404)
	c.delete("/sandboxes/s").Want(404)
	c.delete("/sandboxes/default").Want(409).Says("reset it instead")
	c.get("/sandboxes/default").Want(200)
}

func TestResetting(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).Want(200)
	c.put("/sandboxes/s/clock", `{"mode":"real"}`).Want(200)
	c.put("/sandboxes/s/seed", `{"seed":7}`).Want(200)
	c.post("/sandboxes/s/reset", "").Want(200).
		Has("clock.now", simtest.NowText).Has("seed", 1).Has("calls", 0).Has("pinned", true)
	c.get("/sandboxes/s/accounts").Want(200).Has("data.0.termsAccepted", true)
	c.get("/sandboxes/s/checkpoints").Want(200).Has("data.0", simtest.Absent{})
}

func TestCheckpoints(t *testing.T) {
	c := newCaller(t)
	c.put("/sandboxes/s/checkpoints/b", "").Want(200).Has("name", "b").Has("savedAt", simtest.NowText)
	c.get("/sandboxes/s/checkpoints").Want(200).Has("data.0.name", "b").Has("data.1.name", "c").Has("data.2", simtest.Absent{})
	c.patch("/sandboxes/s/keys/sim-full", `{"revoked":true}`).Want(200)
	c.post("/sandboxes/s/clock/advance", `{"by":"24h"}`).Want(200)
	c.put("/sandboxes/s/checkpoints/c", "").Want(200).Has("savedAt", "2026-11-23T12:30:45.678Z") // in its place
	c.post("/sandboxes/s/checkpoints/b/rewind", "").Want(200).Has("clock.now", simtest.NowText).Has("calls", 2)
	if key, _ := c.box("s").World().Key("sim-full"); key.Revoked {
		t.Error("the world did not go back")
	}
	c.post("/sandboxes/s/checkpoints/c/rewind", "").Want(200).Has("clock.now", "2026-11-23T12:30:45.678Z")
	c.delete("/sandboxes/s/checkpoints/b").Want(204)
	c.get("/sandboxes/s/checkpoints").Want(200).Has("data.0.name", "c").Has("data.1", simtest.Absent{})
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
		_, err := box.World().AddReview(state.Target{AccountID: 1, VendorID: 1}, state.NewReview{
			Type: state.TypeSecurity, Status: state.StatusInProgress, DeadlineAt: simtest.Now,
		}, simtest.Now)
		if err != nil {
			t.Fatal(err)
		}
	}
	c.get("/sandboxes/s").Has("reviews", 5006)
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
			for _, call := range []func() *simtest.Answer{
				func() *simtest.Answer { return c.post("/sandboxes", `{"name":"`+name+`","from":"s"}`) },
				func() *simtest.Answer { return c.get("/sandboxes") },
				func() *simtest.Answer { return c.put("/sandboxes/s/world", smallWorld) },
				func() *simtest.Answer { return c.get("/sandboxes/s/world") },
				func() *simtest.Answer { return c.put("/sandboxes/s/checkpoints/d", "") },
				func() *simtest.Answer { return c.post("/sandboxes/s/checkpoints/c/rewind", "") },
				func() *simtest.Answer { return c.delete("/sandboxes/s/checkpoints/d") },
				func() *simtest.Answer { return c.post("/sandboxes/s/clock/advance", `{"by":"1s"}`) },
				func() *simtest.Answer { return c.patch("/sandboxes/s/keys/sim-full", `{"revoked":false}`) },
				func() *simtest.Answer { return c.get("/sandboxes/s/journal") },
				func() *simtest.Answer { return c.delete("/sandboxes/s/journal") },
				func() *simtest.Answer { return c.put("/sandboxes/s/scenarios/key-expires-by-clock", "") },
				func() *simtest.Answer { return c.put("/sandboxes/s/scenarios/rate-limit", "") },
				func() *simtest.Answer { return c.get("/sandboxes/s/scenarios") },
				func() *simtest.Answer { return c.get("/sandboxes/s/rules") },
				func() *simtest.Answer { return c.post("/sandboxes/s/scenarios/rate-limit/reset", "") },
				func() *simtest.Answer { return c.delete("/sandboxes/s/scenarios") },
				func() *simtest.Answer { return c.get("/scenarios") },
				func() *simtest.Answer { return c.get("/openapi.json") },
				func() *simtest.Answer { return c.post("/sandboxes/"+name+"/reset", "") },
				func() *simtest.Answer { return c.delete("/sandboxes/" + name) },
			} {
				if got := call(); got.Status >= 500 && !strings.Contains(got.Body, "no room") {
					t.Errorf("%s: got %d %s", got.Call, got.Status, got.Body)
				}
			}
		})
	}
	calls.Wait()
}
