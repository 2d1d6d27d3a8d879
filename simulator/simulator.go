package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/server"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/internal/version"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// BasePath is what base URLs of the API end in. Every operation also answers
// without it.
const BasePath = "/public/v2"

// Simulator is the API with all that belongs to it. What its default sandbox can do
// is done on the simulator itself.
type Simulator struct {
	*Sandbox // the default one, in which clients work that name none

	server   *server.Server
	registry *sandbox.Registry
	library  *scenario.Library
	contract *contract.Contract
	run      *tally.Run

	tests tests // that work in sandboxes of their own

	beforeSetup *state.World // of the fixture; nil if no scenario changes it at the start

	stateFile *stateFile // of the state file; nil without one
	watcher   *watcher   // of the scenario files; nil if none are watched

	clients http.Transport // of Client

	strict       bool // clients fail tests by violations
	logger       *slog.Logger
	controlToken bool // is asked for
}

// Start is New, and lets the simulator listen; without options on a free port of
// 127.0.0.1. It fails if the address is taken as well.
func Start(opts ...Option) (*Simulator, error) {
	sim, err := build(opts)
	if err != nil {
		return nil, err
	}
	if err := sim.server.Start(); err != nil { // no state file is made by one that cannot listen
		return nil, err
	}
	if err := sim.keepUp(); err != nil {
		return nil, errors.Join(err, sim.server.Shutdown(context.Background())) // nobody has called yet
	}
	return sim, nil
}

// New makes a simulator that opens no port: Handler answers, for httptest or a
// server of the program's own. Without options it has the default fixture. Close it
// when done. It fails if the fixture is not valid, with every problem in it.
func New(opts ...Option) (*Simulator, error) {
	sim, err := build(opts)
	if err != nil {
		return nil, err
	}
	if err := sim.keepUp(); err != nil {
		return nil, err
	}
	return sim, nil
}

// keepUp begins to save the state and to watch the scenario files.
func (s *Simulator) keepUp() error {
	if s.stateFile != nil {
		if err := s.stateFile.start(); err != nil {
			return err
		}
	}
	if s.watcher != nil {
		s.watcher.start()
	}
	return nil
}

// build makes a simulator of which nothing runs yet.
func build(opts []Option) (*Simulator, error) {
	o := defaults()
	for _, opt := range opts {
		opt(&o)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	go control.Prepare() // beside the next lines: together they are most of a start
	sim := &Simulator{logger: o.logger, controlToken: o.controlToken != "", strict: o.strict}
	scenarios, err := sim.readScenarios(o)
	if err != nil {
		return nil, err
	}
	if err := sim.makeSandboxes(o, scenarios); err != nil {
		return nil, err
	}
	if o.watch {
		sim.watcher = watch(o.scenarios, scenarios, sim, o.logger)
	}
	if err := sim.readState(o); err != nil {
		return nil, err
	}
	if err := sim.makeServer(o); err != nil {
		return nil, err
	}
	return sim, nil
}

// readScenarios reads the contract, and the scenarios that every sandbox begins with.
func (s *Simulator) readScenarios(o options) (scenarios []*scenario.Scenario, err error) {
	if s.contract, err = o.edition.Contract(); err != nil {
		return nil, err
	}
	if err := when.CheckOperations(s.contract, o.cover); err != nil {
		return nil, fmt.Errorf("the operations to cover: %w", err)
	}
	if s.library, err = o.edition.Scenarios(); err != nil {
		return nil, err
	}
	return s.openScenarios(o.scenarios)
}

// makeSandboxes makes the default sandbox of the fixture, and the registry of all.
func (s *Simulator) makeSandboxes(o options, scenarios []*scenario.Scenario) error {
	world, err := fixture.Load(o.fixtureName, o.fixture)
	if err != nil {
		return err
	}
	state.Share(world).Follow(api.RevisionOf(s.contract).Rules())
	if err := o.addKeys(world); err != nil {
		return err
	}
	if slices.ContainsFunc(scenarios, (*scenario.Scenario).SetsWorld) {
		s.beforeSetup = world
	}
	s.run = tally.NewRun(o.reportConfig(s.contract, scenarios))
	s.registry, err = sandbox.NewRegistry(sandbox.Settings{
		Contract: s.contract, World: world, Clock: o.clock, Scenarios: scenarios,
		Seed: o.seed, Journal: o.journalSettings(), Max: o.maxSandboxes, TTL: o.sandboxTTL,
		Ended: s.run.Ended, Errors: exchange.ErrorForm(o.errors), Applied: o.applied,
	})
	if err != nil {
		return err
	}
	s.Sandbox = &Sandbox{s, s.registry.Default()}
	s.warn(scenarios, s.World())
	return nil
}

// readState puts the state file in the place of the fixture, if there is one.
func (s *Simulator) readState(o options) (err error) {
	if o.statePath == "" {
		return nil
	}
	if s.stateFile, err = openStateFile(o.statePath, s.World(), o.logger); err != nil {
		return err
	}
	return o.addKeys(s.World())
}

// makeServer makes both APIs.
func (s *Simulator) makeServer(o options) error {
	document, err := o.edition.Document()
	if err != nil {
		return err
	}
	measured := newMetrics(version.Of(), s.contract, s.registry)
	controlAPI, err := control.New(control.Config{
		Contract: s.contract, Document: document, BasePath: BasePath, Sandboxes: s.registry, Scenarios: s.library, Run: s.run,
		Token: o.controlToken, Version: version.Of(), Addresses: func() (string, string) { return s.Address(), s.ControlAddress() },
		Resend: s.resend, Metrics: measured.Text, Logger: o.logger, OnResponseViolation: o.onResponseViolation,
	})
	if err != nil {
		return err
	}
	s.server, err = server.New(server.Config{
		Contract: s.contract, Sandboxes: s.registry, Scenarios: s.library,
		Control:     server.Control{Handler: controlAPI.Handler(), Signpost: controlAPI.Signpost(), Prefix: control.Prefix, Meant: controlAPI.Meant},
		MaxFileSize: o.maxFileSize, MaxBodyMemory: o.maxBodyMemory, Observe: o.observe, OnNoSandbox: s.run.CountNoSandbox,
		Errors:  exchange.ErrorForm(o.errors),
		Metrics: measured, CallLog: o.callLog,
		Logger: o.logger, OnResponseViolation: o.onResponseViolation,
		Listen: o.listen, ControlListen: o.controlListen,
	})
	return err
}

// Address is the host and port that the simulator listens on; empty if it does not.
func (s *Simulator) Address() string { return s.server.Address() }

// URL is the base URL to give to a client on this machine, with the path that
// base URLs of the real API end in: http://127.0.0.1:4010/public/v2. It is empty if
// the simulator does not listen.
func (s *Simulator) URL() string { return s.callable(s.Address(), BasePath) }

func (s *Simulator) callable(address, path string) string {
	if address == "" {
		return ""
	}
	return web.Callable(address) + path
}

// ControlURL is where the control API begins: http://127.0.0.1:4010/_sim.
func (s *Simulator) ControlURL() string {
	return s.callable(s.server.ControlAddress(), control.Prefix)
}

// ControlAddress is the host and port that the control API listens on.
func (s *Simulator) ControlAddress() string { return s.server.ControlAddress() }

// ControlIsOpen tells whether other machines can call the control API without a
// token.
func (s *Simulator) ControlIsOpen() bool {
	return !s.controlToken && !web.OnLoopback(s.ControlAddress())
}

// Handler answers like the listening simulator, for programs that bring their
// own server or call it without a network. It keeps nothing of a request that the
// caller may change afterwards, nor does an answer share anything.
func (s *Simulator) Handler() http.Handler { return apart(s.server.Handler()) }

// Contract is the revision of the contract in force, such as 2026-07.
func (s *Simulator) Contract() string { return s.contract.Revision }

// Done delivers what ended serving, once: nil after Shutdown or Close.
func (s *Simulator) Done() <-chan error { return s.server.Served() }

// Shutdown takes no new calls, waits for those under way until ctx ends and
// then drops them. With a state file it then saves what is not saved yet.
func (s *Simulator) Shutdown(ctx context.Context) error {
	if s.watcher != nil {
		s.watcher.stop()
	}
	s.registry.Events().End() // readers would keep the server from stopping
	err := s.server.Shutdown(ctx)
	s.clients.CloseIdleConnections()
	if s.stateFile != nil {
		err = errors.Join(err, s.stateFile.stop())
	}
	return err
}

// closeWait is how long Close waits for calls under way.
const closeWait = 5 * time.Second

// Close is Shutdown with a wait of five seconds. Closing twice is fine.
func (s *Simulator) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	if err := s.Shutdown(ctx); err != nil {
		return fmt.Errorf("close the simulator: %w", err)
	}
	return nil
}
