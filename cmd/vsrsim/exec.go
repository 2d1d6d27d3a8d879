package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
)

func execCommand() *cobra.Command {
	flags := newExecFlags()
	cmd := &cobra.Command{
		Use:   "exec [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a command against a simulator of its own, and say what that proved",
		Long: `exec starts a simulator on a free port, runs COMMAND with VSRSIM_URL, VSRSIM_KEY and
VSRSIM_CONTROL_URL in its environment, passes signals and the standard streams on,
stops the simulator and writes a summary to standard error.

It exits with the code of COMMAND if that failed, else with 1 if COMMAND broke the
contract, made no call, left an expectation of a scenario unmet, did not pass a
check, or was shown less than --min-coverage, else with 0.`,
		Example: `  vsrsim exec -- go test -count=1 ./...
  vsrsim exec --env API_BASE_URL={url} --env API_KEY={key} -- npm test
  vsrsim exec --scenario finalize-conflict --report report.html --report junit.xml -- pytest`,
		Args: oneCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			return flags.exec(cmd, args)
		},
	}
	flags.add(cmd.Flags())
	cmd.Flags().SetInterspersed(false) // what follows COMMAND is its own
	return cmd
}

func oneCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 || args[0] == "" {
		return misuse(cmd, "a COMMAND to run is wanted, after the flags and --")
	}
	return nil
}

// exec is the whole of it: start, run the command, stop, report.
func (f *execFlags) exec(cmd *cobra.Command, args []string) error {
	path, err := exec.LookPath(args[0])
	if err != nil { // said before anything is started
		return fmt.Errorf("cannot run %s: %w", args[0], errors.Unwrap(err))
	}
	reports, err := openReports(f.serveFlags.run.reports)
	if err != nil {
		return misuse(cmd, "%w", err)
	}
	logger := f.serveFlags.log.logger(cmd.ErrOrStderr())
	opts, err := f.options(logger)
	if err != nil {
		return err
	}
	sim, err := startSimulator(opts)
	if err != nil {
		return err
	}
	environment, err := f.environment(sim)
	if err != nil {
		return errors.Join(misuse(cmd, "%w", err), sim.Close())
	}
	childErr := runChild(cmd, path, args, environment)
	warnIfUnsaved(logger, shutdown(sim))
	return f.conclude(cmd.ErrOrStderr(), sim, reports, childErr)
}

// runChild runs the command with our standard streams and passes signals on.
func runChild(cmd *cobra.Command, path string, args, environment []string) error {
	child := exec.Command(path, args[1:]...)
	child.Args[0] = args[0]
	child.Env = environment
	child.Stdin, child.Stdout, child.Stderr = cmd.InOrStdin(), cmd.OutOrStdout(), cmd.ErrOrStderr()
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT)
	defer signal.Stop(signals)
	if err := child.Start(); err != nil {
		return fmt.Errorf("cannot run %s: %w", args[0], err)
	}
	ended := make(chan error, 1)
	go func() { ended <- child.Wait() }()
	for count := 1; ; count++ {
		select {
		case err := <-ended:
			return err
		case s := <-signals:
			if count == killAfter {
				s = os.Kill
			}
			passOn(child.Process, s)
		}
	}
}

// killAfter is how many signals it takes to end a command that does not heed them.
const killAfter = 3

// passOn sends a signal to the command. What a person types on the terminal has
// reached it already: it is in the same group of processes.
func passOn(process *os.Process, s os.Signal) {
	typed := s == os.Interrupt || s == syscall.SIGQUIT
	if typed && isatty.IsTerminal(os.Stdin.Fd()) {
		return
	}
	_ = process.Signal(s) // an error says that it has ended
}

// conclude writes the reports and says with which code to exit.
func (f *execFlags) conclude(stderr io.Writer, sim *simulator.Simulator, reports []reportFile, childErr error) error {
	proved := sim.Report()
	if childErr != nil {
		childErr = childFailure(childErr)
		proved = proved.CommandFailed(childErr.Error())
	}
	if err := proved.WriteText(stderr, colourful(stderr)); err != nil {
		return err
	}
	if err := writeReports(reports, proved, harOf(sim)); err != nil {
		return err
	}
	if childErr != nil {
		return childErr
	}
	if !proved.Passed {
		return errFindings
	}
	return nil
}

// harOf is the calls of a simulator of this process.
func harOf(sim *simulator.Simulator) func() (any, error) {
	return func() (any, error) { return sim.HAR(), nil }
}

// childError ends vsrsim with the code of the command that it ran.
type childError struct {
	code int
	how  string
}

func (e childError) Error() string { return "the command failed: " + e.how }

// childFailure is the exit code of the command, as a shell gives it.
func childFailure(err error) error {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return err
	}
	if status, ok := exit.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return childError{128 + int(status.Signal()), "it was ended by the signal " + status.Signal().String()}
	}
	return childError{exit.ExitCode(), fmt.Sprintf("it ended with the exit code %d", exit.ExitCode())}
}

// colourful tells whether a stream is a terminal that wants colours:
// https://no-color.org
func colourful(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isatty.IsTerminal(file.Fd())
}

func warnIfUnsaved(logger *slog.Logger, err error) {
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		logger.Error("the simulator did not stop well", "error", err)
	}
}
