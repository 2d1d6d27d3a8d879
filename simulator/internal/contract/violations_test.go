package contract

import (
	"strings"
	"testing"
)

// Whoever adds a violation may put anything of a client into it, any number of times.
func TestViolationsAreBounded(t *testing.T) {
	huge := strings.Repeat("\xff/x", 1<<18)
	var all, others Violations
	for range 150 {
		all.Add(Violation{In: InPath, Name: huge, Pointer: huge, Text: huge, Fix: huge})
	}
	checkBounds(t, all)
	if len(all.List) != 100 || all.More != 50 || all.AtLeast {
		t.Errorf("got %d, %d more", len(all.List), all.More)
	}
	others.AddAll(all)
	others.AddAll(Violations{List: all.List[:7], More: 1, AtLeast: true})
	if len(others.List) != 100 || others.More != 58 || !others.AtLeast || !strings.HasSuffix(others.String(), " more") {
		t.Errorf("got %d, %d more: %s", len(others.List), others.More, others.String())
	}
	if got := (Violations{List: []Violation{{In: InBody, Text: "is wrong"}}, More: 2}).String(); got != "the body is wrong; and 2 more" {
		t.Errorf("got %s", got)
	}
	if none := (Violations{}); !none.None() || none.String() != "" {
		t.Errorf("got %q", none.String())
	}
}
