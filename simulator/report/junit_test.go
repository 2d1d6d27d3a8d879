package report_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/vsrsim/vsrsim/simulator/report"
)

func parseJUnit(t testing.TB, r report.Report) junit.Testsuites {
	t.Helper()
	var suites junit.Testsuites
	if err := xml.Unmarshal([]byte(written(t, r, report.JUnit)), &suites); err != nil {
		t.Fatal(err)
	}
	return suites
}

func TestJUnitCounts(t *testing.T) {
	for name, sample := range samples() {
		all := parseJUnit(t, sample)
		tests, failures, skipped := 0, 0, 0
		for _, suite := range all.Suites {
			got := countCases(suite)
			if want := [3]int{suite.Tests, suite.Failures, suite.Skipped}; got != want {
				t.Errorf("%s, %s: says %v, has %v", name, suite.Name, want, got)
			}
			tests, failures, skipped = tests+got[0], failures+got[1], skipped+got[2]
		}
		if tests != all.Tests || failures != all.Failures || skipped != all.Skipped {
			t.Errorf("%s: got %d, %d, %d, want %+v", name, tests, failures, skipped, all)
		}
		if sample.Passed != (failures == 0) {
			t.Errorf("%s: passed is %v, but %d cases fail", name, sample.Passed, failures)
		}
	}
}

// countCases are the cases of a suite, those that fail and those that are skipped.
func countCases(suite junit.Testsuite) (counts [3]int) {
	for _, c := range suite.Testcases {
		counts[0]++
		if c.Failure != nil {
			counts[1]++
		}
		if c.Skipped != nil {
			counts[2]++
		}
	}
	return counts
}

func TestJUnitCases(t *testing.T) {
	cases := failingCases(parseJUnit(t, failing()))
	for name, want := range map[string]string{
		"contract/" + createReview:                               "header: Content-Type must be application/json",
		"contract/" + getReview:                                  "expand[1] must be user or requesterUser (line 206 of the contract; 4 times, such as default/11)",
		"contract/" + updateReview:                               "did you mean description?",
		"contract/unknown operations":                            "2 calls",
		"expectations/rule rate-limit-small/limit: expected >=1": "not met in 2 of 3 sandboxes",
		"resilience/bounded-attempts=4":                          "09:00:01.500  checkout-17/7",
		"resilience/no-duplicate-writes":                         "unproven: no write was cut off",
		"coverage/at least 40%":                                  "createVendorSecurityReview 401: never delivered",
		"run/the answers of the simulator keep to the contract":  "decision is required",
	} {
		if !strings.Contains(cases[name], want) {
			t.Errorf("%s: got %q", name, cases[name])
		}
		delete(cases, name)
	}
	if len(cases) > 0 {
		t.Errorf("these fail, too: %v", cases)
	}
}

// failingCases are by suite and name, with what they say.
func failingCases(all junit.Testsuites) map[string]string {
	cases := map[string]string{}
	for _, suite := range all.Suites {
		for _, c := range suite.Testcases {
			if c.Failure != nil {
				cases[suite.Name+"/"+c.Name] = c.Failure.Data
			}
		}
	}
	return cases
}

func TestJUnitHasACaseForEveryFinding(t *testing.T) {
	for kind, suite := range map[report.FindingKind]string{
		report.FindingNoCalls: "run", report.FindingViolation: "contract", report.FindingSimulator: "run",
		report.FindingExpectation: "expectations", report.FindingCheck: "resilience", report.FindingCoverage: "coverage",
	} {
		sample := passing()
		sample.Passed, sample.Findings = false, []report.Finding{{Kind: kind, Text: "why"}}
		cases := failingCases(parseJUnit(t, sample))
		if len(cases) != 1 {
			t.Errorf("%s: got %v", kind, cases)
		}
		for name, text := range cases {
			if !strings.HasPrefix(name, suite+"/") || text != "why" {
				t.Errorf("%s: got %s: %s", kind, name, text)
			}
		}
	}
}

func TestJUnitWithoutCalls(t *testing.T) {
	cases := failingCases(parseJUnit(t, empty()))
	if len(cases) != 1 || cases["run/the client called"] == "" {
		t.Errorf("got %v", cases)
	}
}

// Probes and browsers call without a key, and are no fault of the client.
func TestJUnitUnknownCallsOfAPassingRun(t *testing.T) {
	sample := passing()
	sample.UnknownPathCalls = 3
	all := parseJUnit(t, sample)
	if all.Failures > 0 || all.Tests != parseJUnit(t, passing()).Tests {
		t.Errorf("got %+v", all)
	}
	if text := written(t, sample, report.JUnit); !strings.Contains(text, `name="unknownPathCalls" value="3"`) {
		t.Errorf("got %s", text)
	}
}
