package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
)

// drainTime is how long a stop waits for calls under way; it is well below the
// ten seconds after which "docker stop" kills.
const drainTime = 5 * time.Second

func serveCommand() *cobra.Command {
	var readyPath string
	flags := newServeFlags()
	flags.log.calls = true
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API until interrupted",
		Example: `  vsrsim serve
  vsrsim serve --listen 127.0.0.1:0 --fixture world.yaml
  vsrsim serve --state world.yaml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.serve(cmd, readyPath)
		},
	}
	flags.add(cmd.Flags())
	cmd.Flags().StringVar(&readyPath, "ready-file", "", "JSON `file` that says url, control and keys while calls are answered; it is gone when not")
	return cmd
}

// serve is the whole of it: start, serve until interrupted, stop, report.
func (f *serveFlags) serve(cmd *cobra.Command, readyPath string) error {
	outliveReaders()
	defer runtime.KeepAlive(reserveHeap())
	ready := readyFile{path: readyPath}
	reports, err := openReports(f.run.reports, append(f.files(), flagFile{"--ready-file", readyPath}))
	if err := errors.Join(err, ready.clear(f.files()), f.keys.withoutSandbox()); err != nil {
		return err
	}
	log := f.log.open(cmd.ErrOrStderr())
	defer log.close()
	opts, err := f.options(log.logger)
	if err != nil {
		return err
	}
	from := f.origin() // before a start makes the state file
	sim, err := startSimulator(opts)
	if err != nil {
		return err
	}
	ctx := untilInterrupted(cmd.Context()) // until now there was nothing to finish, and files may never end
	out := newBacklog(unwatched(cmd.OutOrStdout()), func(int, error) {})
	defer out.close(readerWait)
	warnIfOpen(log.logger, sim)
	if err := ready.write(sim); err != nil {
		return errors.Join(err, sim.Close())
	}
	began := time.Now()
	announce(out, sim, from) // who has read it finds the ready file
	err = until(ctx, sim)
	ready.remove()
	late, unkept := shutdown(sim)
	proved := sim.Report()
	proved.Run = aboutRun(began, nil)
	err = errors.Join(err, unkept, writeReports(reports, inCheckout(proved), harOf(sim)))
	fmt.Fprint(out, farewell(late))
	return err
}

func (f *serveFlags) origin() origin {
	_, err := os.Stat(f.state)
	return origin{fixture: f.fixture, state: f.state, kept: f.state != "" && err == nil}
}

// until lets a simulator run until ctx ends, or it ends by itself with an error.
func until(ctx context.Context, sim *simulator.Simulator) error {
	select {
	case err := <-sim.Done():
		return err
	case <-ctx.Done():
		return nil
	}
}

// shutdown lets calls under way finish, and saves the state. It tells whether calls
// were dropped, and what could not be kept.
func shutdown(sim *simulator.Simulator) (late bool, unkept error) {
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	err := sim.Shutdown(drain)
	return errors.Is(err, context.DeadlineExceeded), butLate(err)
}

// butLate leaves out of an error that calls were still under way.
func butLate(err error) error {
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if errors.Is(err, context.DeadlineExceeded) {
			return nil
		}
		return err
	}
	var rest []error
	for _, one := range joined.Unwrap() {
		rest = append(rest, butLate(one))
	}
	return errors.Join(rest...)
}

func farewell(late bool) string {
	if late {
		return fmt.Sprintf("stopped; calls were still under way after %s and were dropped\n", drainTime)
	}
	return "stopped\n"
}

// startSimulator starts a simulator that listens, or says what to do if it cannot.
func startSimulator(opts []simulator.Option) (*simulator.Simulator, error) {
	sim, err := simulator.Start(opts...)
	if refused, ok := errors.AsType[*net.OpError](err); ok {
		return nil, cannotListen(refused)
	}
	return sim, inFlags(err)
}

func cannotListen(refused *net.OpError) error {
	where := ""
	if refused.Addr != nil { // nil if the host has no address
		where = " on " + refused.Addr.String()
	}
	who := ""
	if errors.Is(refused.Err, syscall.EADDRINUSE) {
		who = " by another program, perhaps another vsrsim"
	}
	return fmt.Errorf("cannot listen%s: %w%s\nchoose another address with --listen or %s, for the control API alone with --control-listen; "+
		"port 0 picks a free one", where, refused.Err, who, environmentName("listen"))
}

// warnIfOpen says so if anyone on the network can steer the simulator.
func warnIfOpen(logger *slog.Logger, sim *simulator.Simulator) {
	if sim.ControlIsOpen() {
		logger.Warn("whoever reaches "+sim.ControlAddress()+" can read and change everything through the control API; "+
			"protect it with --control-token, or keep it to this machine with --control-listen 127.0.0.1:4011",
			"control", sim.ControlURL())
	}
}
