package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/scenario"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen        listenAddress
	fixture       string
	scenarios     []string
	watch         bool
	state         string
	seed          uint64
	maxFileSize   byteSize
	maxBodyMemory byteSize
	maxSandboxes  int
	sandboxTTL    time.Duration
	journalMax    int
	journalBytes  byteSize
	mask          []string
	controlListen listenAddress
	controlToken  string
	log           logFlags
	run           runFlags
}

func newServeFlags() serveFlags {
	return serveFlags{
		listen: defaultListen, maxFileSize: simulator.DefaultMaxFileSize,
		maxBodyMemory: simulator.DefaultMaxBodyMemory, log: logFlags{format: "text"},
		journalMax: simulator.DefaultJournalEntries, journalBytes: simulator.DefaultJournalBytes,
	}
}

func (f *serveFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.listen, "listen", "`address` to listen on; port 0 picks a free one")
	flags.StringVar(&f.fixture, "fixture", "", "YAML `file` that describes the world to start with (default: built in)")
	flags.StringSliceVar(&f.scenarios, "scenario", nil, "`scenario` that plays in every sandbox, by its name or as a file; may be given more than once")
	flags.BoolVar(&f.watch, "watch", false, "read scenario files anew when they change")
	flags.StringVar(&f.state, "state", "", "`file` that the world of the default sandbox is kept in: read at the start if it is there, saved on change")
	flags.Uint64Var(&f.seed, "seed", simulator.DefaultSeed, "`number` that everything random depends on")
	flags.Var(&f.maxFileSize, "max-file-size", "largest uploaded file, such as 25MiB")
	flags.Var(&f.maxBodyMemory, "max-body-memory", "largest sum of the bodies of all calls under way")
	flags.IntVar(&f.maxSandboxes, "max-sandboxes", simulator.DefaultMaxSandboxes, "`number` of sandboxes at a time; over that, unused ones go")
	flags.DurationVar(&f.sandboxTTL, "sandbox-ttl", 0, "`time` after which an unused sandbox starts afresh, such as 30m (default: never)")
	flags.IntVar(&f.journalMax, "journal-max", f.journalMax, "`number` of calls in the journal of a sandbox")
	flags.Var(&f.journalBytes, "journal-bytes", "largest journal of a sandbox")
	flags.StringSliceVar(&f.mask, "mask", nil, "`name` of a header, query parameter, form field or JSON property whose value the journal does not keep; may be given more than once")
	flags.Var(&f.controlListen, "control-listen", "`address` for the control API alone (default: beside the API, below /_sim)")
	flags.StringVar(&f.controlToken, "control-token", "", "bearer `token` that calls to the control API must carry (default: none)")
	f.log.add(flags)
	f.run.add(flags)
}

// options turns the flags into what starts a simulator, or says everything that
// is wrong with them.
func (f *serveFlags) options(logger *slog.Logger) ([]simulator.Option, error) {
	var problems []error
	if f.maxSandboxes < 1 {
		problems = append(problems, fmt.Errorf("--max-sandboxes must be at least 1, is %d", f.maxSandboxes))
	}
	if f.maxBodyMemory < simulator.MinBodyMemory {
		problems = append(problems, fmt.Errorf("--max-body-memory must be at least 1MiB, is %s", f.maxBodyMemory.String()))
	}
	if f.seed > simulator.MaxSeed {
		problems = append(problems, fmt.Errorf("--seed must be at most %d, is %d", uint64(simulator.MaxSeed), f.seed))
	}
	if f.sandboxTTL < 0 {
		problems = append(problems, fmt.Errorf("--sandbox-ttl must not be negative, is %s", f.sandboxTTL))
	}
	if f.watch && !slices.ContainsFunc(f.scenarios, scenario.IsFile) {
		problems = append(problems, errors.New("--watch needs a scenario file, such as --scenario mine.yaml"))
	}
	if f.journalMax < 1 {
		problems = append(problems, fmt.Errorf("--journal-max must be at least 1, is %d", f.journalMax))
	}
	if slices.Contains(f.mask, "") {
		problems = append(problems, errors.New("--mask must not be empty"))
	}
	opts := []simulator.Option{
		simulator.WithListen(string(f.listen)),
		simulator.WithMaxFileSize(int64(f.maxFileSize)),
		simulator.WithMaxBodyMemory(int64(f.maxBodyMemory)),
		simulator.WithSeed(f.seed),
		simulator.WithMaxSandboxes(f.maxSandboxes),
		simulator.WithSandboxTTL(f.sandboxTTL),
		simulator.WithJournal(f.journalMax, int(f.journalBytes)),
		simulator.WithMask(f.mask...),
		simulator.WithControlListen(string(f.controlListen)),
		simulator.WithControlToken(f.controlToken),
		simulator.WithState(f.state),
	}
	opts = append(opts, f.log.options(logger)...)
	asked, more := f.run.options()
	opts, problems = append(opts, asked...), append(problems, more...)
	for _, nameOrFile := range f.scenarios {
		opts = append(opts, simulator.WithScenario(nameOrFile))
	}
	if f.watch {
		opts = append(opts, simulator.WithWatch())
	}
	if f.fixture != "" {
		yaml, err := os.ReadFile(f.fixture)
		if err != nil {
			problems = append(problems, fmt.Errorf("read the fixture: %w", err))
		}
		opts = append(opts, simulator.WithFixture(f.fixture, yaml))
	}
	return opts, errors.Join(problems...)
}
