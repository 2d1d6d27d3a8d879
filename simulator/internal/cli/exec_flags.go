package cli

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// execFlags are the flags of exec: those of serve, and what the command is told.
type execFlags struct {
	serveFlags
	env   []string
	hold  holdFlag
	quiet bool
}

// newExecFlags listens on any free port, so that runs can go on side by side, and
// keeps more calls than serve: checks go by the journal of the whole run.
func newExecFlags() execFlags {
	f := execFlags{serveFlags: newServeFlags()}
	f.listen, f.journalMax, f.journalBytes = "127.0.0.1:0", 100_000, 256<<20
	return f
}

func (f *execFlags) add(flags *pflag.FlagSet) {
	f.serveFlags.add(flags)
	flags.StringArrayVar(&f.env, "env", nil, "`NAME=VALUE` in the environment of the command; {url}, {key} and {control} in it are filled in; may be given more than once")
	flags.Var(&f.hold, "hold", "go on serving after a run that did not pass, until Ctrl-C or SIGTERM, so that one can look at it")
	flags.Lookup("hold").NoOptDefVal = "true"
	flags.BoolVar(&f.quiet, "quiet", false, "write no summary of a run that passed; errors, warnings and findings are said all the same")
	flags.Lookup("key").Usage = "API `key` that {key} and VSRSIM_KEY stand for (default: the first with every permission), added to the world if that lacks it: " +
		"NAME or NAME=full with every permission, NAME=read; the first counts if given more than once"
}

// environment is that of the command: ours, where the simulator is, and what the
// flags say, all of it or what is wrong with any of it.
func (f *execFlags) environment(sim *simulator.Simulator) ([]string, error) {
	values := map[string]string{"url": sim.URL(), "key": sim.Key(), "control": sim.ControlURL()}
	if len(f.keys) > 0 {
		values["key"] = f.keys[0].text
	}
	environment := append(pastProxies(withoutOurs(os.Environ()), sim.URL(), sim.ControlURL()),
		"VSRSIM_URL="+values["url"], "VSRSIM_KEY="+values["key"], "VSRSIM_CONTROL="+values["control"])
	if f.controlToken != "" {
		environment = append(environment, "VSRSIM_CONTROL_TOKEN="+string(f.controlToken))
	}
	var problems []error
	for _, text := range f.env {
		name, value, found := strings.Cut(text, "=")
		if !found || name == "" {
			problems = append(problems, fmt.Errorf("--env must be NAME=VALUE, is %q", text))
			continue
		}
		value, err := fillIn(value, values)
		if err != nil {
			problems = append(problems, fmt.Errorf("--env %s: %w", name, err))
		}
		environment = append(environment, name+"="+value)
	}
	return environment, errors.Join(problems...)
}

// secrets finds what is secret in the words of the command, which has that environment.
func (f *execFlags) secrets(environment []string) secretFinder {
	return newSecretFinder(exchange.NewMask(f.mask...), environment, string(f.controlToken))
}

// withoutOurs leaves out the flags in the environment: a vsrsim that the command
// starts would take them for its own.
func withoutOurs(environment []string) []string {
	return slices.DeleteFunc(environment, func(variable string) bool { return strings.HasPrefix(variable, environmentPrefix) })
}

var placeholder = regexp.MustCompile(`\{[A-Za-z_]+\}`)

// fillIn puts values in the place of their names in braces.
func fillIn(text string, values map[string]string) (string, error) {
	var unknown []string
	filled := placeholder.ReplaceAllStringFunc(text, func(found string) string {
		value, ok := values[strings.Trim(found, "{}")]
		if !ok {
			unknown = append(unknown, found)
		}
		return value
	})
	if len(unknown) > 0 {
		return "", fmt.Errorf("there is no %s, there are {control}, {key} and {url}", strings.Join(unknown, ", "))
	}
	return filled, nil
}
