package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
)

// defaultListen is where the simulator is found unless it is told otherwise.
const defaultListen = "127.0.0.1:4010"

// drainTime is how long a stop waits for calls under way.
const drainTime = 10 * time.Second

func serveCommand() *cobra.Command {
	var listen, fixturePath string
	maxFileSize := byteSize(simulator.DefaultMaxFileSize)
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the API until interrupted",
		Example: `  vsrsim serve
  vsrsim serve --listen 127.0.0.1:0 --fixture world.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			opts := []simulator.Option{
				simulator.WithListen(listen),
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
			return serve(cmd.Context(), cmd.OutOrStdout(), opts)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", defaultListen, "`address` to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&fixturePath, "fixture", "", "YAML `file` that describes the world to start with (default: built in)")
	cmd.Flags().Var(&maxFileSize, "max-file-size", "largest uploaded file, such as 25MiB")
	return cmd
}

// serve runs a simulator until ctx ends, and then lets calls under way finish.
func serve(ctx context.Context, stdout io.Writer, opts []simulator.Option) error {
	sim, err := simulator.Start(opts...)
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
