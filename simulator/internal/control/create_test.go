package control_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// A sandbox of its own name, with all that a test needs to begin, in one call.
func TestMakingABoxThatIsReadyToBeUsed(t *testing.T) {
	c := newCaller(t)
	got := c.post("/sandboxes", `{"scenarios":["rate-limit"],"clock":{"mode":"frozen","at":"2027-01-01T00:00:00Z"},"seed":42,"pinned":true}`).Want(201).
		Has("name", "sandbox-1").Has("key", "sim-full@sandbox-1").Has("url", "http://example.com/public/v2").
		Has("scenarios", "[rate-limit]").Has("clock.mode", "frozen").Has("clock.now", "2027-01-01T00:00:00Z").
		Has("seed", 42).Has("pinned", true)
	if got.At("calls") != 0.0 {
		t.Errorf("got %s", got.Body)
	}
	if !c.box("sandbox-1").Asked() {
		t.Error("what its scenario expects is not expected")
	}
	c.get("/sandboxes/default").Has("key", "sim-full")
	c.delete("/sandboxes/sandbox-1").Want(204)
	c.put("/sandboxes/sandbox-2", "").Want(201) // taken by somebody
	c.delete("/sandboxes/s").Want(204)
	c.call("POST /sandboxes").Want(201).Has("name", "sandbox-3").Has("scenarios", "[]").Has("pinned", false) // without a body
}

func TestABoxThatIsThereIsNotMadeAgain(t *testing.T) {
	c := newCaller(t)
	c.post("/sandboxes", `{"name":"s"}`).Want(409).Says(
		`there is a sandbox "s" already`, "a key that ends in @s", "POST /_sim/sandboxes/s/reset", "PUT /_sim/sandboxes/s")
}

func TestPutMakesOrTakesBack(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).Want(200)
	box := c.box("s")
	c.put("/sandboxes/s", `{"scenarios":["rate-limit"],"clock":{"mode":"offset","offset":"1h"},"seed":7}`).Want(200).
		Has("calls", 0).Has("pinned", true).Has("seed", 7).Has("clock.offset", "1h0m0s").Has("scenarios", "[rate-limit]").Has("key", "sim-full@s")
	if c.box("s") != box {
		t.Error("who held the sandbox no longer does")
	}
	c.get("/sandboxes/s/accounts").Has("data.0.termsAccepted", true)
	c.get("/sandboxes/s/checkpoints").Has("data.0", simtest.Absent{})
	c.put("/sandboxes/s", `{"pinned":false}`).Want(200).Has("scenarios", "[]").Has("seed", 1).Has("pinned", false).Has("clock.now", simtest.NowText)

	c.patch("/sandboxes/s/accounts/1", `{"plan":"limited"}`).Want(200)
	c.put("/sandboxes/new", `{"from":"s"}`).Want(201).Has("key", "sim-other@new")
	c.put("/sandboxes/s", `{"from":"s"}`).Want(200) // its own world, and all else anew
	c.get("/sandboxes/s/accounts").Has("data.0.plan", "limited")
	c.put("/sandboxes/default", "").Want(200).Has("name", "default").Has("pinned", true)
}

// What cannot be done in whole is not begun.
func TestABeginningThatCannotBeChangesNothing(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/accounts/1", `{"plan":"limited"}`).Want(200)
	before := c.get("/sandboxes/s/world").Body
	for _, body := range []string{
		`{"scenarios":["rate-limit","rate-limits"],"seed":3}`, `{"from":"nowhere","seed":3}`, `{"from":"s","checkpoint":"x","seed":3}`,
		`{"clock":{"mode":"frozen"},"seed":3}`,
	} {
		for _, target := range []string{"PUT /sandboxes/s", "PUT /sandboxes/new", "POST /sandboxes"} {
			if got := c.call(target, "application/json", body); got.Status != 404 && got.Status != 400 {
				t.Errorf("%s %s: got %d %s", target, body, got.Status, got.Body)
			}
		}
	}
	if after := c.get("/sandboxes/s/world").Body; after != before {
		t.Error("the world has changed")
	}
	c.get("/sandboxes/s").Has("seed", 1).Has("calls", 2)
	c.get("/sandboxes").Has("data.2", simtest.Absent{})
	c.post("/sandboxes", `{"scenarios":["rate-limits","x"]}`).Want(404).Says(`"rate-limits"`, "rate-limit", `"x"`)
}

// Paths of a sandbox that nobody has called yet say how it comes to be.
func TestABoxThatIsNotThereSaysHowToMakeIt(t *testing.T) {
	c := newCaller(t)
	for _, target := range []string{
		"GET /sandboxes/new", "GET /sandboxes/new/world", "POST /sandboxes/new/reset", "GET /rules?sandbox=new", "GET /journal?sandbox=new",
		"GET /report?sandbox=new", "DELETE /sandboxes/new",
	} {
		c.call(target).Want(404).Has("message", `there is no sandbox "new": PUT /_sim/sandboxes/new makes it, `+
			"and so does the first call to the API with a key that ends in @new")
	}
}
