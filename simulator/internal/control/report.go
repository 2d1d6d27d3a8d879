package control

import (
	"bytes"
	"net/url"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// getReport is GET /report.
func getReport(c call) (exchange.Response, error) { return c.respondReport(report.JSON) }

// getReportAs is GET /report/{format}.
func getReportAs(c call) (exchange.Response, error) {
	return c.respondReport(report.Format(c.request.Params["format"]))
}

func (c call) respondReport(format report.Format) (exchange.Response, error) {
	r, err := c.report()
	if err != nil {
		return exchange.Response{}, err
	}
	var body bytes.Buffer
	if err := r.Write(&body, format); err != nil {
		return exchange.Response{}, err
	}
	return respondAs(report.ContentType(format), body.Bytes()), nil
}

// report is of all sandboxes, or of the one that the query names.
func (c call) report() (report.Report, error) {
	run, err := c.run()
	if err != nil {
		return report.Report{}, err
	}
	if !c.request.Query.Has("sandbox") {
		return run.Report(c.Sandboxes), nil
	}
	box, err := c.Sandboxes.Find(c.request.Query.Get("sandbox"))
	if err != nil {
		return report.Report{}, err
	}
	return run.ReportOf(box), nil
}

// run is what the simulator was asked to prove, and what the query asks for
// beside it.
func (c call) run() (*tally.Run, error) {
	query := c.request.Query
	checks, err := c.askedFor(query)
	if err != nil {
		return nil, err
	}
	return c.Run.With(func(config *tally.Config) {
		config.Checks = append(config.Checks[:len(config.Checks):len(config.Checks)], checks...)
		if query.Has("cover") {
			config.Cover = query["cover"]
		}
		if percent, err := strconv.ParseFloat(query.Get("minCoverage"), 64); err == nil { // the contract has seen to the rest
			config.Minimum = &percent
		}
	}), nil
}

// askedFor are the checks that a query asks for; the operations to cover are in
// order if there is no error.
func (c call) askedFor(query url.Values) (checks []scenario.Check, err error) {
	var problems problems
	if !problems.tooMany("check", query["check"]) {
		for _, text := range query["check"] {
			var check scenario.Check
			if err := check.UnmarshalText([]byte(text)); err != nil {
				problems.add("check: %v", err)
			}
			checks = append(checks, check)
		}
	}
	if !problems.tooMany("cover", query["cover"]) {
		if err := scenario.CheckOperations(c.Contract, query["cover"]); err != nil {
			problems.add("cover: %v", err)
		}
	}
	return checks, problems.err()
}

// restartReport is DELETE /report.
func restartReport(c call) (exchange.Response, error) {
	c.Run.Restart(c.Sandboxes)
	return done(), nil
}
