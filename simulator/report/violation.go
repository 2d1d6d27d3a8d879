package report

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

func (r Report) violationsLine() string {
	text := "none"
	if n := r.violationCount(); n > 0 {
		text = strconv.Itoa(n) + ", most frequent first"
	}
	if onPurpose := r.OnPurpose.line(); onPurpose != "" {
		text += "; on purpose: " + onPurpose
	}
	return text
}

// violationCount is how many different ones there were.
func (r Report) violationCount() int { return len(r.Violations) + r.Omitted }

// subject is the operation that was called.
func (v Violation) subject() string { return operationName(v.Operation) }

func operationName(id string) string {
	if id == "" {
		return "no operation"
	}
	return id
}

// place is which part of which message differs.
func (v Violation) place() string {
	if v.Side == journal.InResponse {
		return "answer of the simulator, " + string(v.In)
	}
	return string(v.In)
}

func (v Violation) source() string { return source(v.Line) }

// source is where the contract says it; empty if that is not known.
func source(line int) string {
	if line == 0 {
		return ""
	}
	return "line " + strconv.Itoa(line) + " of the contract"
}

// met is how often, and where to look: 4 times, such as default/3.
func met(often int, noun string, examples []string) string {
	text := count(often, noun)
	if len(examples) > 0 {
		text += ", such as " + example(examples)
	}
	return text
}

// example is the first of the calls, if any is known.
func example(calls []string) string { return strings.Join(first(calls, 1), "") }

// details are what to do, the source and how often, as far as they are known.
func (v Violation) details() string {
	return details(v.Fix, v.source(), met(v.Count, "time", v.Examples))
}

func details(texts ...string) string { return strings.Join(slices.DeleteFunc(texts, isEmpty), "; ") }

func isEmpty(text string) bool { return text == "" }
