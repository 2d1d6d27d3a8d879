package cli

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
)

// runFlags are what a run is asked to prove, and where that is written.
type runFlags struct {
	mode        string
	checks      list
	cover       list
	minCoverage float64
	reports     list
}

// The modes: what becomes of a request that differs from the contract.
const (
	modeStrict  = "strict"  // a 400
	modeObserve = "observe" // it is served as well as possible, and recorded
)

func (f *runFlags) add(flags *pflag.FlagSet) {
	f.addQuery(flags)
	flags.StringVar(&f.mode, "mode", modeStrict, "`mode`: strict answers a request that differs from the contract with 400, observe serves it as well as possible")
}

// addQuery adds those that a simulator that runs can be asked by.
func (f *runFlags) addQuery(flags *pflag.FlagSet) {
	flags.Var(&f.checks, "check", "resilience `check` that clients must pass, such as bounded-attempts=3; "+repeatable)
	flags.Float64Var(&f.minCoverage, "min-coverage", 0, "`percent` of the documented answers that must have been delivered to clients")
	flags.Var(&f.cover, "cover", "`operation` that counts for the coverage, with *; "+repeatable+" (default: all)")
	flags.Var(&f.reports, "report", "`file` to write in the end: .html, .md, .xml (JUnit), .json, .txt, .sarif, or .har for the calls; folders are made; "+repeatable)
}

// query asks a simulator that runs for what the flags say; what is not given is as
// it was asked for when it started.
func (f *runFlags) query(flags *pflag.FlagSet, sandbox string) url.Values {
	query := url.Values{"check": f.checks, "cover": f.cover}
	if sandbox != "" {
		query.Set("sandbox", sandbox)
	}
	if flags.Changed("min-coverage") {
		query.Set("minCoverage", strconv.FormatFloat(f.minCoverage, 'f', -1, 64))
	}
	return query
}

// options turns the flags into what the simulator is asked for.
func (f *runFlags) options() []simulator.Option {
	opts := []simulator.Option{
		simulator.WithChecks(f.asked()...),
		simulator.WithCoverage(f.minCoverage, f.cover...),
	}
	if f.mode == modeObserve {
		opts = append(opts, simulator.WithObserve())
	}
	return opts
}

func (f *runFlags) checkMode() error {
	if f.mode != modeStrict && f.mode != modeObserve {
		return fmt.Errorf("--mode must be %s or %s, is %q", modeStrict, modeObserve, f.mode)
	}
	return nil
}

// asked are the checks that are asked for.
func (f *runFlags) asked() []simulator.ResilienceCheck {
	var checks []simulator.ResilienceCheck
	for _, text := range f.checks {
		checks = append(checks, simulator.ResilienceCheck(text))
	}
	return checks
}
