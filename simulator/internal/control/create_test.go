package control_test

import "testing"

// A sandbox of its own name, with all that a test needs to begin, in one call.
func TestMakingABoxThatIsReadyToBeUsed(t *testing.T) {
	c := newCaller(t)
	got := c.post("/sandboxes", `{"scenarios":["rate-limit"],"clock":{"mode":"frozen","at":"2027-01-01T00:00:00Z"},"seed":42,"pinned":true}`).want(201).
		has("name", "sandbox-1").has("key", "sim-full@sandbox-1").has("url", "http://example.com/public/v2").
		has("scenarios", "[rate-limit]").has("clock.mode", "frozen").has("clock.now", "2027-01-01T00:00:00Z").
		has("seed", 42).has("pinned", true)
	if got.at("calls") != 0.0 {
		t.Errorf("got %s", got.body)
	}
	if !c.box("sandbox-1").Asked() {
		t.Error("what its scenario expects is not expected")
	}
	c.get("/sandboxes/default").has("key", "sim-full")
	c.delete("/sandboxes/sandbox-1").want(204)
	c.put("/sandboxes/sandbox-2", "").want(201) // taken by somebody
	c.delete("/sandboxes/s").want(204)
	c.call("POST /sandboxes").want(201).has("name", "sandbox-3").has("scenarios", "[]").has("pinned", false) // without a body
}

func TestABoxThatIsThereIsNotMadeAgain(t *testing.T) {
	c := newCaller(t)
	c.post("/sandboxes", `{"name":"s"}`).want(409).says(
		`there is a sandbox "s" already`, "a key that ends in @s", "POST /_sim/sandboxes/s/reset", "PUT /_sim/sandboxes/s")
}

func TestPutMakesOrTakesBack(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/accounts/1", `{"termsAccepted":false}`).want(200)
	box := c.box("s")
	c.put("/sandboxes/s", `{"scenarios":["rate-limit"],"clock":{"mode":"offset","offset":"1h"},"seed":7}`).want(200).
		has("calls", 0).has("pinned", true).has("seed", 7).has("clock.offset", "1h0m0s").has("scenarios", "[rate-limit]").has("key", "sim-full@s")
	if c.box("s") != box {
		t.Error("who held the sandbox no longer does")
	}
	c.get("/sandboxes/s/accounts").has("data.0.termsAccepted", true)
	c.get("/sandboxes/s/checkpoints").has("data.0", nil)
	c.put("/sandboxes/s", `{"pinned":false}`).want(200).has("scenarios", "[]").has("seed", 1).has("pinned", false).has("clock.now", testNowText)

	c.patch("/sandboxes/s/accounts/1", `{"plan":"limited"}`).want(200)
	c.put("/sandboxes/new", `{"from":"s"}`).want(201).has("key", "sim-other@new")
	c.put("/sandboxes/s", `{"from":"s"}`).want(200) // its own world, and all else anew
	c.get("/sandboxes/s/accounts").has("data.0.plan", "limited")
	c.put("/sandboxes/default", "").want(200).has("name", "default").has("pinned", true)
}

// What cannot be done in whole is not begun.
func TestABeginningThatCannotBeChangesNothing(t *testing.T) {
	c := newCaller(t)
	c.patch("/sandboxes/s/accounts/1", `{"plan":"limited"}`).want(200)
	before := c.get("/sandboxes/s/world").body
	for _, body := range []string{
		`{"scenarios":["rate-limit","rate-limits"],"seed":3}`, `{"from":"nowhere","seed":3}`, `{"from":"s","checkpoint":"x","seed":3}`,
		`{"clock":{"mode":"frozen"},"seed":3}`,
	} {
		for _, target := range []string{"PUT /sandboxes/s", "PUT /sandboxes/new", "POST /sandboxes"} {
			if got := c.call(target, "application/json", body); got.status != 404 && got.status != 400 {
				t.Errorf("%s %s: got %d %s", target, body, got.status, got.body)
			}
		}
	}
	if after := c.get("/sandboxes/s/world").body; after != before {
		t.Error("the world has changed")
	}
	c.get("/sandboxes/s").has("seed", 1).has("calls", 2)
	c.get("/sandboxes").has("data.2", nil)
	c.post("/sandboxes", `{"scenarios":["rate-limits","x"]}`).want(404).says(`"rate-limits"`, "rate-limit", `"x"`)
}

// Paths of a sandbox that nobody has called yet say how it comes to be.
func TestABoxThatIsNotThereSaysHowToMakeIt(t *testing.T) {
	c := newCaller(t)
	for _, target := range []string{
		"GET /sandboxes/new", "GET /sandboxes/new/world", "POST /sandboxes/new/reset", "GET /rules?sandbox=new", "GET /journal?sandbox=new",
		"GET /report?sandbox=new", "DELETE /sandboxes/new",
	} {
		c.call(target).want(404).has("message", `there is no sandbox "new": PUT /_sim/sandboxes/new makes it, `+
			"and so does the first call to the API with a key that ends in @new")
	}
}
