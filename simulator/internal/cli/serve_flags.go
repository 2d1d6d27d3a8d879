package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	listen        listenAddress
	fixture       string
	scenarios     list
	keys          keyFlags
	watch         bool
	revision      revisionFlags
	errors        string
	state         string
	seed          uint64
	maxFileSize   byteSize
	maxBodyMemory byteSize
	maxSandboxes  int
	sandboxTTL    duration
	journalMax    int
	journalBytes  byteSize
	mask          list
	controlListen listenAddress
	controlToken  tokenFlag
	log           logFlags
	run           runFlags
}

// repeatable says how a flag takes more than one name.
const repeatable = "may be given more than once, or as a,b"

func newServeFlags() serveFlags {
	return serveFlags{
		listen: defaultListen, maxFileSize: simulator.DefaultMaxFileSize,
		maxBodyMemory: simulator.DefaultMaxBodyMemory, revision: newRevisionFlags(), errors: string(simulator.ErrorsPublished), log: logFlags{format: "text"},
		journalMax: simulator.DefaultJournalEntries, journalBytes: simulator.DefaultJournalBytes,
	}
}

func (f *serveFlags) add(flags *pflag.FlagSet) {
	flags.Var(&f.listen, "listen", "`address` to listen on; port 0 picks a free one")
	flags.StringVar(&f.fixture, "fixture", "", "YAML `file` that describes the world to start with (default: built in)")
	flags.Var(&f.scenarios, "scenario", "`scenario` that plays in every sandbox, by its name or as a file; "+repeatable)
	flags.Var(&f.keys, "key", "API `key` to add to the world: NAME or NAME=full with every permission, NAME=read; may be given more than once")
	flags.BoolVar(&f.watch, "watch", false, "read scenario files anew when they change")
	f.revision.add(flags)
	flags.StringVar(&f.errors, "errors", f.errors, "`form` of the errors of the API: published, as the contract declares them; observed, with a list for the message of a validation, as they were seen")
	flags.StringVar(&f.state, "state", "", "`file` that the world of the default sandbox is kept in: read at the start if it is there, saved on change")
	flags.Uint64Var(&f.seed, "seed", simulator.DefaultSeed, "`number` that everything random depends on")
	flags.Var(&f.maxFileSize, "max-file-size", "largest uploaded file, such as 25MiB")
	flags.Var(&f.maxBodyMemory, "max-body-memory", "largest sum of the bodies of all calls under way")
	flags.IntVar(&f.maxSandboxes, "max-sandboxes", simulator.DefaultMaxSandboxes, "`number` of sandboxes at a time; over that, unused ones go")
	flags.Var(&f.sandboxTTL, "sandbox-ttl", "`time` after which an unused sandbox starts afresh, such as 30m (default: never)")
	flags.IntVar(&f.journalMax, "journal-max", f.journalMax, "`number` of calls in the journal of a sandbox")
	flags.Var(&f.journalBytes, "journal-bytes", "largest journal of a sandbox")
	flags.Var(&f.mask, "mask", "`name` of a header, query parameter, form field or JSON property whose value the journal does not keep; "+repeatable)
	flags.Var(&f.controlListen, "control-listen", "`address` for the control API alone (default: beside the API, below /_sim)")
	flags.Var(&f.controlToken, "control-token", "bearer `token` that calls to the control API must carry (default: none)")
	integerFlag(flags, "seed", "from 0 to %d", uint64(simulator.MaxSeed))
	integerFlag(flags, "max-sandboxes", "of at least 1")
	integerFlag(flags, "journal-max", "of at least 1")
	f.log.add(flags)
	f.run.add(flags)
}

// options turns the flags into what starts a simulator, or says everything that
// is wrong with them.
func (f *serveFlags) options(logger *slog.Logger) ([]simulator.Option, error) {
	opts := []simulator.Option{
		simulator.WithListen(string(f.listen)),
		simulator.WithMaxFileSize(int64(f.maxFileSize)),
		simulator.WithMaxBodyMemory(int64(f.maxBodyMemory)),
		simulator.WithSeed(f.seed),
		simulator.WithMaxSandboxes(f.maxSandboxes),
		simulator.WithSandboxTTL(time.Duration(f.sandboxTTL)),
		simulator.WithJournal(f.journalMax, int(f.journalBytes)),
		simulator.WithMask(f.mask...),
		simulator.WithControlListen(string(f.controlListen)),
		simulator.WithControlToken(string(f.controlToken)),
		simulator.WithState(f.state),
		simulator.WithErrors(simulator.ErrorForm(f.errors)),
	}
	opts = append(opts, f.revision.options()...)
	opts = append(opts, f.log.options(logger)...)
	opts = append(opts, f.run.options()...)
	opts = append(opts, f.keys.options()...)
	for _, nameOrFile := range f.scenarios {
		opts = append(opts, simulator.WithScenario(nameOrFile))
	}
	if f.watch {
		opts = append(opts, simulator.WithWatch())
	}
	problems := []error{inFlags(simulator.Check(opts...)), f.revision.check(), f.run.checkMode()}
	if f.fixture != "" {
		yaml, err := yamlfile.ReadFile(f.fixture)
		if err != nil {
			problems = append(problems, fmt.Errorf("read the fixture: %w", err))
		}
		opts = append(opts, simulator.WithFixture(f.fixture, yaml))
	}
	return opts, errors.Join(problems...)
}

// flagOf is the flag that an option is set by.
var flagOf = map[string]string{
	"WithMaxFileSize": "--max-file-size", "WithMaxBodyMemory": "--max-body-memory", "WithMaxSandboxes": "--max-sandboxes", "WithSandboxTTL": "--sandbox-ttl",
	"WithJournal": "--journal-max", "WithMask": "--mask", "WithSeed": "--seed", "WithChecks": "--check",
	"WithCoverage": "--min-coverage", "WithWatch": "--watch", "WithKey": "--key",
	"WithRevision": "--revision", "WithErrors": "--errors",
}

// withNames says of a scenario that is not there which command has the names.
func withNames(err error) error {
	if _, ok := errors.AsType[scenario.NotFound](err); ok {
		return fmt.Errorf(`%w; "vsrsim scenario list" has the names`, err)
	}
	return err
}

// inFlags lets what is wrong with options speak of the flags.
func inFlags(err error) error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		var named []error
		for _, one := range joined.Unwrap() {
			named = append(named, inFlags(one))
		}
		return errors.Join(named...)
	}
	if wrong, ok := errors.AsType[simulator.OptionError](err); ok {
		return errors.New(wrong.Named(flagOf[wrong.Option]))
	}
	return withNames(err)
}

// files are those that the flags name, beside the reports.
func (f *serveFlags) files() []flagFile {
	files := []flagFile{{"--state", f.state}, {"--fixture", f.fixture}}
	for _, nameOrFile := range f.scenarios {
		if scenario.IsFile(nameOrFile) {
			files = append(files, flagFile{"--scenario", nameOrFile})
		}
	}
	return files
}
