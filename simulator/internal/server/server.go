// Package server handles calls from socket to socket: it listens, takes each call
// through the checks and the operation, and sends the answer.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// BasePath is the prefix that the real API has. Every operation also answers
// without it.
const BasePath = "/public/v2"

// Config is what a server is made of. All fields but CallLog, Observe and ControlListen
// are required.
type Config struct {
	Contract    *contract.Contract
	Sandboxes   *sandbox.Registry
	Scenarios   *scenario.Library // that calls can name in a header
	Control     Control
	MaxFileSize int64 // bytes of one uploaded file
	// MaxBodyMemory is how many bytes of bodies may be in memory at a time.
	MaxBodyMemory int64
	Metrics       *metrics.Metrics
	CallLog       bool               // a line of the log for each call
	OnNoSandbox   func()             // is called for a call that reached no sandbox, concurrently
	Observe       bool               // requests that differ from the contract are served as well as possible
	Errors        exchange.ErrorForm // how the errors of the API look where no scenario says so
	Logger        *slog.Logger
	// OnResponseViolation is called, beside the log, for every answer of the
	// simulator that differs from the contract. It may be called concurrently.
	OnResponseViolation func(contract.Violation)

	// Listen is the address of the API. ControlListen is that of the control
	// API; without one it is served beside the API.
	Listen, ControlListen string
}

// Control is the control API.
type Control struct {
	Handler  http.Handler
	Signpost http.Handler // serves its paths at the address of the API, if it has another one
	Prefix   string       // of its paths
	// Meant is the operation that a call to the API was probably meant for, as
	// "GET /_sim/health", or empty.
	Meant func(method, path string) string
}

// Server serves the API and the control API, on one address or on two.
type Server struct {
	Config
	routes    []route   // the operations that are simulated
	simulated web.Table // the same, by the same index
	published web.Table // all documented operations of the API
	bodies    web.Bodies
	intake    *web.Intake
	api       *listener
	control   *listener // nil if the control API is served beside the API
	served    chan error
	stopping  context.Context // ends as soon as the server stops
	stop      context.CancelFunc
	hijacks   hijackTracker
}

// New makes a server that does not listen yet. It fails if the contract and
// the implemented operations differ.
func New(config Config) (*Server, error) {
	operations, err := api.Operations(config.Contract)
	if err != nil {
		return nil, err
	}
	s := &Server{
		Config: config, bodies: bodies(config.MaxFileSize),
		published: web.NewTable(BasePath, documented()...),
		served:    make(chan error, 1),
	}
	var simulated []string
	for _, op := range operations {
		s.routes = append(s.routes, route{op, config.Metrics.Operation(op.ID)})
		simulated = append(simulated, op.Method+" "+op.Path)
	}
	s.simulated = web.NewTable(BasePath, simulated...)
	s.stopping, s.stop = context.WithCancel(context.Background())
	s.intake = web.NewIntake(s.stopping, web.NewBudget(config.MaxBodyMemory), s.bodies.MaxForm)
	control := config.Control.Handler
	if config.ControlListen != "" {
		control = config.Control.Signpost
		s.control = newListener(config.ControlListen, s.intake.Handler(config.Control.Handler), config.Logger)
	}
	handler := s.intake.Handler(web.Split(config.Control.Prefix, control, s.handler()))
	s.api = newListener(config.Listen, handler, config.Logger)
	return s, nil
}

// handler routes the calls of the API.
func (s *Server) handler() http.Handler {
	engine := web.NewEngine()
	for _, r := range s.routes {
		serve := s.guarded(r.Operation.Operation, s.serve(r))
		for _, base := range []string{"", BasePath} {
			engine.Handle(r.Method, base+web.Route(r.Path), serve)
			if r.Method == http.MethodGet { // A35
				engine.HEAD(base+web.Route(r.Path), serve)
			}
		}
	}
	s.routeDownloads(engine)
	engine.NoRoute(s.guarded(nil, s.noRoute))
	return engine
}

// guarded answers with a 500 where handle panics outside of call.answer. op is nil for
// calls to no operation.
func (s *Server) guarded(op *contract.Operation, handle gin.HandlerFunc) gin.HandlerFunc {
	id := ""
	if op != nil {
		id = op.ID
	}
	failed := func(err error) exchange.Response { return api.ErrorResponse(op, err, s.Errors) }
	return web.Guarded(s.Logger, id, failed, handle)
}

// Handler serves the same as the address of the API, without a listener.
func (s *Server) Handler() http.Handler { return s.api.http.Handler }

// Start listens and serves until Shutdown. Port 0 picks a free port. Calls are
// answered from the moment it returns; an address that is taken or cannot be
// used is returned as an error, and then nothing listens.
func (s *Server) Start() error {
	listeners := s.listeners()
	for i, l := range listeners {
		if err := l.open(); err != nil {
			for _, opened := range listeners[:i] {
				_ = opened.socket.Close()
			}
			return err
		}
	}
	ended := make(chan error, len(listeners))
	for _, l := range listeners {
		go func() { ended <- l.serve() }()
	}
	go func() {
		var errs []error
		for range listeners {
			errs = append(errs, <-ended)
		}
		s.served <- errors.Join(errs...)
		close(s.served)
	}()
	return nil
}

func (s *Server) listeners() []*listener {
	if s.control == nil {
		return []*listener{s.api}
	}
	return []*listener{s.api, s.control}
}

// Address is the host and port that the API listens on; empty before Start.
func (s *Server) Address() string { return s.api.listens() }

// ControlAddress is the host and port that the control API listens on; empty before
// Start.
func (s *Server) ControlAddress() string {
	if s.control == nil {
		return s.Address()
	}
	return s.control.listens()
}

// Served delivers the error that ended serving, once; nil after Shutdown.
func (s *Server) Served() <-chan error { return s.served }

// Shutdown takes no new calls and waits for those under way until ctx ends,
// then drops them. Calls that a fault holds up are dropped at once. It may be
// called more than once.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stop()
	var errs []error
	for _, l := range s.listeners() {
		errs = append(errs, l.shutdown(ctx))
	}
	s.hijacks.wait() // net/http does not wait for connections taken from it
	return errors.Join(errs...)
}
