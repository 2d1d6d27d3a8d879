package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// healthTimeout keeps a container's health check from piling up.
const healthTimeout = 3 * time.Second

// healthPause is how long --wait waits before it asks again.
const healthPause = 100 * time.Millisecond

// healthFlags say whom to ask, and for how long.
type healthFlags struct {
	listen, controlListen listenAddress
	control               string
	readyFile             string
	wait                  duration
}

func healthCommand() *cobra.Command {
	flags := healthFlags{listen: defaultListen}
	cmd := &cobra.Command{
		Use:   "health",
		Short: "Ask a running simulator whether it serves; exit 0 if so, 1 if not",
		Example: `  vsrsim health
  vsrsim health --control http://127.0.0.1:8080 --wait 10s`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.health(cmd)
		},
	}
	cmd.Flags().Var(&flags.listen, "listen", "`address` that the simulator listens on")
	cmd.Flags().Var(&flags.controlListen, "control-listen", "`address` of the control API, if it has one of its own")
	cmd.Flags().StringVar(&flags.control, "control", "", ofSimulator+", in place of --listen")
	cmd.Flags().StringVar(&flags.readyFile, "ready-file", "", "`file` of vsrsim serve --ready-file that says where the simulator is, in place of --listen")
	cmd.Flags().Var(&flags.wait, "wait", "`time` to go on asking until it serves, such as 10s (default: once)")
	return cmd
}

func (f *healthFlags) health(cmd *cobra.Command) error {
	if f.wait < 0 {
		return misuse(cmd, "--wait must not be negative, is %s", &f.wait)
	}
	if _, err := f.where(cmd); err != nil && !errors.Is(err, errNotReady) {
		return misuse(cmd, "%w", err)
	}
	address, err := f.untilHealthy(cmd)
	if err != nil {
		fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: not healthy: %s\n", visible.Lines(err.Error()))
		return errFindings
	}
	fmt.Fprintf(cmd.OutOrStdout(), "ok: %s serves\n", visible.Line(hostOf(address)))
	return nil
}

func hostOf(address string) string {
	_, host, _ := strings.Cut(strings.TrimSuffix(address, control.Prefix), "://")
	return host
}

// untilHealthy asks again until the wait is over, and returns the last error then.
func (f *healthFlags) untilHealthy(cmd *cobra.Command) (address string, err error) {
	for deadline := time.Now().Add(time.Duration(f.wait)); ; time.Sleep(healthPause) {
		address, err = f.where(cmd)
		if err == nil {
			err = askHealth(cmd.Context(), address)
		}
		if err == nil || !time.Now().Add(healthPause).Before(deadline) {
			return address, err
		}
	}
}

// errNotReady says that there is no ready file yet.
var errNotReady = errors.New("there is no ready file yet")

// where is the URL below which the control API is. The command line counts before the
// environment, and there a URL before an address.
func (f *healthFlags) where(cmd *cobra.Command) (string, error) {
	given := cmd.Flags().Changed
	byAddress := given("listen") || given("control-listen")
	switch {
	case (given("control") || given("ready-file")) && byAddress || given("control") && given("ready-file"):
		return "", errors.New("give one of --control, --ready-file and --listen")
	case given("control") || f.control != "" && !byAddress && !given("ready-file"):
		return controlURL(f.control)
	case f.readyFile != "" && !byAddress:
		return f.readControl()
	}
	asked := f.listen
	if f.controlListen != "" {
		asked = f.controlListen // it is the control API that answers
	}
	if asked.anyPort() {
		return "", fmt.Errorf("cannot ask %s: give the port that vsrsim serve printed", asked)
	}
	return "http://" + asked.reachable() + control.Prefix, nil
}

// readControl reads from the ready file where the control API is.
func (f *healthFlags) readControl() (string, error) {
	text, err := yamlfile.ReadFile(f.readyFile)
	if errors.Is(err, os.ErrNotExist) || err == nil && len(text) == 0 { // it was emptied where it cannot be removed
		return "", fmt.Errorf("%w: %s", errNotReady, f.readyFile)
	}
	if err != nil {
		return "", fmt.Errorf("read the ready file: %w", err)
	}
	var said ready
	if err := json.Unmarshal(text, &said); err != nil || said.Control == "" {
		return "", fmt.Errorf("%s is no file of vsrsim serve --ready-file", f.readyFile)
	}
	return said.Control, nil
}

func askHealth(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeoutCause(ctx, healthTimeout, fmt.Errorf("%s has not answered within %s", address, healthTimeout))
	defer cancel()
	answer, err := remote.Simulator{Control: address}.Call(ctx, control.RowNamed("health"), nil, "")
	if other, is := errors.AsType[remote.NoSimulator](err); is {
		return fmt.Errorf("%w%s", other, misplacedPath(address))
	}
	if err != nil {
		return fmt.Errorf("%w\nif vsrsim serve was given another address, say it with --control or --listen, or in %s", err, environmentName("listen"))
	}
	if !answer.OK() {
		return fmt.Errorf("%s answered %d %s%s", address, answer.Status, http.StatusText(answer.Status), misplacedPath(address))
	}
	return nil
}
