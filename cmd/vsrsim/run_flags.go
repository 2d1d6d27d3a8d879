package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/simulator/scenario"
)

// runFlags are what a run is asked to prove, and where that is written.
type runFlags struct {
	mode        string
	checks      []string
	cover       []string
	minCoverage float64
	reports     []string
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
	flags.StringSliceVar(&f.checks, "check", nil, "resilience `check` that clients must pass, such as bounded-attempts=3; may be given more than once")
	flags.Float64Var(&f.minCoverage, "min-coverage", 0, "`percent` of the documented answers that clients must have been shown")
	flags.StringSliceVar(&f.cover, "cover", nil, "`operation` that counts for the coverage, with *; may be given more than once (default: all)")
	flags.StringSliceVar(&f.reports, "report", nil, "`file` to write in the end: .html, .md, .xml (JUnit), .json, .txt, or .har for the calls; may be given more than once")
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

// options turns the flags into what the simulator is asked for, or says everything
// that is wrong with them.
func (f *runFlags) options() ([]simulator.Option, []error) {
	var problems []error
	if !slices.Contains([]string{modeStrict, modeObserve}, f.mode) {
		problems = append(problems, fmt.Errorf("--mode must be %s or %s, is %q", modeStrict, modeObserve, f.mode))
	}
	for _, text := range f.checks {
		var check scenario.Check
		if err := check.UnmarshalText([]byte(text)); err != nil {
			problems = append(problems, fmt.Errorf("--check: %w", err))
		}
	}
	if !(f.minCoverage >= 0 && f.minCoverage <= 100) {
		problems = append(problems, fmt.Errorf("--min-coverage must be from 0 to 100, is %v", f.minCoverage))
	}
	opts := []simulator.Option{
		simulator.WithVersion(version()),
		simulator.WithChecks(f.checks...),
		simulator.WithCoverage(f.minCoverage, f.cover...),
	}
	if f.mode == modeObserve {
		opts = append(opts, simulator.WithObserve())
	}
	return opts, problems
}

// reportFile is a file that something is written to in the end: a report, or the
// calls themselves.
type reportFile struct {
	path   string
	format report.Format // empty for the calls
}

// harEnding is that of a file for the calls as an HTTP archive.
const harEnding = ".har"

// openReports sees to it that a report can be written before anything is started:
// after a run of an hour is too late to hear that there is no such folder.
func openReports(paths []string) ([]reportFile, error) {
	var files []reportFile
	var problems []error
	for _, path := range paths {
		format, err := formatOf(path)
		if err == nil {
			err = canWrite(path)
		}
		if err != nil {
			problems = append(problems, fmt.Errorf("--report: %w", err))
		}
		files = append(files, reportFile{path, format})
	}
	return files, errors.Join(problems...)
}

func formatOf(path string) (report.Format, error) {
	if strings.EqualFold(filepath.Ext(path), harEnding) {
		return "", nil
	}
	format, err := report.FormatOf(path)
	if err != nil {
		err = fmt.Errorf("%w; or with %s (the calls as an HTTP archive)", err, harEnding)
	}
	return format, err
}

// writeReports writes all files, and says of those that cannot be written why.
func writeReports(files []reportFile, proved report.Report, har func() (any, error)) error {
	var problems []error
	for _, file := range files {
		problems = append(problems, writeFile(file.path, func(w io.Writer) error {
			if file.format != "" {
				return proved.Write(w, file.format)
			}
			archive, err := har()
			if err != nil {
				return err
			}
			return json.NewEncoder(w).Encode(archive)
		}))
	}
	return errors.Join(problems...)
}
