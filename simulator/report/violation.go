package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/contract"
)

func (r Report) violationsLine() string {
	text := "none"
	if n := r.violationCount(); n > 0 {
		text = strconv.Itoa(n) + ", most frequent first"
	}
	if expected := r.Expected.line(); expected != "" {
		text += "; expected: " + expected
	}
	return text
}

// violationCount is how many different ones there were.
func (r Report) violationCount() int { return len(r.Violations) + r.Omitted }

// subject is the operation that was called.
func (v Violation) subject() string {
	if v.Operation == "" {
		return "no operation"
	}
	return v.Operation
}

// place is which part of which message differs.
func (v Violation) place() string {
	if v.Side == contract.InResponse {
		return "answer of the simulator, " + string(v.In)
	}
	return string(v.In)
}

func (v Violation) source() string {
	if v.Line == 0 {
		return ""
	}
	return "spec/openapi.yaml:" + strconv.Itoa(v.Line)
}

// met is how often, and where to look: 4 times, such as default/3.
func (v Violation) met() string {
	text := count(v.Count, "time")
	if len(v.Examples) > 0 {
		text += ", such as " + v.example()
	}
	return text
}

// example is the first call that had it, if any is known.
func (v Violation) example() string { return strings.Join(first(v.Examples, 1), "") }

// details are what to do, the source and how often, as far as they are known.
func (v Violation) details() string {
	return strings.Join(slices.DeleteFunc([]string{v.Fix, v.source(), v.met()}, isEmpty), "; ")
}

func isEmpty(text string) bool { return text == "" }
