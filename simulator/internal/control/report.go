package control

import (
	"bytes"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// reportQuery says what the report is of, and what it is to judge by beside what the
// simulator was asked to prove.
type reportQuery struct {
	Sandbox     *string  `json:"sandbox,omitempty" in:"query"`
	Check       []string `json:"check,omitempty" in:"query"`
	Cover       []string `json:"cover,omitempty" in:"query"`
	MinCoverage *float64 `json:"minCoverage,omitempty" in:"query"`
}

func getReport(c call, in reportQuery) (document, error) { return c.respondReport(report.JSON, in) }

type reportAs struct {
	Format report.Format `json:"format" in:"path"`
	reportQuery
}

func getReportAs(c call, in reportAs) (document, error) {
	return c.respondReport(in.Format, in.reportQuery)
}

func (c call) respondReport(format report.Format, in reportQuery) (document, error) {
	r, err := c.report(in)
	if err != nil {
		return document{}, err
	}
	var body bytes.Buffer
	if err := r.Write(&body, format); err != nil {
		return document{}, err
	}
	return respondAs(report.ContentType(format), body.Bytes()), nil
}

// report is of all sandboxes, or of the one that the query names.
func (c call) report(in reportQuery) (report.Report, error) {
	run, err := c.run(in)
	if err != nil {
		return report.Report{}, err
	}
	if in.Sandbox == nil {
		return run.Report(c.Sandboxes), nil
	}
	box, err := c.Sandboxes.Find(*in.Sandbox)
	if err != nil {
		return report.Report{}, err
	}
	return run.ReportOf(box), nil
}

// run is what the simulator was asked to prove, and what the query asks for
// beside it.
func (c call) run(in reportQuery) (*tally.Run, error) {
	checks, err := c.askedFor(in)
	if err != nil {
		return nil, err
	}
	return c.Run.With(func(config *tally.Config) {
		config.Checks = append(config.Checks[:len(config.Checks):len(config.Checks)], checks...)
		if in.Cover != nil {
			config.Cover = in.Cover
		}
		if in.MinCoverage != nil {
			config.Minimum = in.MinCoverage
		}
	}), nil
}

// askedFor are the checks that a query asks for; the operations to cover are in
// order if there is no error.
func (c call) askedFor(in reportQuery) (checks []scenario.Check, err error) {
	var problems problems
	if !problems.tooMany("check", in.Check) {
		for _, text := range in.Check {
			var check scenario.Check
			if err := check.UnmarshalText([]byte(text)); err != nil {
				problems.add("check: %v", err)
			}
			checks = append(checks, check)
		}
	}
	if !problems.tooMany("cover", in.Cover) {
		if err := when.CheckOperations(c.Contract, in.Cover); err != nil {
			problems.add("cover: %v", err)
		}
	}
	return checks, problems.err()
}

func restartReport(c call, _ none) (none, error) {
	c.Run.Restart(c.Sandboxes)
	return none{}, nil
}
