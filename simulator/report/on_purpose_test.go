package report_test

import (
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// Every form says how many violations were expected, and which calls broke nothing.
func TestEveryFormHasTheExpectedViolations(t *testing.T) {
	good := report.Report{Passed: true, OnPurpose: report.OnPurpose{Calls: 2, Violations: 3}}
	bad := report.Report{
		OnPurpose: report.OnPurpose{Calls: 2, Violations: 3, NoViolation: 1, Examples: []string{"default/3"}},
		Findings:  []report.Finding{{Kind: report.FindingNoViolation, Text: "expected a violation, the call broke nothing: 1 call, such as default/3"}},
	}
	for form, says := range map[report.Format][2]string{
		report.Text:     {"none; on purpose: 3 violations in 2 calls\n", "on purpose: 3 violations in 2 calls; 1 of the calls broke nothing"},
		report.Markdown: {"none; on purpose: 3 violations in 2 calls\n", "on purpose: 3 violations in 2 calls; 1 of the calls broke nothing"},
		report.HTML:     {"none; on purpose: 3 violations in 2 calls<", "expected a violation, the call broke nothing: 1 call, such as default/3"},
		report.JSON:     {`"calls": 2,`, `"kind": "noViolation"`},
		report.JUnit:    {`name="calls that break the contract on purpose"`, `message="expected a violation, the call broke nothing: 1 call, such as default/3"`},
	} {
		for i, r := range []report.Report{good, bad} {
			if text := written(t, r, form); !strings.Contains(text, says[i]) {
				t.Errorf("%v of report %d does not say %s:\n%.3000s", form, i, says[i], text)
			}
		}
	}
}
