package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/spec"
)

// revisionFlags say which contract is in force.
type revisionFlags struct {
	revision string
	lookups  bool
	given    bool // lookups was set, by the flag or in the environment
}

// noted is a switch that notes that it was set.
type noted struct {
	pflag.Value
	given *bool
}

func (n noted) Set(text string) error {
	*n.given = true
	return n.Value.Set(text)
}

// IsBoolFlag lets pflag show it as the switch that it is.
func (n noted) IsBoolFlag() bool { return true }

func newRevisionFlags() revisionFlags {
	return revisionFlags{revision: builtin.Default.Revision, lookups: !builtin.Default.WithoutLookups}
}

func (f *revisionFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.revision, "revision", f.revision, "`revision` of the contract: "+strings.Join(spec.Revisions(), ", "))
	flags.BoolVar(&f.lookups, "lookups", f.lookups, "answer the look-ups, too, such as GET /company and GET /vendors, which each revision but the baseline has")
	lookups := flags.Lookup("lookups")
	lookups.Value = noted{lookups.Value, &f.given}
}

// check refuses look-ups of the revision that has none, if they were asked for.
func (f *revisionFlags) check() error {
	if f.revision == spec.Baseline && f.lookups && f.given {
		return fmt.Errorf("--lookups: the revision %s has no look-ups; leave --lookups out, or choose another --revision: %s", spec.Baseline,
			strings.Join(spec.Revisions()[1:], ", "))
	}
	return nil
}

func (f *revisionFlags) edition() builtin.Edition {
	return builtin.Edition{Revision: f.revision, WithoutLookups: !f.lookups}
}

func (f *revisionFlags) options() []simulator.Option {
	opts := []simulator.Option{simulator.WithRevision(f.revision)}
	if !f.lookups {
		opts = append(opts, simulator.WithoutLookups())
	}
	return opts
}
