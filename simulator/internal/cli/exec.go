package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"slices"
	"time"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/report"
)

func execCommand() *cobra.Command {
	flags := newExecFlags()
	cmd := &cobra.Command{
		Use:   "exec [flags] -- COMMAND [ARGUMENT...]",
		Short: "Run a command against a simulator of its own, and say what that proved",
		Long: `exec starts a simulator on a free port, runs COMMAND with VSRSIM_URL, VSRSIM_KEY and
VSRSIM_CONTROL in its environment, passes signals and the standard streams on,
ends what COMMAND leaves running, stops the simulator, writes the reports, and a
summary to standard error. NO_PROXY names the simulator, beside what is in it.

It exits with the code of COMMAND if that failed, else with 2 if a report or the
state could not be written, else with 1 if COMMAND broke the contract, made no call,
left an expectation of a scenario unmet, did not pass a check, or had fewer of the
documented answers delivered than --min-coverage, else with 0.

With --hold, a simulator whose run did not pass serves on after the summary, so that
its page and its control API can be looked at. It says where, and ends with the same
code on Ctrl-C or SIGTERM.`,
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
	if hint := meantFor(cmd, args[0]); hint != "" && slices.Contains(args, "--") { // else it is the command
		return misuse(cmd, "unexpected argument %q before the --%s", args[0], hint)
	}
	return nil
}

// exec is the whole of it: start, run the command, stop, report.
func (f *execFlags) exec(cmd *cobra.Command, args []string) error {
	outliveReaders()
	reports, err := openReports(f.run.reports, f.files())
	if err != nil {
		return misuse(cmd, "%w", err)
	}
	path, err := exec.LookPath(args[0])
	if err != nil { // said before anything is started
		return fmt.Errorf("cannot run %s: %w", args[0], errors.Unwrap(err))
	}
	log := f.log.open(cmd.ErrOrStderr())
	defer log.close()
	opts, err := f.options(log.logger)
	if err != nil {
		return err
	}
	defer runtime.KeepAlive(reserveHeap())
	sim, err := startSimulator(opts)
	if err != nil {
		return err
	}
	environment, err := f.environment(sim)
	if err != nil {
		return errors.Join(misuse(cmd, "%w", err), sim.Close())
	}
	child := exec.Command(path, args[1:]...)
	child.Args[0] = args[0]
	child.Env = environment
	child.Stdin, child.Stdout, child.Stderr = cmd.InOrStdin(), unwatched(cmd.OutOrStdout()), cmd.ErrOrStderr()
	f.hold.warn(cmd)
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, passedOn()...)
	defer signal.Stop(signals)
	done := f.carryOut(sim, child, reports, signals)
	if !done.held {
		log.close() // what was logged comes before the summary
		f.summarize(done, cmd.ErrOrStderr(), cmd.ErrOrStderr())
		return done.conclude(cmd.ErrOrStderr())
	}
	f.summarize(done, log.lines, cmd.ErrOrStderr()) // the log goes on, and has its order
	done = done.hold(untilInterrupted(cmd.Context()), signals, log.lines)
	log.close()
	return done.conclude(cmd.ErrOrStderr())
}

// carriedOut is a run whose command has ended.
type carriedOut struct {
	sim     *simulator.Simulator
	failure error         // of the command
	unkept  error         // what should have been kept in files and is not
	proved  report.Report // by all calls
	held    bool          // the simulator serves on
}

// carryOut runs the command, stops the simulator unless it is held, and writes the
// reports. Signals are for the command; when it has ended they cannot keep the reports
// from being written.
func (f *execFlags) carryOut(sim *simulator.Simulator, child *exec.Cmd, reports []reportFile, signals <-chan os.Signal) carriedOut {
	began := time.Now()
	failure, told := runChild(child, signals)
	run := aboutRun(began, f.secrets(child.Env).words(child.Args))
	done := carriedOut{sim: sim, failure: failure}
	prove := func() report.Report {
		proved := sim.Report()
		proved.Run = run
		if failure != nil {
			proved = proved.CommandFailed(failure.Error())
		}
		return inCheckout(blameProxies(proved, child.Env))
	}
	done.held = bool(f.hold) && !told && !prove().Passed
	if !done.held {
		_, done.unkept = shutdown(sim) // before the report, which has the calls that this ends
	}
	done.proved = prove()
	done.unkept = errors.Join(done.unkept, writeReports(reports, done.proved, harOf(sim)))
	return done
}

// summarize writes the summary to w, in colours if the stream behind it wants them, and
// what GitHub shows of it. With --quiet there is none of a run that passed.
func (f *execFlags) summarize(done carriedOut, w, stream io.Writer) {
	if f.quiet && done.proved.Passed {
		return
	}
	_ = done.proved.WriteText(w, colourful(stream)) // nobody is left to be told if that fails
	annotate(done.proved, w)
}

// conclude says with which code to exit. The code of the command counts before that of
// a file that could not be written.
func (c carriedOut) conclude(stderr io.Writer) error {
	switch {
	case c.failure != nil:
		if c.unkept != nil {
			fmt.Fprintf(stderr, "vsrsim: %s\n", visible.Lines(c.unkept.Error()))
		}
		return c.failure
	case c.unkept != nil:
		return c.unkept
	case !c.proved.Passed:
		return errFindings
	}
	return nil
}

// colourful tells whether a stream is a terminal that wants colours:
// https://no-color.org
func colourful(w io.Writer) bool {
	return os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb" && isTerminal(unwatched(w))
}

// isTerminal tells whether a stream, which is read or written, is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

// harOf is the calls of a simulator of this process.
func harOf(sim *simulator.Simulator) func() (any, error) {
	return func() (any, error) { return sim.HAR(), nil }
}
