package simulator_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
)

// A call names a few scenarios, in a few bytes.
func TestACallNamesFewScenarios(t *testing.T) {
	c := newClient(t)
	named := *c
	for text, says := range map[string]string{
		strings.Repeat("rate-limit,", 16) + "rate-limit": "with 17 names, at most 2048 bytes with 16 names are allowed",
		strings.Repeat(",", 100_000):                     "at most 2048 bytes with 16 names",
		strings.Repeat("x", 100_000):                     "at most 2048 bytes with 16 names",
		strings.Repeat("x", 1000):                        "there is no scenario",
	} {
		named.header = http.Header{"Sim-Scenario": {text}}
		got := named.get(reviewPath(1)).Want(http.StatusBadRequest).Says("Sim-Scenario", says)
		if len(got.Body) > 2000 {
			t.Errorf("%.20s: an answer of %d bytes", text, len(got.Body))
		}
	}
	named.header = http.Header{"Sim-Scenario": {strings.Repeat("rate-limit,", 15) + "rate-limit"}}
	named.get(reviewPath(1)).Want(http.StatusOK)
}

// A rule for what the world lacks plays, and is warned of.
func TestRulesForWhatTheWorldLacks(t *testing.T) {
	var log bytes.Buffer
	logged := simulator.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))
	const rules = `
name: misspelt
rules:
  - {when: {key: sim-ful}, fault: {status: 412}}
  - {when: {path: {vendorId: 77}}, fault: {status: 412}}
  - {when: {vendor: {id: {in: [78, 79]}}}, fault: {status: 412}}
  - {when: {key: {in: [other, sim-read]}, path: {vendorId: 1}}, fault: {status: 412}}
  - {when: {key: {matches: '^x'}}, fault: {status: 412}}
`
	play(t, rules, logged)
	for _, says := range []string{
		"the rule misspelt/1 is for the key sim-ful, which the world does not have, did you mean sim-full?",
		"the rule misspelt/2 is for the vendor 77, which the world does not have",
		"the rule misspelt/3 is for the vendor 78, which the world does not have",
	} {
		if !strings.Contains(log.String(), says) {
			t.Errorf("the log does not say %q", says)
		}
	}
	if n := strings.Count(log.String(), "may never fire"); n != 3 {
		t.Errorf("%d warnings:\n%s", n, log.String())
	}
}

// What kept a rule from firing reads as a sentence.
func TestUnmetRulesSayWhy(t *testing.T) {
	for rule, says := range map[string]string{
		"{when: {operation: getVendorSecurityReview}, after: 2,":                  "after: the rule lets the first 2 matching calls pass",
		"{when: {operation: getVendorSecurityReview}, every: 3,":                  "every: the rule fires on every 3rd matching call",
		"{when: {operation: getVendorSecurityReview, state: b},":                  "state is b, was start",
		"{when: {operation: getVendorSecurityReview}, until: 1s,":                 "until: the rule fires for 1s after the scenario began",
		"{when: {operation: getVendorSecurityReview, key: x},":                    "key equals x, was sim-full",
		"{when: {operation: getVendorSecurityReview}, probability: 1e-9,":         "probability: the rule fires on a draw below 1e-09",
		"{when: {operation: getVendorSecurityReview}, over: {calls: 5, per: 1m},": "over: the rule fires over 5 calls in 1m0s",
	} {
		c, box := play(t, "name: a\nrules:\n  - "+rule+" fault: {status: 412}}\n  - {when: {key: none}, then: b}\n")
		if err := box.FastForward(2 * time.Second); err != nil {
			t.Fatal(err)
		}
		c.get(reviewPath(1)).Want(http.StatusOK)
		closest := box.Rules()[0].Closest
		if closest == nil || closest.Why() != says {
			t.Errorf("%s: got %v, want %s", rule, closest, says)
		}
	}
}

// What a check shows of one sandbox does not stand for all without a word.
func TestChecksOfSeveralSandboxesSaySo(t *testing.T) {
	c := newClient(t, simulator.WithScenario("create-lost-answer"), simulator.WithChecks("no-repeated-write"))
	review, err := json.Marshal(newReview(nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, box := range []string{"a", "b", "c"} {
		c.as("sim-full@"+box).breaks(http.MethodPost, creation, string(review))
	}
	const says = "the answer of a write that adds something was lost once, and it sent none again; passed in 3 sandboxes, of which this is the first"
	if text := c.sim.Report().Checks[0].Text; text != says {
		t.Errorf("got %s, want %s", text, says)
	}
}
