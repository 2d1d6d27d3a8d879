// Package server is the road from socket to socket: it listens, takes each
// call through the checks and the operation, and sends the answer.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/control"
	"github.com/vsrsim/vsrsim/simulator/sandbox"
)

// BasePath is the prefix that the real API has. Every operation also answers
// without it.
const BasePath = "/public/v2"

// Config is what a server is made of. All fields are required.
type Config struct {
	Contract    *contract.Contract
	Sandboxes   *sandbox.Registry
	MaxFileSize int64 // bytes of one uploaded file
	Logger      *slog.Logger
	// OnResponseViolation is called, beside the log, for every answer of the
	// simulator that differs from the contract. It may be called concurrently.
	OnResponseViolation func(contract.Violation)
}

// Server serves the API and the control API on one address.
type Server struct {
	Config
	operations []api.Operation
	http       *http.Server
	listener   net.Listener
	served     chan error
}

// New makes a server that does not listen yet. It fails if the contract and
// the implemented operations differ.
func New(config Config) (*Server, error) {
	operations, err := api.Operations(config.Contract)
	if err != nil {
		return nil, err
	}
	s := &Server{Config: config, operations: operations, served: make(chan error, 1)}
	s.http = &http.Server{
		Handler:           s.engine(),
		ReadHeaderTimeout: 10 * time.Second,
		ErrorLog:          slog.NewLogLogger(config.Logger.Handler(), slog.LevelWarn),
	}
	return s, nil
}

var quietGin = sync.OnceFunc(func() { gin.SetMode(gin.ReleaseMode) })

func (s *Server) engine() *gin.Engine {
	quietGin()
	engine := gin.New()
	// A redirect would be an answer that the API does not document.
	engine.RedirectTrailingSlash = false
	for _, op := range s.operations {
		for _, base := range []string{"", BasePath} {
			engine.Handle(op.Method, base+ginPath(op.Path), s.serve(op))
		}
	}
	engine.NoRoute(s.noRoute)
	control.Mount(engine, s.Contract)
	return engine
}

var braces = strings.NewReplacer("{", ":", "}", "")

// ginPath writes a path template of the contract as gin wants it.
func ginPath(path string) string { return braces.Replace(path) }

// Handler serves the same without a listener.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Start listens and serves until Shutdown or Close. Port 0 picks a free port.
// Calls are answered from the moment it returns; an address that is taken or
// cannot be used is returned as an error.
func (s *Server) Start(address string) error {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	s.listener = listener
	go func() {
		err := s.http.Serve(listener)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		s.served <- err
		close(s.served)
	}()
	return nil
}

// Address is the host and port that the server listens on.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Served delivers what ended serving, once; nil after Shutdown or Close.
func (s *Server) Served() <-chan error { return s.served }

// Shutdown takes no new calls and waits for those under way until ctx ends,
// then drops them. It may be called more than once.
func (s *Server) Shutdown(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if err != nil {
		_ = s.http.Close() // the calls under way had their time
	}
	return err
}
