// Command compare measures the simulator side by side with a bare gin server that sends
// as many bytes, and with Prism where that is there. docs/performance.md says how it
// measures, and shows what it prints.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// settings are what the flags say.
type settings struct {
	rounds      int
	calls       int // of a load in a round, to one server
	connections int
	starts      int
	seed        uint64
	loads       []load
	prism       string
	growth      bool
	most        int // step of what grows
	checks      bool
	release     bool
	vsrsim      string
	root        string // folder of the module
}

func main() {
	runtime.GOMAXPROCS(1) // the other processor is the server's
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// run is the whole of it. What it prints to out is Markdown; notes are for who waits.
func run(ctx context.Context, args []string, out, notes io.Writer) error {
	s, err := parse(args, notes)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "vsrsim-compare-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b, err := build(ctx, s, dir, notes)
	if err != nil {
		return err
	}
	switch {
	case s.growth:
		return grow(ctx, s, b, out, notes)
	case s.checks:
		return costOfChecks(ctx, s, b, out)
	default:
		return compare(ctx, s, b, out, notes)
	}
}

func parse(args []string, notes io.Writer) (settings, error) {
	var s settings
	var names string
	flags := flag.NewFlagSet("compare", flag.ContinueOnError)
	flags.SetOutput(notes)
	flags.IntVar(&s.rounds, "rounds", 5, "`number` of rounds that count, after one that does not")
	flags.IntVar(&s.calls, "calls", 10_000, "`number` of calls of a load to a server in a round, or of a step that grows")
	flags.IntVar(&s.connections, "connections", 16, "`number` of connections that are kept alive")
	flags.IntVar(&s.starts, "starts", 10, "`number` of starts that are timed")
	flags.Uint64Var(&s.seed, "seed", 1, "`number` that the load is drawn from")
	flags.StringVar(&names, "loads", "get,post,mix", "`loads` to send: get, post, mix")
	flags.StringVar(&s.prism, "prism", "found", "Prism: found, if it is on the PATH; yes, which lets npm fetch it; no")
	flags.BoolVar(&s.growth, "growth", false, "measure how the cost of a call grows instead")
	flags.IntVar(&s.most, "most", 1_000_000, "largest `step` of what grows, but for bodies")
	flags.BoolVar(&s.checks, "checks", false, "say what each part of a call costs instead, without a network")
	flags.BoolVar(&s.release, "release", true, "build as for a release; the first time, that compiles everything anew")
	flags.StringVar(&s.vsrsim, "vsrsim", "", "`binary` to measure, such as one of another commit (default: one is built)")
	flags.StringVar(&s.root, "root", ".", "`folder` of the module")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("unexpected argument %q: only flags are allowed", flags.Arg(0))
	}
	for name, value := range map[string]int{"rounds": s.rounds, "calls": s.calls, "connections": s.connections, "starts": s.starts, "most": s.most} {
		if value < 1 {
			return s, fmt.Errorf("-%s is %d, must be at least 1", name, value)
		}
	}
	if !slices.Contains([]string{"found", "yes", "no"}, s.prism) {
		return s, fmt.Errorf("-prism is %q, must be found, yes or no", s.prism)
	}
	for name := range strings.SplitSeq(names, ",") {
		i := slices.IndexFunc(loads, func(l load) bool { return l.name == name })
		if i < 0 {
			return s, fmt.Errorf("-loads has %q, must be of get, post, mix", name)
		}
		s.loads = append(s.loads, loads[i])
	}
	return s, nil
}
