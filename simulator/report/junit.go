package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/vsrsim/vsrsim/simulator/contract"
)

func (r Report) writeJUnit(w io.Writer) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	suites := r.forPeople().suites()
	return suites.WriteXML(w)
}

func (r Report) suites() junit.Testsuites {
	suites := junit.Testsuites{Name: "vsrsim"}
	suites.AddSuite(r.suite("contract", FindingViolation, r.contractCases()))
	suites.AddSuite(r.suite("expectations", FindingExpectation, r.expectationCases()))
	suites.AddSuite(r.suite("resilience", FindingCheck, r.checkCases()))
	suites.AddSuite(r.suite("coverage", FindingCoverage, r.coverageCases()))
	run := r.suite("run", FindingNoCalls, r.runCases())
	run.AddProperty("contract", r.Contract)
	run.AddProperty("seed", strconv.FormatUint(r.Seed, 10))
	run.AddProperty("scenarios", strings.Join(r.Scenarios, ", "))
	run.AddProperty("vsrsim", r.Simulator)
	suites.AddSuite(run)
	for i := range suites.Suites {
		suites.Suites[i].ID = i
	}
	return suites
}

// suite fails if there is a finding of its kind, even where no case tells of it:
// the violation that it is about may be one of those omitted.
func (r Report) suite(name string, kind FindingKind, cases []junit.Testcase) junit.Testsuite {
	suite := junit.Testsuite{Name: name, Time: noTime}
	for _, c := range cases {
		suite.AddTestcase(c)
	}
	if texts := r.findingTexts(kind); suite.Failures == 0 && len(texts) > 0 {
		suite.AddTestcase(newCase("findings").failing(texts...).Testcase)
	}
	for i := range suite.Testcases {
		suite.Testcases[i].Classname = "vsrsim." + name
	}
	return suite
}

// noTime is there because the format wants a time: the same run is the same file.
const noTime = "0.000"

// testCase is a case that passes, unless something else is said of it.
type testCase struct{ junit.Testcase }

func newCase(name string) testCase {
	return testCase{junit.Testcase{Name: name, Time: noTime}}
}

// failing has the first of the texts as its message; without texts the case passes.
func (c testCase) failing(texts ...string) testCase {
	if len(texts) > 0 {
		c.Failure = &junit.Result{Message: texts[0], Data: strings.Join(texts, "\n")}
	}
	return c
}

func (c testCase) skipped(text string) testCase {
	c.Skipped = &junit.Result{Message: text}
	return c
}

func (r Report) contractCases() []junit.Testcase {
	var cases []junit.Testcase
	for _, op := range r.Operations {
		texts := r.violationTexts(contract.InRequest, op.ID)
		if op.Calls > 0 || len(texts) > 0 {
			cases = append(cases, newCase(op.ID).failing(texts...).Testcase)
		}
	}
	if r.Unknown > 0 {
		cases = append(cases, r.unknownCase().Testcase)
	}
	if r.Expected.Calls > 0 {
		cases = append(cases, newCase("calls that are expected to break the contract").failing(r.findingTexts(FindingUnbroken)...).Testcase)
	}
	return cases
}

// unknownCase fails only where calls to nowhere may be among the findings.
func (r Report) unknownCase() testCase {
	c := newCase("unknown operations")
	text := count(r.Unknown, "call") + " to no operation of the contract"
	if len(r.findingTexts(FindingViolation)) == 0 {
		return c.skipped(text)
	}
	return c.failing(append([]string{text}, r.violationTexts(contract.InRequest, "")...)...)
}

// violationTexts are those of an operation; those of calls to none, if it is empty.
func (r Report) violationTexts(side contract.Side, operation string) []string {
	var texts []string
	for _, v := range r.Violations {
		if v.Side == side && v.Operation == operation {
			texts = append(texts, v.line())
		}
	}
	return texts
}

func (v Violation) line() string { return fmt.Sprintf("%s: %s (%s)", v.place(), v, v.details()) }

func (r Report) expectationCases() []junit.Testcase {
	var cases []junit.Testcase
	for _, e := range r.Expectations {
		c := newCase(e.name())
		if e.Unmet > 0 {
			c = c.failing(e.result())
		}
		cases = append(cases, c.Testcase)
	}
	return cases
}

// checkCases fail where a check is unproven, too: who asked for proof has none.
func (r Report) checkCases() []junit.Testcase {
	var cases []junit.Testcase
	for _, check := range r.Checks {
		c := newCase(check.Name)
		if check.Outcome != Passed {
			c = c.failing(check.texts()...)
		}
		cases = append(cases, c.Testcase)
	}
	return cases
}

func (r Report) coverageCases() []junit.Testcase {
	var cases []junit.Testcase
	for _, op := range r.Operations {
		for _, s := range op.Statuses {
			if op.Counts && s.Documented {
				cases = append(cases, statusCase(op, s).Testcase)
			}
		}
	}
	if r.Coverage.Minimum != nil {
		cases = append(cases, r.minimumCase().Testcase)
	}
	return cases
}

func statusCase(op Operation, s Status) testCase {
	c := newCase(fmt.Sprintf("%s %d", op.ID, s.Status))
	if s.cell() == cellShown {
		return c
	}
	return c.skipped(s.cell().words())
}

func (r Report) minimumCase() testCase {
	c := newCase("at least " + percent(*r.Coverage.Minimum))
	if r.Coverage.belowMinimum() {
		return c.failing(r.Coverage.line())
	}
	return c
}

func (r Report) runCases() []junit.Testcase {
	called := newCase("the client called")
	if r.Calls == 0 {
		called = called.failing("there were no calls: nothing was proved")
	}
	answers := newCase("the answers of the simulator keep to the contract")
	var texts []string
	for _, v := range r.Violations {
		if v.Side == contract.InResponse {
			texts = append(texts, v.line())
		}
	}
	texts = append(texts, r.findingTexts(FindingSimulator)...)
	cases := []junit.Testcase{called.Testcase, answers.failing(texts...).Testcase}
	if texts := r.findingTexts(FindingCommand); len(texts) > 0 {
		cases = append(cases, newCase("the command").failing(texts...).Testcase)
	}
	return cases
}
