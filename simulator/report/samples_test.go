package report_test

import (
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// samples are reports of every sort, anew for each test.
func samples() map[string]report.Report {
	return map[string]report.Report{
		"passing": passing(),
		"failing": failing(),
		"empty":   empty(),
		"nasty":   nasty(hostile),
	}
}

const (
	createReview = "createVendorSecurityReview"
	getReview    = "getVendorSecurityReview"
	updateReview = "updateVendorSecurityReview"
	listActions  = "listSecurityReviewActions"
	perform      = "performSecurityReviewAction"
)

// operations are those of the contract, never called.
func operations() []report.Operation {
	const review = "/vendors/{vendorId}/security-reviews/{securityReviewId}"
	return []report.Operation{
		operation(createReview, "POST", "/vendors/{vendorId}/security-reviews", "vendors-post-security-review",
			201, 400, 401, 403, 404, 412, 500),
		operation("createVendorSecurityReviewWithFile", "POST", "/vendors/{vendorId}/security-reviews/with-file",
			"vendors-post-security-review", 201, 400, 401, 403, 404, 412, 500),
		operation(getReview, "GET", review, "vendors-get", 200, 400, 401, 403, 404, 412, 500),
		operation(updateReview, "PUT", review, "vendors-put-security-review", 200, 400, 401, 403, 404, 412, 500),
		operation(listActions, "GET", review+"/actions", "vendors-get-security-review-actions",
			200, 401, 403, 404, 412, 422, 500),
		operation(perform, "POST", review+"/actions", "vendors-post-security-review-action",
			200, 400, 401, 403, 404, 412, 422, 500),
		operation("sendSecurityQuestionnaire", "POST", "/vendors/{vendorId}/security-questionnaires",
			"vendors-post-upload-questionnaires", 201, 400, 401, 403, 404, 412, 500),
		operation("sendSecurityQuestionnaireForSecurityReview", "POST", review+"/security-questionnaires",
			"vendors-post-upload-questionnaires", 201, 400, 401, 403, 404, 412, 500),
		lookup("getVendor", "GET", "/vendors/{vendorId}", "vendors-get-vendor", 200, 401, 403, 404, 412, 500),
		lookup("listVendors", "GET", "/vendors", "vendors-get", 200, 400, 401, 403, 412, 500),
	}
}

func lookup(id, method, path, permission string, documented ...int) report.Operation {
	op := operation(id, method, path, permission, documented...)
	op.Lookup, op.Counts = true, false
	return op
}

func operation(id, method, path, permission string, documented ...int) report.Operation {
	op := report.Operation{ID: id, Method: method, Path: path, Permission: permission, Counts: true}
	for _, status := range documented {
		op.Statuses = append(op.Statuses, report.Status{Status: status, Documented: true})
	}
	return op
}

// answer notes calls of an operation that were answered with a status; all but
// lost of them were delivered.
func answer(r *report.Report, id string, status, calls, lost int) {
	r.Calls += calls
	op := find(r, id)
	op.Calls += calls
	for i := range op.Statuses {
		if s := &op.Statuses[i]; s.Status == status {
			s.Answered, s.Delivered = calls, calls-lost
			return
		}
	}
	op.Statuses = append(op.Statuses, report.Status{Status: status, Answered: calls, Delivered: calls - lost})
	slices.SortFunc(op.Statuses, func(a, b report.Status) int { return a.Status - b.Status })
}

func find(r *report.Report, id string) *report.Operation {
	for i := range r.Operations {
		if r.Operations[i].ID == id {
			return &r.Operations[i]
		}
	}
	panic("no operation " + id)
}

// cover counts what was delivered of what counts.
func cover(r *report.Report) {
	for _, op := range r.Operations {
		for _, s := range op.Statuses {
			if op.Lookup && s.Documented {
				r.Coverage.Lookups.Documented++
				r.Coverage.Lookups.Delivered += min(s.Delivered, 1)
				r.Coverage.Lookups.Calls += s.Answered
			}
			if op.Counts && s.Documented {
				r.Coverage.Documented++
				r.Coverage.Delivered += min(s.Delivered, 1)
			}
		}
	}
	if r.Coverage.Documented > 0 {
		r.Coverage.Percent = float64(1000*r.Coverage.Delivered/r.Coverage.Documented) / 10
	}
}

func blank() report.Report {
	return report.Report{Version: report.Version, Simulator: "1.4.0", Contract: "2026-07", ContractFile: "spec/made/2026-07.yaml", Seed: 1, Operations: operations()}
}

func empty() report.Report {
	r := blank()
	cover(&r)
	r.Findings = []report.Finding{{Kind: report.FindingNoCalls, Text: "there were no calls"}}
	return r
}

func passing() report.Report {
	r := blank()
	r.Passed, r.Sandboxes, r.Scenarios = true, 2, []string{"rate-limit-small"}
	answer(&r, getReview, 200, 5, 0)
	answer(&r, perform, 200, 3, 0)
	answer(&r, perform, 422, 1, 0)
	answer(&r, "getVendor", 200, 2, 0)
	find(&r, perform).Elements = actionElements()
	cover(&r)
	r.Expectations = []report.Expectation{{Scenario: "rate-limit-small", Rule: "rate-limit-small/limit", Expected: ">=1", Sandboxes: 2}}
	r.Checks = []report.Check{honours(report.Passed, "2 of 2 waits were as long as asked for")}
	r.Keys = []report.Key{{
		Key: "sim-full", Access: "full", Calls: 9,
		Needed:  []string{"vendors-get", "vendors-post-security-review-action"},
		Surplus: []string{"vendors-post-security-review", "vendors-put-security-review"},
	}}
	return r
}

func actionElements() []report.Element {
	return []report.Element{
		{Kind: report.ElementProperty, Name: "action", Used: 4},
		{Kind: report.ElementValue, Name: "action", Value: "finalize", Used: 4},
		{Kind: report.ElementValue, Name: "action", Value: "reopen"},
	}
}

var began = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

func honours(outcome report.Outcome, text string) report.Check {
	return report.Check{
		Name: "honours-retry-after", About: "waits as long as Retry-After says before it calls again",
		AskedBy: []string{"rate-limit-small"}, Outcome: outcome, Text: text,
		Evidence: []report.Evidence{
			{Sandbox: "default", Call: "4", Time: began, Text: "POST /vendors/1/security-reviews/3/actions: 429, Retry-After: 2"},
			{Sandbox: "default", Call: "5", Time: began.Add(2100 * time.Millisecond), Text: "POST /vendors/1/security-reviews/3/actions: 200"},
		},
	}
}

// failing has every kind of finding but that of no calls, which goes with none.
func failing() report.Report {
	r := blank()
	r.Seed, r.Sandboxes, r.UnknownPathCalls, r.Omitted = 20261122, 3, 2, 5
	r.Scenarios = []string{"rate-limit-small", "finalize-lost-answer"}
	r.Run = &report.Run{Date: began, Milliseconds: 83_214, Command: []string{"sh", "-c", "npm test -- --token ***"}, Commit: "0123456789abcdef0123456789abcdef01234567"}
	fail(&r)
	minimum := 40.0
	r.Coverage.Minimum = &minimum
	callAll(&r)
	cover(&r)
	r.Violations = violations()
	r.Hints = []report.Hint{
		{Operation: getReview, Hint: journal.Hint{In: journal.InQuery, Name: "expand[0]", Text: "is taken as expand[]",
			Fix: "write it as expand[]"}, Count: 4, Examples: []string{"default/11"}},
		{Hint: journal.Hint{In: journal.InPath, Text: "has a slash at its end", Fix: "leave it out"}, Count: 1},
	}
	r.OmittedHints = 2
	r.Unsimulated = []report.Unsimulated{
		{Operation: "GET /vendor-security-reviews", Revision: "2026-08", Calls: 4, Examples: []string{"default/7"}},
		{Operation: "GET /vendors/{vendorId}", Lookup: true, Calls: 3, Examples: []string{"default/1"}},
		{Operation: "GET /roles/{roleId}/users", Calls: 1},
	}
	r.Expectations = []report.Expectation{
		{Scenario: "rate-limit-small", Rule: "rate-limit-small/limit", Expected: ">=1", Sandboxes: 3, Unmet: 2, Text: "fired 0 times in checkout-17",
			Evidence: []report.Evidence{{Sandbox: "default", Call: "3", Time: began, Text: "PUT /vendors/1/security-reviews/1: 400"}},
			Source:   report.Source{File: "./test/client, new.yaml", Line: 7}},
		{Scenario: "finalize-lost-answer", Rule: "finalize-lost-answer/lost", Expected: "1", Sandboxes: 3},
	}
	r.Checks = checks()
	r.Verdicts, r.OmittedVerdicts = []report.Verdict{
		{Sandbox: "TestCreate", Calls: 20, Passed: true},
		{Sandbox: "checkout-17", Calls: 8, Findings: []report.Finding{{Kind: report.FindingCheck, Text: "bounded-attempts=4 failed: a call was sent 7 times"}}},
		{Sandbox: "default", Calls: 1275, Violations: 19, Omitted: 2, Findings: []report.Finding{
			{Kind: report.FindingViolation, Text: "the client broke the contract: 2 violations, 3 times"}}},
	}, 4
	r.ShownCalls = shownCalls()
	r.Keys = []report.Key{
		{Key: "sim-full", Access: "full", Calls: 1290, Needed: []string{"vendors-get", "vendors-post-security-review-action"},
			Surplus: []string{"vendors-post-security-review"}},
		{Key: "sim-read", Access: "read", Calls: 11, Needed: []string{"vendors-get", "vendors-put-security-review"},
			Surplus: []string{"vendors-get-security-review-actions"}, Lacking: []string{"vendors-put-security-review"}},
		{Key: "rotated", Calls: 1},
	}
	return r
}

func fail(r *report.Report) {
	r.Findings = []report.Finding{
		{Kind: report.FindingViolation, Text: "19 requests broke the contract"},
		{Kind: report.FindingViolation, Text: "2 calls were to no operation of the contract"},
		{Kind: report.FindingSimulator, Text: "1 answer of the simulator broke the contract"},
		{Kind: report.FindingExpectation, Text: "rate-limit-small expected its rule limit to fire >=1 times"},
		{Kind: report.FindingCheck, Text: "bounded-attempts=4 failed: a call was sent 7 times"},
		{Kind: report.FindingCheck, Text: "no-duplicate-writes is unproven: no write was cut off"},
		{Kind: report.FindingCoverage, Text: "18% of the documented answers were delivered to the client, 40% were asked for"},
	}
}

func callAll(r *report.Report) {
	answer(r, createReview, 201, 14, 1)
	answer(r, createReview, 400, 3, 0)
	answer(r, createReview, 429, 2, 0)
	answer(r, getReview, 200, 1204, 0)
	answer(r, getReview, 404, 2, 0)
	answer(r, updateReview, 200, 31, 0)
	answer(r, updateReview, 400, 16, 0)
	answer(r, updateReview, 403, 11, 0)
	answer(r, updateReview, 500, 2, 2)
	answer(r, perform, 200, 6, 2)
	answer(r, perform, 422, 4, 0)
	answer(r, perform, 429, 7, 0)
	answer(r, listActions, 200, 3, 0)
	find(r, listActions).Counts = false
	find(r, perform).Elements = actionElements()
	find(r, getReview).Elements = []report.Element{
		{Kind: report.ElementParameter, Name: "expand[]", Used: 2},
		{Kind: report.ElementValue, Name: "expand[]", Value: "user", Used: 2},
		{Kind: report.ElementValue, Name: "expand[]", Value: "requesterUser"},
	}
	find(r, createReview).Elements = []report.Element{
		{Kind: report.ElementMedia, Name: "application/json", Used: 19},
		{Kind: report.ElementProperty, Name: "title", Used: 19},
		{Kind: report.ElementProperty, Name: "socForm.findings[].description"},
	}
}

// shownCalls are one with all there is to a call, one that went wrong on purpose, and
// one whose answer was lost.
func shownCalls() []report.Call {
	const path = "/public/v2/vendors/1/security-reviews/3"
	draw, threshold := 0.75, 0.5
	return []report.Call{
		{OmittedRules: 3, Call: journal.Call{
			ID: "3", Ordinal: 3, Time: began, Sandbox: "default", Operation: updateReview, Key: "sim-full",
			Request: journal.Message{
				Method: "PUT", Path: path, Query: "expand[]=user", Header: map[string][]string{"Authorization": {"Bearer sim-full"}, "Content-Type": {"application/json"}},
				Body: `{"socForm":{"findings":[{"descripton":"<b>late</b>"}]}}`,
			},
			Response: journal.Message{
				Status: 400, Header: map[string][]string{"Content-Type": {"application/json"}}, Truncated: []string{journal.TruncatedBody},
				Body: `{"name":"BadRequestException","statusCode":400,"mess`,
			},
			Violations: []journal.Violation{violations()[0].Violation}, ViolationsOmitted: 2, ViolationsAtLeast: true,
			Hints: []journal.Hint{{In: journal.InHeader, Name: "X-Api-Version", Text: "is ignored", Fix: "leave it out"}},
			Rules: []journal.RuleTrace{
				{Rule: "rate-limit-small/limit", Failed: "operation", Wanted: "is performSecurityReviewAction"},
				{Rule: "flaky/1", Failed: "probability", Wanted: "fires on a draw below 0.5", Draw: &draw, Threshold: &threshold},
			},
		}},
		{Call: journal.Call{
			ID: "11", Ordinal: 11, Time: began.Add(time.Second), Sandbox: "default", Operation: createReview, Key: "sim-read", OnPurpose: true,
			Request: journal.Message{Method: "POST", Path: "/public/v2/vendors/1/security-reviews/with-file", Parts: []journal.Part{
				{Name: "titel", Value: "Yearly", Truncated: true}, {Name: "file", FileName: "soc2.pdf", ContentType: "application/pdf", Size: 2048, SHA256: "***"},
			}},
			Response:   journal.Message{Status: 403, Body: `{"statusCode":403}`},
			Violations: []journal.Violation{violations()[4].Violation},
		}},
		{Call: journal.Call{
			ID: "1", Ordinal: 1, Time: began, Sandbox: "checkout-17", Operation: perform, Key: "sim-full", Rule: "finalize-lost-answer/lost", Fault: "connection reset",
			Broken: true, Lost: true, Request: journal.Message{Method: "POST", Path: path + "/actions", Body: `{"action":"finalize"}`},
			Response: journal.Message{Status: 200, Unsent: true, Body: `{"id":3}`},
			Rules:    []journal.RuleTrace{{Rule: "finalize-lost-answer/lost", Fired: true}},
		}},
	}
}

// violations are more than the terminal shows.
func violations() []report.Violation {
	list := []report.Violation{
		{Violation: journal.Violation{Side: journal.InRequest, In: journal.InBody, Pointer: "/socForm/findings/0/descripton",
			Text: "should not exist, did you mean description?", Fix: "rename it to description", Operation: updateReview, Line: 412},
			Count: 12, Examples: []string{"default/3", "checkout-17/8"}},
		{Violation: journal.Violation{Side: journal.InRequest, In: journal.InQuery, Name: "expand[]", Pointer: "/1",
			Text: "must be user or requesterUser", Operation: getReview, Line: 206}, Count: 4, Examples: []string{"default/11"}},
		{Violation: journal.Violation{Side: journal.InResponse, In: journal.InBody, Pointer: "/decision",
			Text: "is required", Operation: createReview, Line: 73}, Count: 1, Examples: []string{"default/2"}},
		{Violation: journal.Violation{Side: journal.InRequest, In: journal.InPath,
			Text: "/vendor is not documented", Fix: "call one of the documented operations"}, Count: 2, Examples: []string{"default/12"}},
		{Violation: journal.Violation{Side: journal.InRequest, In: journal.InHeader, Name: "Content-Type",
			Text: "must be application/json", Operation: createReview}, Count: 1},
	}
	for _, name := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		list = append(list, report.Violation{
			Violation: journal.Violation{Side: journal.InRequest, In: journal.InBody, Pointer: "/" + name,
				Text: "should not exist", Operation: createReview, Line: 40},
			Count: 1, Examples: []string{"default/20"},
		})
	}
	return list
}

func checks() []report.Check {
	bounded := report.Check{
		Name: "bounded-attempts=4", About: "sends a call that fails at most 4 times", AskedBy: []string{"run"},
		Outcome: report.Failed, Text: "a call was sent 7 times",
	}
	for i := range 7 {
		bounded.Evidence = append(bounded.Evidence, report.Evidence{
			Sandbox: "checkout-17", Call: string(rune('1' + i)), Time: began.Add(time.Duration(i) * 250 * time.Millisecond),
			Text: "POST /vendors/1/security-reviews/3/actions: 429, Retry-After: 2",
		})
	}
	return []report.Check{
		honours(report.Passed, "2 of 2 waits were as long as asked for"),
		bounded,
		{Name: "no-duplicate-writes", About: "looks before it repeats a write whose answer was lost",
			AskedBy: []string{"finalize-lost-answer", "run"}, Outcome: report.Unproven, Text: "no write was cut off",
			Source: report.Source{File: "./test/client, new.yaml", Line: 3}},
	}
}
