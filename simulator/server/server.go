// Package server is the road from socket to socket: it listens, takes each
// call through the checks and the operation, and sends the answer.
package server

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/control"
	"github.com/vsrsim/vsrsim/simulator/metrics"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
	"github.com/vsrsim/vsrsim/simulator/scenario"
)

// BasePath is the prefix that the real API has. Every operation also answers
// without it.
const BasePath = "/public/v2"

// Config is what a server is made of. All fields but ControlListen are required.
type Config struct {
	Contract    *contract.Contract
	Sandboxes   *sandbox.Registry
	Scenarios   *scenario.Library // that calls can name
	Control     *control.Control
	MaxFileSize int64 // bytes of one uploaded file
	Metrics     *metrics.Metrics
	CallLog     bool   // a line for each call
	Stray       func() // is called for a call that reached no sandbox
	Observe     bool   // requests that differ from the contract are served as well as possible
	Logger      *slog.Logger
	// OnResponseViolation is called, beside the log, for every answer of the
	// simulator that differs from the contract. It may be called concurrently.
	OnResponseViolation func(contract.Violation)

	// Listen is the address of the API. ControlListen is that of the control
	// API; without one it is served beside the API.
	Listen, ControlListen string
}

// Server serves the API and the control API, on one address or on two.
type Server struct {
	Config
	operations []api.Operation
	api        *door
	control    *door // nil if the control API is served beside the API
	served     chan error
	stopping   context.Context // ends first thing when the server stops
	stop       context.CancelFunc
	wires      wires
}

// New makes a server that does not listen yet. It fails if the contract and
// the implemented operations differ.
func New(config Config) (*Server, error) {
	operations, err := api.Operations(config.Contract)
	if err != nil {
		return nil, err
	}
	s := &Server{Config: config, operations: operations, served: make(chan error, 1)}
	s.stopping, s.stop = context.WithCancel(context.Background())
	s.api = newDoor(config.Listen, s.apiEngine(), config.Logger)
	if config.ControlListen != "" {
		s.control = newDoor(config.ControlListen, s.controlEngine(), config.Logger)
	}
	return s, nil
}

var quietGin = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

func newEngine() *gin.Engine {
	quietGin()
	engine := gin.New()
	// A redirect would be an answer that no contract documents.
	engine.RedirectTrailingSlash = false
	return engine
}

func (s *Server) apiEngine() *gin.Engine {
	engine := newEngine()
	for _, op := range s.operations {
		for _, base := range []string{"", BasePath} {
			engine.Handle(op.Method, base+ginPath(op.Path), s.serve(op))
		}
	}
	engine.NoRoute(s.noRoute)
	if s.ControlListen == "" {
		s.Control.Mount(engine)
		engine.NoRoute(s.noRouteOfEither)
	}
	return engine
}

func (s *Server) noRouteOfEither(c *gin.Context) {
	if path := c.Request.URL.Path; path == control.Prefix || strings.HasPrefix(path, control.Prefix+"/") {
		s.Control.NoRoute(c)
		return
	}
	s.noRoute(c)
}

func (s *Server) controlEngine() *gin.Engine {
	engine := newEngine()
	s.Control.Mount(engine)
	engine.NoRoute(s.Control.NoRoute)
	return engine
}

var braces = strings.NewReplacer("{", ":", "}", "")

// ginPath writes a path template of the contract as gin wants it.
func ginPath(path string) string { return braces.Replace(path) }

// Handler serves the same as the address of the API, without a listener.
func (s *Server) Handler() http.Handler { return s.api.http.Handler }

// Start listens and serves until Shutdown. Port 0 picks a free port. Calls are
// answered from the moment it returns; an address that is taken or cannot be
// used is returned as an error, and then nothing listens.
func (s *Server) Start() error {
	doors := s.doors()
	for i, d := range doors {
		if err := d.open(); err != nil {
			for _, opened := range doors[:i] {
				_ = opened.listener.Close()
			}
			return err
		}
	}
	ended := make(chan error, len(doors))
	for _, d := range doors {
		go func() { ended <- d.serve() }()
	}
	go func() {
		var errs []error
		for range doors {
			errs = append(errs, <-ended)
		}
		s.served <- errors.Join(errs...)
		close(s.served)
	}()
	return nil
}

func (s *Server) doors() []*door {
	if s.control == nil {
		return []*door{s.api}
	}
	return []*door{s.api, s.control}
}

// Address is the host and port that the API listens on.
func (s *Server) Address() string { return s.api.listener.Addr().String() }

// ControlAddress is the host and port that the control API listens on.
func (s *Server) ControlAddress() string {
	if s.control == nil {
		return s.Address()
	}
	return s.control.listener.Addr().String()
}

// Served delivers what ended serving, once; nil after Shutdown.
func (s *Server) Served() <-chan error { return s.served }

// Shutdown takes no new calls and waits for those under way until ctx ends,
// then drops them. Calls that a fault holds up are dropped at once. It may be
// called more than once.
func (s *Server) Shutdown(ctx context.Context) error {
	s.stop()
	var errs []error
	for _, d := range s.doors() {
		errs = append(errs, d.shutdown(ctx))
	}
	s.wires.wait() // net/http does not wait for connections taken from it
	return errors.Join(errs...)
}
