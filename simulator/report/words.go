package report

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize/english"
)

// What all formats for people say in the same words, here and beside each part of
// the report.

func count(n int, noun string) string { return english.Plural(n, noun, "") }

func percent(p float64) string { return strconv.FormatFloat(p, 'f', -1, 64) + "%" }

func (r Report) verdict() string {
	if r.Passed {
		return "passed"
	}
	return "did not pass"
}

// calledIn is who called, and in what.
func (r Report) calledIn() string {
	text := count(r.Calls, "call") + " in " + count(r.Sandboxes, "sandbox")
	if r.UnknownKeyCalls > 0 {
		text += fmt.Sprintf(", %d without a key that the world knows", r.UnknownKeyCalls)
	}
	if r.NoSandboxCalls > 0 {
		text += ", " + count(r.NoSandboxCalls, "more call") + " to no sandbox"
	}
	if r.Dropped > 0 {
		text += fmt.Sprintf(", %d no longer in the journal", r.Dropped)
	}
	return text
}

// setting is what one needs to have the same run again.
func (r Report) setting() string {
	text := fmt.Sprintf("contract %s, seed %d, vsrsim %s", r.Contract, r.Seed, r.Simulator)
	switch len(r.Scenarios) {
	case 0:
	case 1:
		text += ", playing the scenario " + r.Scenarios[0]
	default:
		text += ", playing the scenarios " + strings.Join(r.Scenarios, ", ")
	}
	return text
}
