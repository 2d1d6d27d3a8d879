package spec_test

import (
	"os"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/spec"
)

// No row is left out, and none is torn at a sign within it.
func TestAssumptionsAreTheRowsOfTheTable(t *testing.T) {
	text, err := os.ReadFile("ASSUMPTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	all := spec.Assumptions()
	if got, want := len(all), strings.Count(string(text), "\n| A"); got != want || got == 0 {
		t.Errorf("got %d, the table has %d", got, want)
	}
	for _, a := range all {
		if !strings.Contains(string(text), "| "+a.Number+" | "+a.Rule+" | "+a.Source+" | "+a.Sure+" |") || strings.Contains(a.Source, " | ") {
			t.Errorf("got %+v", a)
		}
		if a.Sure != "high" && a.Sure != "medium" && a.Sure != "low" {
			t.Errorf("%s: sure is %q", a.Number, a.Sure)
		}
	}
}
