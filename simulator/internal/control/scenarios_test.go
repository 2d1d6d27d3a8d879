package control_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

func TestTheLibraryIsListed(t *testing.T) {
	c := newCaller(t)
	listed := c.get("/scenarios").Want(200).At("data").([]any)
	known, err := c.scenarios.List()
	if err != nil || len(listed) != len(known) {
		t.Fatalf("got %d scenarios, %v, want %d", len(listed), err, len(known))
	}
	last, setups := "", 0
	for i, item := range listed {
		item := item.(map[string]any)
		name := item["name"].(string)
		if name <= last || name != known[i].Name || item["rules"] != float64(len(known[i].Rules)) || item["description"] == "" {
			t.Errorf("got %v after %q", item, last)
		}
		if item["setup"] == true {
			setups++
		}
		last = name
	}
	if setups == 0 || setups == len(listed) {
		t.Errorf("got %d setups in %d scenarios", setups, len(listed))
	}
}

func TestAScenarioOfTheLibraryIsShownAsItIsWritten(t *testing.T) {
	c := newCaller(t)
	got := c.get("/scenarios/finalize-conflict").Want(200)
	if got.Header.Get("Content-Type") != "application/yaml" || !strings.Contains(got.Body, "\nname: finalize-conflict\n") {
		t.Errorf("got %s %s", got.Header.Get("Content-Type"), got.Body)
	}
	c.call("PUT /sandboxes/s/scenarios/finalize-conflict", "application/yaml", got.Body).Want(200)
	c.get("/scenarios/rate-limits").Want(404).Says(`there is no scenario "rate-limits", did you mean`, "GET /_sim/scenarios")
	c.put("/sandboxes/s/scenarios/rate-limits", "").Want(404).Says(`there is no scenario "rate-limits", did you mean`)
}

func TestScenariosPlayAndEnd(t *testing.T) {
	c := newCaller(t)
	const path = "/sandboxes/s/scenarios"
	c.call("PUT "+path+"/rate-limit").Want(200).
		Has("name", "rate-limit").Has("since", simtest.NowText).Has("state", "start")
	c.get(path).Want(200).Has("data.0.name", "finalize-conflict").Has("data.1.name", "rate-limit").Has("data.2", simtest.Absent{})
	c.get("/sandboxes/s").Want(200).Has("scenarios", "[finalize-conflict rate-limit]")
	c.get("/sandboxes/default").Want(200).Has("scenarios", "[]") // isolation
	c.post("/sandboxes", `{"name":"fork","from":"s"}`).Want(201).Has("scenarios", "[finalize-conflict rate-limit]")

	c.delete(path + "/finalize-conflict").Want(204)
	c.get(path).Want(200).Has("data.0.name", "rate-limit").Has("data.1", simtest.Absent{})
	c.delete(path + "/finalize-conflict").Want(404)
	c.delete(path).Want(204)
	c.delete(path).Want(204)
	c.get(path).Want(200).Has("data", "[]")
	c.get("/sandboxes/s/rules").Want(200).Has("data", "[]")
	c.get("/rules?sandbox=fork").Want(200).Has("data.1.rule", "rate-limit/1").Has("data.2", simtest.Absent{})

	c.call("PUT " + path + "/rate-limit").Want(200)
	c.post("/sandboxes/s/reset", "").Want(200).Has("scenarios", "[]")
}

// A rule for a key that the world lacks plays, and the answer says so.
func TestPlayingWarnsOfWhatTheWorldLacks(t *testing.T) {
	c := newCaller(t)
	c.call("PUT /sandboxes/s/scenarios/x", "application/yaml", "name: x\nrules: [{when: {key: sim-ful}, fault: {status: 500}}]").Want(200).
		Has("warnings.0", "the rule x/1 is for the key sim-ful, which the world does not have, did you mean sim-full?")
	c.call("PUT /sandboxes/s/scenarios/rate-limit").Want(200).Has("warnings", simtest.Absent{})
}

func TestASetupMakesTheSandboxReady(t *testing.T) {
	c := newCaller(t)
	const path = "/sandboxes/s/scenarios/key-expires-by-clock"
	const start = "2026-12-01T11:59:00Z"
	for range 2 { // once more from the beginning
		c.call("PUT "+path).Want(200).Has("since", start)
		c.get("/sandboxes/s/clock").Want(200).Has("mode", "frozen").Has("now", start)
		c.get("/sandboxes/s/keys").Want(200).Has("data.1.key", "sim-full").Has("data.1.state", "active")
		c.post("/sandboxes/s/clock/advance", `{"by":"1m"}`).Want(200)
		c.get("/sandboxes/s/keys").Want(200).Has("data.1.state", "expired")
	}
	c.post(path+"/reset", "").Want(200).Has("since", "2026-12-01T12:00:00Z") // without its setup
}

// What does not fit the world leaves the sandbox as it was.
func TestASetupThatDoesNotFitTheWorld(t *testing.T) {
	c := newCaller(t)
	before := c.box("s").World().Version()
	c.put("/sandboxes/s/scenarios/new-key", newKeyScenario).Want(409).Has("name", "ConflictException").
		Says("the setup of the scenario new-key does not fit the world: ", "99")
	c.get("/sandboxes/s").Want(200).Has("scenarios", "[finalize-conflict]")
	if after := c.box("s").World().Version(); after != before {
		t.Error("the world was changed")
	}
}

const readsFail = `name: reads-fail
description: Reads of a vendor's reviews fail.
rules:
  - name: first
    when: {operation: getVendorSecurityReview, path: {vendorId: 1}}
    after: 1
    times: 2
    fault: {status: 500}
    then: failed
    expect: {fired: 2}
`

func TestAScenarioOfABody(t *testing.T) {
	c := newCaller(t)
	const target = "PUT /sandboxes/s/scenarios/reads-fail"
	c.call(target, "application/yaml", readsFail).Want(200).
		Has("name", "reads-fail").Has("description", "Reads of a vendor's reviews fail.")
	c.get("/scenarios/reads-fail").Want(404) // it is in this sandbox only
	c.put("/sandboxes/default/scenarios/reads-fail", "").Want(404)
	c.call(target, "application/json", `{"name":"reads-fail","description":"a\/b \ud83d\ude00","rules":[{"fault":{"status":500}}]}`).
		Want(200).Has("description", "a/b 😀")
	c.call("PUT /sandboxes/s/scenarios/rate-limit", "application/yaml",
		"name: rate-limit\ndescription: Mine.\nrules: [{fault: {status: 500}}]").Want(200).Has("description", "Mine.")
	c.call("PUT /sandboxes/s/scenarios/rate-limit").Want(200) // the one of the library again
	c.get("/sandboxes/s/rules").Want(200).Has("data.2.rule", "rate-limit/1").Has("data.2.fault", "status 429, retryAfter")
}

func TestABrokenScenarioChangesNothing(t *testing.T) {
	c := newCaller(t)
	const invalid = `name: reads-fail
rules:
  - when: {operation: getReview}
    time: 1
    fault: {status: 5000}
`
	got := c.call("PUT /sandboxes/s/scenarios/reads-fail", "application/yaml", invalid).Want(400)
	lines := strings.Split(got.At("message").(string), "\n")
	for i, want := range []string{
		"scenario:3:23: rules[0].when.operation", `scenario:4:5: rules[0]: unknown key "time", did you mean "times"?`,
		"scenario:5:21: rules[0].fault.status: ",
	} {
		if i >= len(lines) || !strings.HasPrefix(lines[i], want) {
			t.Fatalf("got %q, want line %d to begin with %q", lines, i+1, want)
		}
	}
	c.get("/sandboxes/s").Want(200).Has("scenarios", "[finalize-conflict]")
}

// A body is never taken for none, and none never for one.
func TestContentTypesOfAScenario(t *testing.T) {
	const target = "PUT /sandboxes/s/scenarios/rate-limit"
	c := newCaller(t)
	for _, contentType := range []string{"", "application/yaml", "application/json", "application/x-www-form-urlencoded"} {
		c.call(target, contentType, "").Want(200).Has("name", "rate-limit")
	}
	own := strings.Replace(readsFail, "reads-fail", "rate-limit", 1)
	c.call(target, "", own).Want(400).
		Has("message", "Content-Type is missing, must be application/json or application/yaml")
	c.call(target, "text/plain", own).Want(400).
		Has("message", "Content-Type must be application/json or application/yaml, is text/plain")
}

// read is a call that reads a review, in a sandbox. It returns its id.
func (c *caller) read(name, vendor string) (id string) {
	c.t.Helper()
	contract, err := baseline()
	if err != nil {
		c.t.Fatal(err)
	}
	operations, err := api.Operations(contract)
	if err != nil {
		c.t.Fatal(err)
	}
	i := slices.IndexFunc(operations, func(op api.Operation) bool { return op.ID == "getVendorSecurityReview" })
	request := &exchange.Request{Method: http.MethodGet, Params: exchange.ParamsOf(map[string]string{"vendorId": vendor, "securityReviewId": "1"})}
	return c.box(name).Call(&sandbox.Call{Operation: operations[i], Request: request, Served: request, Key: "sim-full"}).ID
}

func TestRulesAreCounted(t *testing.T) {
	c := newCaller(t)
	const path = "/sandboxes/s/scenarios/reads-fail"
	c.call("PUT "+path, "application/yaml", readsFail).Want(200)
	c.get("/sandboxes/s/rules").Want(200).Has("data.0.scenario", "finalize-conflict").
		Has("data.1.rule", "reads-fail/first").Has("data.1.matched", 0).Has("data.1.closest", simtest.Absent{})

	missed := c.read("s", "2")
	c.get("/sandboxes/s/rules").Want(200).Has("data.1.matched", 0).Has("data.1.closest.call", missed).
		Has("data.1.closest.failed", "path.vendorId").Has("data.1.closest.got", "2")
	c.read("s", "1")
	c.read("s", "1")
	c.get("/sandboxes/s/rules").Want(200).Has("data.1.scenario", "reads-fail").Has("data.1.fault", "status 500").
		Has("data.1.matched", 2).Has("data.1.fired", 1).Has("data.1.expected", "2").Has("data.1.met", false).
		Has("data.1.closest", simtest.Absent{})
	c.get("/sandboxes/s/scenarios").Want(200).Has("data.1.state", "failed")
	if one, other := c.get("/rules?sandbox=s").Want(200).Body, c.get("/sandboxes/s/rules").Body; one != other {
		t.Errorf("got  %s\nwant %s", one, other)
	}
	c.get("/rules").Want(200).Has("data", "[]") // of the default sandbox

	c.post("/sandboxes/s/clock/advance", `{"by":"1s"}`).Want(200)
	c.post(path+"/reset", "").Want(200).Has("state", "start").Has("since", "2026-11-22T12:30:46.678Z")
	c.get("/sandboxes/s/rules").Want(200).Has("data.1.matched", 0).Has("data.1.fired", 0)
	c.read("s", "1")
	c.get("/sandboxes/s/rules").Want(200).Has("data.1.matched", 1).Has("data.1.fired", 0).Has("data.1.closest.failed", "after")
}

// The journal says which rule made a call go wrong, and why others did not.
func TestACallShowsItsRules(t *testing.T) {
	c := newCaller(t)
	c.call("PUT /sandboxes/s/scenarios/odds", "application/yaml", `name: odds
rules:
  - {name: writes, when: {method: POST}, fault: {status: 500}}
  - {name: never, probability: 1e-300, fault: {status: 500}}
  - {name: other, when: {path: {vendorId: 2}}, fault: {status: 500}}
  - {name: all, fault: {status: 500}}
`).Want(200)
	got := c.get("/sandboxes/s/journal/"+c.read("s", "1")).Want(200).
		Has("rule", "odds/all").Has("fault", "status 500").
		Has("rules.0.rule", "finalize-conflict/1").Has("rules.0.failed", "operation").
		Has("rules.1.rule", "odds/writes").Has("rules.1.failed", "method").Has("rules.1.wanted", "is POST").
		Has("rules.2.rule", "odds/never").Has("rules.2.failed", "probability").Has("rules.2.threshold", 1e-300).
		Has("rules.3.failed", "path.vendorId").Has("rules.3.fired", false).Has("rules.3.draw", simtest.Absent{}).
		Has("rules.4.rule", "odds/all").Has("rules.4.fired", true).Has("rules.4.failed", simtest.Absent{}).Has("rules.5", simtest.Absent{})
	if draw, ok := got.At("rules.2.draw").(float64); !ok || draw <= 0 || draw >= 1 {
		t.Errorf("got the draw %v", got.At("rules.2.draw"))
	}
	c.get("/sandboxes/s/journal?rule=odds%2Fall").Want(200).Has("data.0.ordinal", 1).Has("matched", 1)
	c.get("/sandboxes/s/journal/count?rule=odds%2Fnever").Want(200).Has("count", 0)
}

func TestTheClockShowsHowManyWait(t *testing.T) {
	c := newCaller(t)
	box := c.box("s")
	c.get("/sandboxes/s/clock").Want(200).Has("waiting", 0)
	ended := make(chan error)
	go func() { ended <- box.Pause(context.Background(), time.Hour) }()
	for box.Clock().Waiting == 0 {
		time.Sleep(time.Millisecond)
	}
	c.get("/sandboxes/s/clock").Want(200).Has("waiting", 1)
	c.get("/sandboxes/s").Want(200).Has("clock.waiting", 1)
	c.post("/sandboxes/s/clock/advance", `{"by":"59m"}`).Want(200).Has("waiting", 1)
	c.post("/sandboxes/s/clock/advance", `{"by":"1m"}`).Want(200).Has("waiting", 0)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// The scenarios that the contract shows are scenarios.
func TestTheScenariosOfTheContractAreValid(t *testing.T) {
	type content map[string]struct {
		Examples map[string]struct{ Value yaml.Node }
	}
	var document struct {
		Paths map[string]struct {
			Get struct {
				Responses map[string]struct{ Content content }
			}
			Put struct {
				RequestBody struct{ Content content } `yaml:"requestBody"`
			}
		}
	}
	if err := yaml.Unmarshal(spec.Control(), &document); err != nil {
		t.Fatal(err)
	}
	shown := document.Paths["/sandboxes/{sandbox}/scenarios/{scenario}"].Put.RequestBody.Content
	shown["shown"] = document.Paths["/scenarios/{scenario}"].Get.Responses["200"].Content["application/yaml"]
	for mediaType, media := range shown {
		text := media.Examples["once"].Value.Value
		if mediaType == "application/json" {
			text = jsonOf(t, media.Examples["once"].Value)
		}
		contentType := strings.Replace(mediaType, "shown", "application/yaml", 1)
		newCaller(t).call("PUT /sandboxes/s/scenarios/reads-fail-once", contentType, text).Want(200).
			Has("description", "The first call that reads a review is a 500.")
	}
}

func jsonOf(t *testing.T, node yaml.Node) string {
	t.Helper()
	var value any
	if err := node.Decode(&value); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
