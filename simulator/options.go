package simulator

import (
	"log/slog"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
)

// Option sets one thing about a simulator before it starts.
type Option func(*options)

type options struct {
	listen              string                   // WithListen
	fixtureName         string                   // WithFixture
	fixture             []byte                   // WithFixture
	maxFileSize         int64                    // WithMaxFileSize
	clock               sandbox.Clock            // WithClock
	logger              *slog.Logger             // WithLogger
	onResponseViolation func(contract.Violation) // RunT
}

// DefaultMaxFileSize is the size in bytes that an uploaded file may have: the
// API documents it for other uploads (A24).
const DefaultMaxFileSize = 25 << 20

func defaults() options {
	return options{
		listen:              "127.0.0.1:0",
		fixtureName:         "default.yaml",
		fixture:             fixtures.Default,
		maxFileSize:         DefaultMaxFileSize,
		clock:               sandbox.RealClock{},
		logger:              slog.New(slog.DiscardHandler),
		onResponseViolation: func(contract.Violation) {},
	}
}

// WithListen sets the address to listen on, host:port; port 0 is any free one.
// The default is 127.0.0.1:0.
func WithListen(address string) Option {
	return func(o *options) { o.listen = address }
}

// WithFixture replaces the default world by the one that a fixture describes.
// name stands in error messages.
func WithFixture(name string, yaml []byte) Option {
	return func(o *options) { o.fixtureName, o.fixture = name, yaml }
}

// WithMaxFileSize sets how many bytes an uploaded file may have. The default
// is DefaultMaxFileSize.
func WithMaxFileSize(bytes int64) Option {
	return func(o *options) { o.maxFileSize = bytes }
}

// WithClock sets the clock that every timestamp and every check of a date goes
// by. The default is sandbox.RealClock.
func WithClock(clock sandbox.Clock) Option {
	return func(o *options) { o.clock = clock }
}

// WithLogger sets where bugs of the simulator are logged. The default is nowhere.
func WithLogger(logger *slog.Logger) Option {
	return func(o *options) { o.logger = logger }
}
