package simulator

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// Option sets one thing about a simulator before it starts.
type Option func(*options)

type options struct {
	listen              string                                  // WithListen
	controlListen       string                                  // WithControlListen
	controlToken        string                                  // WithControlToken
	fixtureName         string                                  // WithFixture
	fixture             []byte                                  // WithFixture
	keys                []addedKey                              // WithKey
	maxFileSize         int64                                   // WithMaxFileSize
	maxBodyMemory       int64                                   // WithMaxBodyMemory
	edition             builtin.Edition                         // WithRevision, WithoutLookups
	errors              ErrorForm                               // WithErrors
	statePath           string                                  // WithState
	clock               sandbox.ClockSetting                    // WithFrozenClock, WithClockOffset
	strict              bool                                    // WithStrict
	applied             func(*sandbox.Sandbox, sandbox.Applied) // set by tests: is shown each command
	seed                uint64                                  // WithSeed
	journal             recorder.Settings                       // WithJournal
	mask                []string                                // WithMask
	maxSandboxes        int                                     // WithMaxSandboxes
	sandboxTTL          time.Duration                           // WithSandboxTTL
	scenarios           []string                                // WithScenario
	watch               bool                                    // WithWatch
	observe             bool                                    // WithObserve
	checks              []ResilienceCheck                       // WithChecks
	cover               []string                                // WithCoverage
	minCoverage         float64                                 // WithCoverage
	logger              *slog.Logger                            // WithLogger
	callLog             bool                                    // WithCallLog
	onResponseViolation func(contract.Violation)                // RunT
}

// What holds without an option.
const (
	// DefaultSeed is what everything random is drawn from.
	DefaultSeed = 1
	// MaxSeed is the largest seed: a JSON number that every client can hold.
	MaxSeed = state.MaxID
	// DefaultMaxSandboxes is how many sandboxes there may be at a time.
	DefaultMaxSandboxes = 10_000
	// DefaultJournalEntries and DefaultJournalBytes bound the journal of a sandbox.
	DefaultJournalEntries = 1000
	DefaultJournalBytes   = 4 << 20
)

// DefaultMaxFileSize is the size in bytes that an uploaded file may have: the
// API documents it for other uploads (A24).
const DefaultMaxFileSize = 25 << 20

// DefaultMaxBodyMemory is how many bytes the bodies of all calls under way may
// take together: two of the largest forms, each with ten of the largest files.
const DefaultMaxBodyMemory = 512 << 20

// MinBodyMemory is the least that the bodies of calls may be given, in bytes.
const MinBodyMemory = 1 << 20

// OptionError says what is wrong with one option.
type OptionError struct {
	Option  string // such as WithSeed
	problem string // goes on after the name
}

func (e OptionError) Error() string { return e.Named(e.Option) }

// Named is the same text with another name in the place of Option, for a caller who
// set the option by a name of its own.
func (e OptionError) Named(name string) string { return name + e.problem }

// Check says everything that is wrong with options by themselves, each as an
// OptionError, as Start would. Whether a file or an address can be used shows only
// when it is used.
func Check(opts ...Option) error {
	o := defaults()
	for _, opt := range opts {
		opt(&o)
	}
	return o.check()
}

// check says everything that is wrong with the options.
func (o options) check() error {
	var problems []error
	refuse := func(option string, wrong bool, format string, args ...any) {
		if wrong {
			problems = append(problems, OptionError{option, fmt.Sprintf(format, args...)})
		}
	}
	refuse("WithMaxFileSize", o.maxFileSize < 1, " must be at least 1 byte, is %d", o.maxFileSize)
	refuse("WithMaxBodyMemory", o.maxBodyMemory < MinBodyMemory, " must be at least %dMiB, is %dB", MinBodyMemory>>20, o.maxBodyMemory)
	refuse("WithMaxSandboxes", o.maxSandboxes < 1, " must be at least 1, is %d", o.maxSandboxes)
	refuse("WithSandboxTTL", o.sandboxTTL < 0, " must not be negative, is %s", o.sandboxTTL)
	refuse("WithJournal", o.journal.Entries < 1, " must be at least 1, is %d", o.journal.Entries)
	refuse("WithJournal", o.journal.Bytes < 1, " must have room for at least 1 byte, has it for %d", o.journal.Bytes)
	refuse("WithControlToken", !canBeSent(o.controlToken), " must be visible ASCII characters without blanks: nothing else can be sent as a bearer token")
	refuse("WithMask", slices.Contains(o.mask, ""), " must not be empty")
	refuse("WithSeed", o.seed > MaxSeed, " must be at most %d, is %d", uint64(MaxSeed), o.seed)
	refuse(o.clockOption(), !state.InRange(o.clock.Now(time.Now())), ": %s", sandbox.ErrOutOfTime)
	for _, text := range o.checks {
		if _, err := readChecks([]ResilienceCheck{text}); err != nil {
			refuse("WithChecks", true, ": %s", err)
		}
	}
	refuse("WithCoverage", !(o.minCoverage >= 0 && o.minCoverage <= 100), " must be from 0 to 100, is %v", o.minCoverage)
	refuse("WithWatch", o.watch && !slices.ContainsFunc(o.scenarios, scenario.IsFile), " needs a scenario file, such as mine.yaml")
	refuse("WithRevision", !slices.Contains(spec.Revisions(), o.edition.Revision), " must be one of %s, is %q",
		strings.Join(spec.Revisions(), ", "), o.edition.Revision)
	refuse("WithErrors", !slices.Contains(exchange.ErrorForms, string(o.errors)), " must be one of %s, is %q",
		strings.Join(exchange.ErrorForms, ", "), string(o.errors))
	problems = append(problems, o.checkKeys()...)
	return errors.Join(problems...)
}

// canBeSent tells whether a text can stand in a header as it is.
func canBeSent(token string) bool {
	return !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
}

// clockOption is the option that has set the clock.
func (o options) clockOption() string {
	if o.clock.Mode == sandbox.ClockOffset {
		return "WithClockOffset"
	}
	return "WithFrozenClock"
}

func defaults() options {
	return options{
		listen:              "127.0.0.1:0",
		edition:             builtin.Default,
		errors:              ErrorsPublished,
		fixtureName:         "default.yaml",
		fixture:             fixtures.Default(),
		maxFileSize:         DefaultMaxFileSize,
		maxBodyMemory:       DefaultMaxBodyMemory,
		seed:                DefaultSeed,
		journal:             recorder.Settings{Entries: DefaultJournalEntries, Bytes: DefaultJournalBytes},
		maxSandboxes:        DefaultMaxSandboxes,
		logger:              slog.New(slog.DiscardHandler),
		onResponseViolation: func(contract.Violation) {},
	}
}

// WithListen sets the address to listen on, host:port; port 0 is any free one.
// The default is 127.0.0.1:0.
func WithListen(address string) Option {
	return func(o *options) { o.listen = address }
}

// WithControlListen serves the control API on an address of its own. The
// default is beside the API, below /_sim.
func WithControlListen(address string) Option {
	return func(o *options) { o.controlListen = address }
}

// WithControlToken asks for a bearer token on every call to the control API but
// health and readiness: visible ASCII characters without blanks. The default is none.
func WithControlToken(token string) Option {
	return func(o *options) { o.controlToken = token }
}

// WithFixture replaces the default world by the one that a fixture describes.
// name stands in error messages.
func WithFixture(name string, yaml []byte) Option {
	yaml = bytes.Clone(yaml)
	return func(o *options) { o.fixtureName, o.fixture = name, yaml }
}

// WithRevision sets which revision of the contract is in force: baseline, which has
// eight operations, or the month of a published document. The default is 2026-07.
func WithRevision(name string) Option {
	return func(o *options) { o.edition.Revision = name }
}

// WithoutLookups turns the operations off that clients call before those on reviews,
// such as GET /vendors: they are then documented and not simulated. The baseline has
// none.
func WithoutLookups() Option {
	return func(o *options) { o.edition.WithoutLookups = true }
}

// ErrorForm is how the errors of the API look.
type ErrorForm string

// The forms of errors.
const (
	// ErrorsPublished is as the contract declares errors: the message is a text.
	ErrorsPublished = ErrorForm(exchange.ErrorsPublished)
	// ErrorsObserved is as errors were seen: without a name, with null for debugInfo, and
	// with a list of objects for the message of a request that breaks the contract.
	ErrorsObserved = ErrorForm(exchange.ErrorsObserved)
)

// WithErrors sets how the errors of the API look where no scenario says so. The
// default is ErrorsPublished.
func WithErrors(form ErrorForm) Option {
	return func(o *options) { o.errors = form }
}

// WithMaxFileSize sets how many bytes an uploaded file may have. The default
// is DefaultMaxFileSize.
func WithMaxFileSize(bytes int64) Option {
	return func(o *options) { o.maxFileSize = bytes }
}

// WithMaxBodyMemory sets how many bytes the bodies of all calls under way may
// take together, of both APIs; those of at most 64 KiB do not count. A call whose
// body finds no room waits for ten seconds and is then a 503. No body may be
// larger than all of it. The default is DefaultMaxBodyMemory.
func WithMaxBodyMemory(bytes int64) Option {
	return func(o *options) { o.maxBodyMemory = bytes }
}

// WithState keeps the world of the default sandbox in a file: it is read at the
// start, in the place of the fixture, if it is there, and written shortly after
// each change and at the end. Folders that are missing are made. A file that
// cannot be read as a fixture keeps the simulator from starting and is left as it
// is.
func WithState(path string) Option {
	return func(o *options) { o.statePath = path }
}

// WithFrozenClock lets every fresh sandbox begin at that time and stay there
// until its clock is moved. Every timestamp and every check of a date goes by the
// clock, which without this option, or WithClockOffset, is the machine's.
func WithFrozenClock(at time.Time) Option {
	return func(o *options) { o.clock = sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: at} }
}

// WithClockOffset lets the clock of every fresh sandbox run so far ahead of the
// machine's, or behind.
func WithClockOffset(ahead time.Duration) Option {
	return func(o *options) { o.clock = sandbox.ClockSetting{Mode: sandbox.ClockOffset, Offset: ahead} }
}

// WithStrict lets RunT and BoxT fail a test whose client broke the contract: it may
// have swallowed the 400. Violations that are expected fail nobody.
func WithStrict() Option {
	return func(o *options) { o.strict = true }
}

// WithSeed sets the number that everything random in a sandbox depends on. The
// default is DefaultSeed.
func WithSeed(seed uint64) Option {
	return func(o *options) { o.seed = seed }
}

// WithJournal bounds the journal of each sandbox by a number of calls and of
// bytes. The defaults are DefaultJournalEntries and DefaultJournalBytes.
func WithJournal(entries, bytes int) Option {
	return func(o *options) { o.journal.Entries, o.journal.Bytes = entries, bytes }
}

// WithMaxSandboxes sets how many sandboxes there may be at a time, the default
// one included. Over that, the least recently used one goes that is neither
// pinned nor in use. The default is DefaultMaxSandboxes.
func WithMaxSandboxes(n int) Option {
	return func(o *options) { o.maxSandboxes = n }
}

// WithSandboxTTL lets a sandbox start afresh after it was not used for so long
// by the time of the machine, unless it is pinned. The default, 0, is never.
func WithSandboxTTL(ttl time.Duration) Option {
	return func(o *options) { o.sandboxTTL = ttl }
}

// WithScenario lets a scenario play in every sandbox from its beginning: a
// built-in one by its name, or a file, whose name has a slash in it or ends in
// .yaml. It may be given more than once; the rules of the first are asked first.
func WithScenario(nameOrFile string) Option {
	return func(o *options) { o.scenarios = append(o.scenarios, nameOrFile) }
}

// WithWatch reads scenario files anew when they change. A good file replaces the
// old one whole, in all sandboxes; a bad one is logged, and the old one stays.
func WithWatch() Option {
	return func(o *options) { o.watch = true }
}

// WithLogger sets where bugs of the simulator are logged, and calls if they are.
// The default is nowhere.
func WithLogger(logger *slog.Logger) Option {
	return func(o *options) { o.logger = logger }
}

// WithCallLog logs a line for each call once its answer is out, at the level
// info, where WithLogger says.
func WithCallLog() Option {
	return func(o *options) { o.callLog = true }
}
