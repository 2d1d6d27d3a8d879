package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// controlFlags say which simulator a command steers.
type controlFlags struct {
	url   string
	token tokenFlag
}

// forCommands is the variable that exec tells its command where the control API is in.
const forCommands = "VSRSIM_CONTROL_URL"

func (f *controlFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.url, "control", "http://"+defaultListen,
		"`address` of the simulator: its base URL or that of its control API; below vsrsim exec it is known from "+forCommands)
	cmd.Flags().Var(&f.token, "control-token", "bearer `token` of the control API")
}

// simulator is the one that the flags name. An address that is not given is the one of
// exec, if there is one.
func (f *controlFlags) simulator(cmd *cobra.Command) (remote.Simulator, error) {
	text := f.url
	if !f.given(cmd) && os.Getenv(forCommands) != "" {
		text = os.Getenv(forCommands)
	}
	address, err := controlURL("--control", text)
	if err != nil {
		return remote.Simulator{}, misuse(cmd, "%w", err)
	}
	return remote.Simulator{Control: address, Token: string(f.token)}, nil
}

func (f *controlFlags) given(cmd *cobra.Command) bool {
	return cmd.Flags().Changed("control") || os.Getenv(environmentName("control")) != ""
}

// refusedBy is the error of an answer that is one: what the simulator says, and what else
// there is to do about it.
func refusedBy(sim remote.Simulator, answer remote.Answer) error {
	var view struct{ Name, Message string }
	if err := json.Unmarshal(answer.Body, &view); err != nil || view.Name == "" { // it is no control API that answers
		return fmt.Errorf("%s answered %d %s: %s%s", sim.Control, answer.Status, http.StatusText(answer.Status), messageOf(answer.Body), misplacedPath(sim.Control))
	}
	text := view.Message
	if answer.Status == http.StatusUnauthorized {
		text += "\ngive the token with --control-token, or in " + environmentName("control-token")
	}
	return errors.New(text)
}

// unreachable adds to the error of a call without an answer what to do.
func unreachable(err error) error {
	return fmt.Errorf("%w\nstart a simulator with vsrsim serve, or say with --control where it is", err)
}
