package control_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

func TestWhatASimulatorIs(t *testing.T) {
	c := newCaller(t).local()
	c.get("/about").Want(200).Has("version", "v1.2.3").Has("contract", "baseline").
		Has("url", "http://127.0.0.1:4010/public/v2").Has("controlUrl", "http://127.0.0.1:4010/_sim").
		Has("firstCall", "/vendors/1/security-reviews/1")
	c.put("/sandboxes/default/world", smallWorld).Want(200)
	c.get("/about").Want(200).Lacks("firstCall")
}

// What a review lacks is what the API refuses to finalize it for.
func TestReadiness(t *testing.T) {
	c := newCaller(t)
	ready := func(review string) *simtest.Answer {
		return c.get("/sandboxes/s/reviews/" + review + "/readiness").Want(200)
	}
	ready("3").Has("actions.0", "finalize").Has("missing", []any{})
	ready("2").Has("actions", []any{}).Has("missing.0", "reviewerInformation.reviewer").Lacks("why")
	ready("1").Has("actions", []any{}).Has("missing", []any{}).Has("why", "a review of type SECURITY has no actions, only SOC_REPORT has")
	c.get("/sandboxes/s/reviews/99/readiness").Want(404).Says("security review 99")
}

// A text is read as where it is played, and plays nowhere.
func TestLint(t *testing.T) {
	c := newCaller(t)
	lint := func(text string) *simtest.Answer {
		return c.call("POST /scenarios/lint", "application/yaml", text).Want(200)
	}
	lint("name: reads\ndescription: Reads fail.\nrules:\n  - when: {operation: getVendorSecurityReview}\n    fault: {status: 500}\n").
		Has("problems", []any{}).Has("scenario.name", "reads").Has("scenario.description", "Reads fail.").Has("scenario.rules", 1).Has("scenario.setup", false)
	lint("name: reads\nrules:\n  - tims: 1\n    fault: {status: 500}\n").Lacks("scenario").
		Has("problems.0.line", 3).Has("problems.0.column", 5).Contains("unknown key \\\"tims\\\", did you mean \\\"times\\\"?")
	lint("name: [").Has("problems.0.line", 1)
	c.post("/scenarios/lint", `{"name":"x","setup":{"fixture":"/etc/passwd"}}`).Want(200).Contains("cannot be used here")
	if playing := c.get("/sandboxes/default/scenarios").Want(200).At("data"); len(playing.([]any)) != 0 {
		t.Errorf("got %v", playing)
	}
}

// The first digit of a status stands for all that have it.
func TestCallsOfAClass(t *testing.T) {
	c := newCaller(t)
	for query, want := range map[string]int{"class=2": 1, "class=4": 1, "class=5": 0, "class=4&status=400": 1, "class=2&status=400": 0} {
		c.get("/sandboxes/s/journal?"+query).Want(200).Has("matched", want)
		c.get("/sandboxes/s/journal/count?"+query).Want(200).Has("count", want)
	}
	c.get("/journal?class=6").Want(400).Says("class must not be greater than 5")
}
