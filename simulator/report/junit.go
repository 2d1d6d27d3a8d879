package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

func (r Report) writeJUnit(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "\t")
	if err := encoder.Encode(r.forPeople().suites()); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// suites are what was asked of the run. An answer that was delivered to no client is not
// a test that was skipped: nobody asked for it, unless for a minimum of coverage.
func (r Report) suites() junitSuites {
	suites := junitSuites{Name: "vsrsim", Time: r.junitTime()}
	suites.add(r.suite("contract", FindingViolation, r.contractCases()))
	suites.add(r.suite("expectations", FindingExpectation, r.expectationCases()))
	suites.add(r.suite("resilience", FindingCheck, r.checkCases()))
	suites.add(r.suite("coverage", FindingCoverage, r.coverageCases()))
	run := r.suite("run", FindingNoCalls, r.runCases())
	run.Properties = &[]junitProperty{
		{"contract", r.Contract},
		{"seed", strconv.FormatUint(r.Seed, 10)},
		{"scenarios", strings.Join(r.Scenarios, ", ")},
		{"vsrsim", r.Simulator},
		{"calls", r.calledIn()},
		{"coverage", r.Coverage.line()},
		{"lookups", cmp.Or(r.Coverage.Lookups.line(), "none called")},
		{"unknownPathCalls", strconv.Itoa(r.UnknownPathCalls)},
		{"hints", strconv.Itoa(len(r.Hints) + r.OmittedHints)},
		{"unsimulated", cmp.Or(r.unsimulatedOperations(), "none called")},
	}
	for _, fact := range r.Run.facts() {
		*run.Properties = append(*run.Properties, junitProperty(fact))
	}
	suites.add(run)
	return suites
}

// junitTime is how long the run took, in seconds.
func (r Report) junitTime() string {
	if r.Run == nil {
		return noTime
	}
	return strconv.FormatFloat(r.Run.duration().Seconds(), 'f', 3, 64)
}

// suite fails if there is a finding of its kind, even where no case tells of it:
// the violation that it is about may be one of those omitted.
func (r Report) suite(name string, kind FindingKind, cases []junitCase) junitSuite {
	suite := junitSuite{Name: name, Time: noTime}
	if began := r.Run.began(); !began.IsZero() {
		suite.Timestamp = began.UTC().Format(time.RFC3339)
	}
	for _, c := range cases {
		suite.add(c)
	}
	if texts := r.findingTexts(kind); suite.Failures == 0 && len(texts) > 0 {
		suite.add(newCase("findings").failing(kind, texts...))
	}
	named := map[string]int{}
	for i := range suite.Cases {
		c := &suite.Cases[i]
		c.Class = "vsrsim." + name
		if named[c.Name]++; named[c.Name] > 1 { // GitLab shows the first of two that have one name
			c.Name += fmt.Sprintf(" (%d)", named[c.Name])
		}
	}
	return suite
}

// newCase is a case that passes, unless something else is said of it.
func newCase(name string) junitCase { return junitCase{Name: name, Time: noTime} }

// failing has the first of the texts as its message; without texts the case passes.
func (c junitCase) failing(kind FindingKind, texts ...string) junitCase {
	if len(texts) > 0 {
		c.Failure = &junitFailure{Message: texts[0], Type: kind, Text: strings.Join(texts, "\n")}
	}
	return c
}

func (r Report) contractCases() []junitCase {
	var cases []junitCase
	for _, op := range r.Operations {
		texts := r.violationTexts(journal.InRequest, op.ID)
		if op.Calls > 0 || len(texts) > 0 {
			cases = append(cases, newCase(op.ID).failing(FindingViolation, texts...))
		}
	}
	if r.UnknownPathCalls > 0 && len(r.findingTexts(FindingViolation)) > 0 {
		cases = append(cases, r.unknownCase())
	}
	if r.OnPurpose.Calls > 0 {
		cases = append(cases, newCase("calls that break the contract on purpose").failing(FindingNoViolation, r.findingTexts(FindingNoViolation)...))
	}
	return cases
}

// unknownCase is there only where calls to nowhere may be among the findings:
// without a key they are no fault of the client.
func (r Report) unknownCase() junitCase {
	texts := append([]string{count(r.UnknownPathCalls, "call") + " to no operation that is documented"}, r.violationTexts(journal.InRequest, "")...)
	return newCase("unknown operations").failing(FindingViolation, texts...)
}

// violationTexts are those of an operation; those of calls to none, if it is empty.
func (r Report) violationTexts(side journal.Side, operation string) []string {
	var texts []string
	for _, v := range r.Violations {
		if v.Side == side && v.Operation == operation {
			texts = append(texts, v.line())
		}
	}
	return texts
}

func (v Violation) line() string { return fmt.Sprintf("%s: %s (%s)", v.place(), v, v.details()) }

func (r Report) expectationCases() []junitCase {
	var cases []junitCase
	for _, e := range r.Expectations {
		c := newCase(e.name())
		if e.Unmet > 0 {
			c = c.failing(FindingExpectation, e.result())
		}
		cases = append(cases, c)
	}
	return cases
}

// checkCases fail where a check is unproven, too: who asked for proof has none.
func (r Report) checkCases() []junitCase {
	var cases []junitCase
	for _, check := range r.Checks {
		c := newCase(check.Name)
		if check.Outcome != Passed {
			c = c.failing(FindingCheck, check.texts()...)
		}
		cases = append(cases, c)
	}
	return cases
}

// coverageCases is one case, if a minimum was asked for. Where less was delivered, it
// says what is missing.
func (r Report) coverageCases() []junitCase {
	if r.Coverage.Minimum == nil {
		return nil
	}
	c := newCase("at least " + percent(*r.Coverage.Minimum))
	if r.Coverage.belowMinimum() {
		c = c.failing(FindingCoverage, append([]string{r.Coverage.line()}, r.missing()...)...)
	}
	return []junitCase{c}
}

// missing are the answers that count and that were delivered to no client, a line each.
func (r Report) missing() []string {
	var texts []string
	for _, op := range r.Operations {
		for _, s := range op.Statuses {
			if op.Counts && s.Documented && s.Delivered == 0 {
				texts = append(texts, op.ID+" "+s.inWords())
			}
		}
	}
	return texts
}

func (r Report) runCases() []junitCase {
	called := newCase("the client called")
	if r.Calls == 0 {
		called = called.failing(FindingNoCalls, "there were no calls: nothing was proved")
	}
	answers := newCase("the answers of the simulator keep to the contract")
	var texts []string
	for _, v := range r.Violations {
		if v.Side == journal.InResponse {
			texts = append(texts, v.line())
		}
	}
	texts = append(texts, r.findingTexts(FindingSimulator)...)
	cases := []junitCase{called, answers.failing(FindingSimulator, texts...)}
	if texts := r.findingTexts(FindingCommand); len(texts) > 0 {
		cases = append(cases, newCase("the command").failing(FindingCommand, texts...))
	}
	return cases
}
