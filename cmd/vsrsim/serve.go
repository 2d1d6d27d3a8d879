package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
)

// drainTime is how long a stop waits for calls under way; it is well below the
// ten seconds after which "docker stop" kills.
const drainTime = 5 * time.Second

func serveCommand() *cobra.Command {
	var fixturePath string
	listen := listenAddress(defaultListen)
	maxFileSize := byteSize(simulator.DefaultMaxFileSize)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API until interrupted",
		Example: `  vsrsim serve
  vsrsim serve --listen 127.0.0.1:0 --fixture world.yaml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := untilInterrupted(cmd.Context())
			opts := []simulator.Option{
				simulator.WithMaxFileSize(int64(maxFileSize)),
				simulator.WithLogger(slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))),
			}
			if fixturePath != "" {
				yaml, err := os.ReadFile(fixturePath)
				if err != nil {
					return fmt.Errorf("read the fixture: %w", err)
				}
				opts = append(opts, simulator.WithFixture(fixturePath, yaml))
			}
			return serve(ctx, cmd.OutOrStdout(), listen, opts)
		},
	}
	cmd.Flags().Var(&listen, "listen", "`address` to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&fixturePath, "fixture", "", "YAML `file` that describes the world to start with (default: built in)")
	cmd.Flags().Var(&maxFileSize, "max-file-size", "largest uploaded file, such as 25MiB")
	return cmd
}

// serve runs a simulator until ctx ends, and then lets calls under way finish.
func serve(ctx context.Context, stdout io.Writer, listen listenAddress, opts []simulator.Option) error {
	sim, err := simulator.Start(append(opts, simulator.WithListen(string(listen)))...)
	if refused, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("cannot listen on %s: %w\nchoose another address with --listen or %s; port 0 picks a free one",
			listen, refused.Err, environmentName("listen"))
	}
	if err != nil {
		return err
	}
	announce(stdout, sim)
	select {
	case err := <-sim.Done():
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.Background(), drainTime)
	defer cancel()
	if err := sim.Shutdown(drain); err != nil {
		fmt.Fprintf(stdout, "stopped; calls were still under way after %s and were dropped\n", drainTime)
		return nil
	}
	fmt.Fprintln(stdout, "stopped")
	return nil
}
