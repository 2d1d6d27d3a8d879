package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// controlFlags say which simulator a command steers.
type controlFlags struct {
	url   string
	token tokenFlag
}

// ofSimulator is what help says of the address of a simulator.
const ofSimulator = "`address` of a simulator that runs, its base URL or that of its control API"

func (f *controlFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.url, "control", "http://"+defaultListen, ofSimulator)
	cmd.Flags().Var(&f.token, "control-token", "bearer `token` of the control API")
}

// simulator is the one that the flags name, or the environment: exec tells its command
// there where its simulator is.
func (f *controlFlags) simulator(cmd *cobra.Command) (remote.Simulator, error) {
	address, err := controlURL(f.url)
	if err != nil {
		return remote.Simulator{}, misuse(cmd, "%w", err)
	}
	return remote.Simulator{Control: address, Token: string(f.token)}, nil
}

// refusedBy is the error of an answer that is one: what the simulator says, and what else
// there is to do about it.
func refusedBy(sim remote.Simulator, answer remote.Answer) error {
	var view struct{ Name, Message string }
	if err := json.Unmarshal(answer.Body, &view); err != nil || view.Name == "" { // it is no control API that answers
		return fmt.Errorf("%s answered %d %s: %s%s", sim.Control, answer.Status, http.StatusText(answer.Status), messageOf(answer.Body), misplacedPath(sim.Control))
	}
	text := control.InWordsOf(view.Message, commandLine)
	if answer.Status == http.StatusUnauthorized {
		text += "\ngive the token with --control-token, or in " + environmentName("control-token")
	}
	return errors.New(text)
}

// commandLine is the command that calls an operation with those values; empty if none does
// with arguments alone.
func commandLine(of control.Row, values map[string]string) string {
	for _, verb := range of.Verbs {
		words := append([]string{"vsrsim"}, verb.Words...)
		var arguments []string
		left := maps.Clone(values)
		for _, argument := range verb.Arguments {
			if value, known := left[argument.Input]; known {
				arguments = append(arguments, inShell(value))
				delete(left, argument.Input)
			}
		}
		if slices.ContainsFunc(arguments, func(text string) bool { return strings.HasPrefix(text, "-") }) {
			words = append(words, "--") // or else it is taken for a flag
		}
		if len(left) == 0 && verb.Switch == "" && len(verb.Fixed) == 0 {
			return `"` + strings.Join(append(words, arguments...), " ") + `"`
		}
	}
	return ""
}

// plainWord is a word that every shell takes as it is.
var plainWord = regexp.MustCompile(`^[\w@%+=:,./-]+$`)

// inShell is a text as a word of a command line.
func inShell(text string) string {
	if plainWord.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// unreachable adds to the error of a call without an answer of a simulator what to do.
func unreachable(err error) error {
	if other, is := errors.AsType[remote.NoSimulator](err); is {
		err = fmt.Errorf("%w%s", other, misplacedPath(other.Control))
	}
	return fmt.Errorf("%w\nstart a simulator with vsrsim serve, or say with --control where it is", err)
}
