package report_test

import (
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// A run whose command failed does not pass in any of the formats.
func TestCommandFailed(t *testing.T) {
	r := passing().CommandFailed("the command failed: it ended with the exit code 7")
	if r.Passed || len(r.Findings) != 1 || r.Findings[0].Kind != report.FindingCommand {
		t.Errorf("got %+v", r.Findings)
	}
	for _, format := range report.Formats() {
		if text := written(t, r, format); !strings.Contains(text, "exit code 7") {
			t.Errorf("%s does not say so", format)
		}
	}
}
