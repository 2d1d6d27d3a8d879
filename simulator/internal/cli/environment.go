package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// environmentPrefix is that of all our variables.
const environmentPrefix = "VSRSIM_"

// forClients are the variables that exec sets for the command, beside flags.
var forClients = []string{"VSRSIM_URL", "VSRSIM_KEY", "VSRSIM_CONTROL", "VSRSIM_CONTROL_TOKEN"}

// readEnvironment fills in what the command line leaves out, and warns of variables
// that would be taken for flags and are none.
func readEnvironment(cmd *cobra.Command) error {
	warnOfUnknown(cmd, os.Environ())
	var problems []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := environmentName(f.Name)
		value := os.Getenv(name)
		if value == "" || f.Changed || !inEnvironment(f) {
			return
		}
		if err := f.Value.Set(value); err != nil {
			problems = append(problems, fmt.Errorf("invalid value %q in %s: %w", value, name, err))
		}
	})
	if len(problems) > 0 {
		return misuse(cmd, "%w", errors.Join(problems...))
	}
	return nil
}

func environmentName(flag string) string {
	return environmentPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// inEnvironment leaves out what is asked for once: VSRSIM_VERSION is a likely name in a
// build.
func inEnvironment(f *pflag.Flag) bool { return f.Name != "help" && f.Name != "version" }

// warnOfUnknown says of each variable of ours that no command reads which one was
// probably meant. An empty one counts as none.
func warnOfUnknown(cmd *cobra.Command, environment []string) {
	known := slices.Concat(forClients, []string{environmentName("version")}, variablesOf(cmd.Root()))
	for _, variable := range slices.Sorted(slices.Values(environment)) {
		name, value, _ := strings.Cut(variable, "=")
		if value != "" && strings.HasPrefix(name, environmentPrefix) && !slices.Contains(known, name) {
			fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: warning: no command reads the variable %s%s\n", visible.Line(name), meant(name, known))
		}
	}
}

// variablesOf are those that stand for the flags of a command and of those below it.
func variablesOf(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if inEnvironment(f) {
			names = append(names, environmentName(f.Name))
		}
	})
	for _, sub := range cmd.Commands() {
		names = append(names, variablesOf(sub)...)
	}
	return names
}
