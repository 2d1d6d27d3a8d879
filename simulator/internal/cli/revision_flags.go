package cli

import (
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
}

func newRevisionFlags() revisionFlags {
	return revisionFlags{builtin.Default.Revision, !builtin.Default.WithoutLookups}
}

func (f *revisionFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.revision, "revision", f.revision, "`revision` of the contract: "+strings.Join(spec.Revisions(), ", "))
	flags.BoolVar(&f.lookups, "lookups", f.lookups, "answer the look-ups, too, such as GET /company and GET /vendors, which each revision but the baseline has")
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
