package simulator

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/server"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// BasePath is what base URLs of the API end in. Every operation also answers
// without it.
const BasePath = server.BasePath

// Simulator is one listening simulator.
type Simulator struct {
	server   *server.Server
	registry *sandbox.Registry
	library  *scenario.Library
	contract *contract.Contract
	run      *tally.Run

	tests tests // that work in sandboxes of their own

	beforeSetup *state.World // of the fixture; nil if no scenario changes it at the start

	keeper  *keeper  // of the state file; nil without one
	watcher *watcher // of the scenario files; nil if none are watched

	version      string
	logger       *slog.Logger
	controlToken bool // is asked for
}

// baseline is read once for all simulators of a process: it does not change.
var baseline = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load(spec.OpenAPI) })

// Start makes a simulator and lets it listen; without options on a free port of
// 127.0.0.1 and with the default fixture. Close it when done. It fails if the
// fixture is not valid, with every problem in it, or if the address is taken.
func Start(opts ...Option) (*Simulator, error) {
	o := defaults()
	for _, opt := range opts {
		opt(&o)
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	go control.Prepare() // beside the next lines: together they are most of a start
	c, err := baseline()
	if err != nil {
		return nil, err
	}
	if err := scenario.CheckOperations(c, o.cover); err != nil {
		return nil, fmt.Errorf("the operations to cover: %w", err)
	}
	world, err := fixture.Load(o.fixtureName, o.fixture)
	if err != nil {
		return nil, err
	}
	if err := o.addKeys(world); err != nil {
		return nil, err
	}
	sim := &Simulator{contract: c, version: o.version, logger: o.logger, controlToken: o.controlToken != ""}
	if sim.library, err = Scenarios(); err != nil {
		return nil, err
	}
	played, err := sim.openScenarios(o.scenarios)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(played, (*scenario.Scenario).SetsWorld) {
		sim.beforeSetup = world
	}
	sim.run = tally.NewRun(o.reportConfig(c, played))
	sim.registry, err = sandbox.NewRegistry(sandbox.Settings{
		Contract: c, World: world, Clock: o.clock, Scenarios: played,
		Seed: o.seed, Journal: o.journalSettings(), Max: o.maxSandboxes, TTL: o.sandboxTTL,
		Ended: sim.run.Ended,
	})
	if err != nil {
		return nil, err
	}
	sim.warn(played, sim.World())
	if o.watch {
		sim.watcher = watch(o.scenarios, played, sim, o.logger)
	}
	if o.statePath != "" {
		if sim.keeper, err = keep(o.statePath, sim.World(), o.logger); err != nil {
			return nil, err
		}
		if err := o.addKeys(sim.World()); err != nil {
			return nil, err
		}
	}
	counters := newMetrics(o.version, c, sim.registry)
	steering, err := control.New(control.Config{
		Contract: c, Document: spec.OpenAPI, BasePath: BasePath, Sandboxes: sim.registry, Scenarios: sim.library, Run: sim.run, Token: o.controlToken,
		Version: o.version, Addresses: func() (string, string) { return sim.Address(), sim.ControlAddress() }, Metrics: counters.Text,
		Logger: o.logger, OnResponseViolation: o.onResponseViolation,
	})
	if err != nil {
		return nil, err
	}
	sim.server, err = server.New(server.Config{
		Contract: c, Sandboxes: sim.registry, Scenarios: sim.library,
		Control:     server.Control{Handler: steering.Handler(), Signpost: steering.Signpost(), Prefix: control.Prefix, Meant: steering.Meant},
		MaxFileSize: o.maxFileSize, MaxBodyMemory: o.maxBodyMemory, Observe: o.observe, Stray: sim.run.Stray,
		Metrics: counters, CallLog: o.callLog,
		Logger: o.logger, OnResponseViolation: o.onResponseViolation,
		Listen: o.listen, ControlListen: o.controlListen,
	})
	if err != nil {
		return nil, err
	}
	if err := sim.server.Start(); err != nil {
		return nil, err
	}
	if sim.keeper != nil {
		sim.keeper.start()
	}
	if sim.watcher != nil {
		sim.watcher.start()
	}
	return sim, nil
}

// Address is the host and port that the simulator listens on.
func (s *Simulator) Address() string { return s.server.Address() }

// URL is the base URL to give to a client on this machine, with the path that
// base URLs of the real API end in: http://127.0.0.1:4010/public/v2.
func (s *Simulator) URL() string { return web.Callable(s.Address()) + server.BasePath }

// ControlURL is where the control API begins: http://127.0.0.1:4010/_sim.
func (s *Simulator) ControlURL() string {
	return web.Callable(s.server.ControlAddress()) + control.Prefix
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

// Key is a key with every permission, if the fixture has one: the first by
// name that is neither revoked nor expired and whose account has accepted the
// terms and has the full plan. Without one it is empty. What the setup of a scenario does to a key does
// not count: it is for clients to meet.
func (s *Simulator) Key() string {
	if s.beforeSetup != nil {
		token := firstUsable(s.beforeSetup, s.Now())
		if _, still := s.World().Key(token); still {
			return token
		}
	}
	return firstUsable(s.World(), s.Now())
}

func firstUsable(world *state.World, now time.Time) string {
	token, _ := world.WorkingKey(now)
	return token
}

// World is the accounts, keys, vendors, reviews, questionnaires and documents
// of the default sandbox as they are now, to look at and to change beside the
// calls of a client.
func (s *Simulator) World() *state.World { return s.registry.Default().World }

// Now is the time by the clock of the default sandbox.
func (s *Simulator) Now() time.Time { return s.registry.Default().Clock.Now() }

// Seed is what everything random in the default sandbox depends on.
func (s *Simulator) Seed() uint64 { return s.registry.Default().Chance.Seed() }

// Contract is the revision of the contract in force, such as 2026-07.
func (s *Simulator) Contract() string { return s.contract.Revision }

// Playing are the names of the scenarios that play in the default sandbox, in
// the order in which their rules are asked.
func (s *Simulator) Playing() []string {
	var names []string
	for _, status := range s.registry.Default().Engine.Playing() {
		names = append(names, status.Name)
	}
	return names
}

// Done delivers what ended serving, once: nil after Shutdown or Close.
func (s *Simulator) Done() <-chan error { return s.server.Served() }

// Shutdown takes no new calls, waits for those under way until ctx ends and
// then drops them. With a state file it then saves what is not saved yet.
func (s *Simulator) Shutdown(ctx context.Context) error {
	if s.watcher != nil {
		s.watcher.stop()
	}
	err := s.server.Shutdown(ctx)
	if s.keeper != nil {
		err = errors.Join(err, s.keeper.stop())
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
