package simulator

import (
	"errors"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/spec"
)

// WithObserve serves requests that differ from the contract as well as possible,
// without what differs, for clients that are known to deviate. Their violations
// are recorded all the same. The default is a 400.
func WithObserve() Option {
	return func(o *options) { o.observe = true }
}

// WithChecks asks for resilience checks in every sandbox. They are judged in the
// report, and RunT and BoxT fail a test whose client does not pass them.
func WithChecks(checks ...ResilienceCheck) Option {
	checks = slices.Clone(checks)
	return func(o *options) { o.checks = append(o.checks, checks...) }
}

// WithCoverage asks in the report that so many percent of the documented answers of
// some operations were delivered to clients. Operations may be named with *; without
// any, all count. The default, 0, asks for nothing.
func WithCoverage(percent float64, operations ...string) Option {
	operations = slices.Clone(operations)
	return func(o *options) { o.minCoverage, o.cover = percent, operations }
}

func readChecks(texts []ResilienceCheck) ([]scenario.Check, error) {
	var problems []error
	checks := make([]scenario.Check, len(texts))
	for i, text := range texts {
		problems = append(problems, checks[i].UnmarshalText([]byte(text)))
	}
	return checks, errors.Join(problems...)
}

// reportConfig is what the run is asked to prove; the options were checked.
func (o options) reportConfig(c *contract.Contract, scenarios []*scenario.Scenario) tally.Config {
	config := tally.Config{Contract: c, Simulator: version.Of(), Seed: o.seed, Cover: o.cover}
	config.File = "spec/" + spec.MadeName(o.edition.Revision, !o.edition.WithoutLookups)
	if o.minCoverage > 0 {
		config.Minimum = &o.minCoverage
	}
	config.Checks, _ = readChecks(o.checks)
	for _, s := range scenarios {
		config.Scenarios = append(config.Scenarios, s.Name)
	}
	return config
}

// Report is what the run has proved by now, over all sandboxes, those that have
// gone or were reset included.
func (s *Simulator) Report() report.Report { return s.run.Report(s.registry) }

// Report is what this sandbox has proved by now.
func (b *Sandbox) Report() report.Report { return b.sim.run.ReportOf(b.box) }
