package report_test

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// hostile is what a client might send to be shown by a report.
var hostile = "</script></style><b onclick=alert(1)>&amp; | `code` ``two`` \\| **bold** [link](https://example.com) ]]> {{.}} " +
	"${x} @all #1 www.example.com \"q\" 'q'\n\n# heading\r\n\t\x00\x07\x1b[31mred\x9b\x7f\xff\xfe \u202eright to left\u2028 \ufffe \u200b " +
	"naïve 漢字 🙂 " + strings.Repeat("long ", 200)

// nasty has the text everywhere where a text can stand that comes from outside.
func nasty(text string) report.Report {
	r := blank()
	r.Simulator, r.Contract, r.ContractFile, r.Scenarios = text, text, text, []string{text, text}
	r.Run = &report.Run{Date: began, Milliseconds: 1500, Command: []string{text, text}, Commit: text}
	r.Calls, r.Sandboxes, r.UnknownPathCalls = 1, 1, 1
	r.Findings = []report.Finding{{Kind: report.FindingViolation, Text: text}, {Kind: report.FindingCheck, Text: text}}
	answer(&r, getReview, 200, 1, 0)
	op := &r.Operations[0]
	op.ID, op.Method, op.Path, op.Permission, op.Calls = text, text, text, text, 1
	op.Elements = []report.Element{
		{Kind: report.ElementValue, Name: text, Value: text, Used: 1},
		{Kind: report.ElementParameter, Name: text},
		{Kind: report.ElementMedia, Name: text},
	}
	cover(&r)
	r.Violations = []report.Violation{{
		Violation: journal.Violation{Side: journal.InRequest, In: journal.InBody, Name: text, Pointer: "/" + text, Text: text,
			Operation: text, Line: 1},
		Count: 1, Examples: []string{text},
	}}
	r.Expectations = []report.Expectation{{Scenario: text, Rule: text, Expected: text, Sandboxes: 1, Unmet: 1, Text: text}}
	r.Checks = []report.Check{{
		Name: text, About: text, AskedBy: []string{text}, Outcome: report.Failed, Text: text,
		Evidence: []report.Evidence{{Sandbox: text, Call: text, Time: began, Text: text}},
	}}
	r.Hints = []report.Hint{{Operation: text, Hint: journal.Hint{In: journal.InHeader, Name: text, Text: text, Fix: text}, Count: 1, Examples: []string{text}}}
	r.Unsimulated = []report.Unsimulated{{Operation: text, Revision: text, Calls: 1, Examples: []string{text}}}
	r.OnPurpose = report.OnPurpose{Calls: 1, NoViolation: 1, Examples: []string{text}}
	r.Verdicts = []report.Verdict{{Sandbox: text, Calls: 1, Findings: r.Findings, Omitted: 1}}
	r.ShownCalls = []report.Call{nastyCall(text)}
	r.Keys = []report.Key{{Key: text, Access: text, Calls: 1, Needed: []string{text}, Surplus: []string{text}, Lacking: []string{text}}}
	return r
}

func nastyCall(text string) report.Call {
	half := 0.5
	message := journal.Message{
		Method: text, Path: text, Query: text, Status: 400, Header: map[string][]string{text: {text, text}}, Body: text, Truncated: []string{text},
		Parts: []journal.Part{{Name: text, Value: text, Truncated: true}, {Name: text, FileName: text, ContentType: text, Size: 1, SHA256: text}},
	}
	return report.Call{OmittedRules: 1, Call: journal.Call{
		ID: text, Sandbox: text, Time: began, Operation: text, Key: text, Request: message, Response: message, Unsimulated: text,
		Violations:        []journal.Violation{{Side: journal.InRequest, In: journal.InBody, Name: text, Pointer: "/" + text, Text: text, Fix: text, Operation: text, Line: 1}},
		ViolationsOmitted: 1, Hints: []journal.Hint{{In: journal.InHeader, Name: text, Text: text, Fix: text}}, Rule: text, Fault: text, OnPurpose: true, Lost: true,
		Rules: []journal.RuleTrace{{Rule: text, Failed: text, Wanted: text, Draw: &half, Threshold: &half}, {Rule: text, Fired: true}},
	}}
}
