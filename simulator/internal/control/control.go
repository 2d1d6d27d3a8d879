// Package control is what steers the simulator and looks into it over HTTP,
// below /_sim. It is described by spec/control.yaml, and its calls and answers
// are checked against that by the same code as those of the API.
package control

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/spec"
)

// Prefix is the path that everything of the control API is below.
const Prefix = "/_sim"

// HeaderVersion is the header of every answer of the control API, also of those that refuse:
// the version of the simulator. Whoever answers without it is no simulator.
const HeaderVersion = "Sim-Version"

// HealthPath answers 200 as long as the simulator serves.
const HealthPath = Prefix + "/health"

// Config is what a control API is made of. All fields but the token are required.
type Config struct {
	Contract  *contract.Contract // in force for the API
	Document  []byte             // that it was loaded from
	BasePath  string             // that base URLs of the API end in
	Sandboxes *sandbox.Registry
	Scenarios *scenario.Library
	Run       *tally.Run
	Token     string // that calls must carry; none if it is empty
	Version   string // of the simulator
	// Addresses are where the API and the control API listen, host:port; the same
	// if both are served beside each other. They are asked for only once they do.
	Addresses func() (api, control string)
	// Resend sends a call again in a sandbox, for who calls from an address, and returns its
	// id. It fails with recorder.Lacking.
	Resend  func(ctx context.Context, call recorder.Entry, in *sandbox.Sandbox, from string) (id string, err error)
	Metrics func() (text []byte, contentType string, err error)
	Logger  *slog.Logger
	// OnResponseViolation is called, beside the log, for every answer that
	// differs from spec/control.yaml. It may be called concurrently.
	OnResponseViolation func(contract.Violation)
}

// Control is the control API. It may be used by any number of goroutines.
type Control struct {
	Config
	operations []described
	all        web.Table
	document   *contract.Served
	hashes     hashes
	loading    chan struct{} // has room for the one call that reads a large body
	sessions   sessions      // of browsers that have given the token
	streams    streams
}

// ownContract is spec/control.yaml as it is made, read once for all simulators of a
// process.
var ownContract = sync.OnceValues(func() (*contract.Contract, error) {
	made, err := spec.ControlMade()
	if err != nil {
		return nil, err
	}
	return contract.FromMade(made)
})

// Prepare reads spec/control.yaml ahead of New, which needs it, so that this can
// be done beside other work. New returns the error if there is one.
func Prepare() { _, _ = ownContract() }

// New makes a control API. It fails if spec/control.yaml and the table of operations
// differ.
func New(config Config) (*Control, error) {
	own, err := ownContract()
	if err != nil {
		return nil, fmt.Errorf("load the control API: %w", err)
	}
	operations, err := bind(own, operations)
	if err != nil {
		return nil, fmt.Errorf("load the control API: %w", err)
	}
	document, err := contract.NewServed(config.Document)
	if err != nil {
		return nil, fmt.Errorf("load the control API: %w", err)
	}
	var all []string
	for _, op := range operations {
		all = append(all, op.at)
	}
	return &Control{
		Config: config, operations: operations, all: web.NewTable(Prefix, all...),
		document: document, loading: make(chan struct{}, 1), streams: newStreams(),
	}, nil
}

// Handler serves what stands at and below Prefix, and what is the simulator's own
// beside it: what stands at the top, the files of the page, and the icon of browsers.
func (c *Control) Handler() http.Handler {
	engine := web.NewEngine()
	for _, op := range c.operations {
		serve := web.Guarded(c.Logger, op.ID, errorResponse, c.serve(op))
		engine.Handle(op.Method, Prefix+web.Route(op.Path), serve)
		if op.Method == http.MethodGet {
			engine.HEAD(Prefix+web.Route(op.Path), serve)
		}
		if op.Path == "/" { // is the same without its slash
			engine.GET(Prefix, c.leadBrowsers(serve))
			engine.HEAD(Prefix, c.leadBrowsers(serve))
		}
	}
	c.ownPaths(engine, c.page, c.leadBrowsers)
	c.pageFiles(engine)
	engine.NoRoute(web.Guarded(c.Logger, "", errorResponse, c.noRoute))
	return c.named(engine)
}

// named lets every answer of a handler say that it is one of a simulator.
func (c *Control) named(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set(HeaderVersion, c.Version)
		next.ServeHTTP(w, r)
	})
}
