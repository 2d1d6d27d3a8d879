package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/agent"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// mcpFlags say which simulator an agent works with: one that runs, or one of its own, which
// is started as serve starts it.
type mcpFlags struct {
	serveFlags
	own     *pflag.FlagSet
	control string
}

// ownFlags are the flags of serve that a simulator of an agent's own takes.
var ownFlags = []string{"listen", "fixture", "scenario", "key", "revision", "lookups", "errors", "seed"}

func mcpCommand() *cobra.Command {
	flags := mcpFlags{serveFlags: newServeFlags()}
	flags.listen = "127.0.0.1:0"
	cmd := &cobra.Command{
		Use:   "mcp",
		Short: "Let an agent work with a simulator: tools of the Model Context Protocol on standard input and output",
		Long: `mcp speaks the Model Context Protocol with the agent that starts it. Its tools are the
operations of the control API: list and explain calls, play and lint scenarios, read and
change the world, clock, checkpoints, sandboxes, assertions, the report.

It starts a simulator of its own on a free port, and says to the agent at which base URL
and with which keys, or works with one that runs: --control. It ends with its standard
input.`,
		Example: "  vsrsim mcp\n  vsrsim mcp --control http://127.0.0.1:4010",
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return flags.mcp(cmd)
		},
	}
	flags.add(cmd.Flags())
	return cmd
}

func (f *mcpFlags) add(flags *pflag.FlagSet) {
	f.own = pflag.NewFlagSet("", pflag.ContinueOnError)
	f.serveFlags.add(f.own)
	for _, name := range ownFlags {
		flags.AddFlag(f.own.Lookup(name))
	}
	flags.StringVar(&f.control, "control", "", ofSimulator+" (default: one of its own)")
	flags.AddFlag(f.own.Lookup("control-token"))
	flags.Lookup("control-token").Usage = "bearer `token` of the control API"
}

// mcp serves the agent until it leaves.
func (f *mcpFlags) mcp(cmd *cobra.Command) error {
	outliveReaders()
	log := f.log.open(cmd.ErrOrStderr())
	defer log.close()
	if f.control == "" {
		return f.withOwn(cmd, log.logger)
	}
	for _, name := range ownFlags {
		if cmd.Flags().Changed(name) {
			return misuse(cmd, "--%s is for a simulator of its own, and goes not with --control", name)
		}
	}
	address, err := controlURL(f.control)
	if err != nil {
		return misuse(cmd, "%w", err)
	}
	return serveAgent(cmd, remote.Simulator{Control: address, Token: string(f.controlToken)})
}

// withOwn serves the agent with a simulator that ends with it.
func (f *mcpFlags) withOwn(cmd *cobra.Command, logger *slog.Logger) error {
	defer runtime.KeepAlive(reserveHeap())
	if err := f.keys.withoutSandbox(); err != nil {
		return err
	}
	opts, err := f.options(logger)
	if err != nil {
		return err
	}
	sim, err := startSimulator(opts)
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: the simulator of this agent is at %s\n", sim.URL())
	err = serveAgent(cmd, ofOwn(sim, string(f.controlToken)))
	return errors.Join(err, sim.Close())
}

func ofOwn(sim *simulator.Simulator, token string) remote.Simulator {
	return remote.Simulator{Control: sim.ControlURL(), Token: token}
}

// serveAgent ends in order if the agent has gone, or we are told to.
func serveAgent(cmd *cobra.Command, sim remote.Simulator) error {
	ctx, cancel := context.WithCancel(cmd.Context())
	defer cancel()
	silent := func(err error) {
		text := fmt.Sprintf("the simulator at %s cannot be used: %v; until it can, all tools fail", sim.Control, err)
		fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: warning: %s\n", visible.Lines(text))
	}
	err := agent.Serve(untilInterrupted(ctx), sim, version.Of(), cmd.InOrStdin(), unwatched(cmd.OutOrStdout()), silent)
	if errors.Is(err, context.Canceled) || errors.Is(err, io.EOF) || errors.Is(err, syscall.EPIPE) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("serve the agent: %w", err)
	}
	return nil
}
