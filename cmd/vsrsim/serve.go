package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
)

// drainTime is how long a stop waits for calls under way; it is well below the
// ten seconds after which "docker stop" kills.
const drainTime = 5 * time.Second

func serveCommand() *cobra.Command {
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
			ctx := untilInterrupted(cmd.Context())
			logger := flags.log.logger(cmd.ErrOrStderr())
			opts, err := flags.options(logger)
			if err != nil {
				return err
			}
			reports, err := openReports(flags.run.reports)
			if err != nil {
				return err
			}
			sim, err := startSimulator(opts)
			if err != nil {
				return err
			}
			return errors.Join(serve(ctx, cmd.OutOrStdout(), logger, sim), writeReports(reports, sim.Report(), harOf(sim)))
		},
	}
	flags.add(cmd.Flags())
	return cmd
}

// startSimulator starts a simulator that listens, or says what to do if it cannot.
func startSimulator(opts []simulator.Option) (*simulator.Simulator, error) {
	sim, err := simulator.Start(opts...)
	if refused, ok := errors.AsType[*net.OpError](err); ok {
		return nil, cannotListen(refused)
	}
	return sim, err
}

// serve lets a simulator run until ctx ends, and then lets calls under way finish.
func serve(ctx context.Context, stdout io.Writer, logger *slog.Logger, sim *simulator.Simulator) error {
	announce(stdout, sim)
	warnIfOpen(logger, sim)
	select {
	case err := <-sim.Done():
		return err
	case <-ctx.Done():
	}
	err := shutdown(sim)
	if errors.Is(err, context.DeadlineExceeded) {
		fmt.Fprintf(stdout, "stopped; calls were still under way after %s and were dropped\n", drainTime)
		return nil
	}
	if err != nil { // the state could not be saved
		return err
	}
	fmt.Fprintln(stdout, "stopped")
	return nil
}

func shutdown(sim *simulator.Simulator) error {
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	return sim.Shutdown(drain)
}

func cannotListen(refused *net.OpError) error {
	where := ""
	if refused.Addr != nil { // nil if the host has no address
		where = " on " + refused.Addr.String()
	}
	return fmt.Errorf("cannot listen%s: %w\nchoose another address with --listen or %s, for the control API alone with --control-listen; "+
		"port 0 picks a free one", where, refused.Err, environmentName("listen"))
}

// warnIfOpen says so if anyone on the network can steer the simulator.
func warnIfOpen(logger *slog.Logger, sim *simulator.Simulator) {
	if sim.ControlIsOpen() {
		logger.Warn("whoever reaches "+sim.ControlAddress()+" can read and change everything through the control API; "+
			"protect it with --control-token, or keep it to this machine with --control-listen 127.0.0.1:4011",
			"control", sim.ControlURL())
	}
}
