package simulator_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestAnAddedKeyWorksInEverySandbox(t *testing.T) {
	c := newClient(t, simulator.WithKey("ci-token", ""), simulator.WithKey("reader", state.AccessRead), simulator.WithKey("sim-full", ""))
	c.as("ci-token").post(creation, newReview(nil)).Want(201)
	c.as("ci-token@other").get(reviewPath(1)).Want(200)
	c.as("reader").get(reviewPath(1)).Want(200)
	c.as("reader").post(creation, newReview(nil)).Want(403)
	box, err := c.sim.Box("other")
	must(t, err)
	must(t, box.Reset())
	c.as("ci-token@other").get(reviewPath(1)).Want(200)
}

// The key is added to the world of a state file too, which keeps it.
func TestAnAddedKeyIsKeptInTheState(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	for range 2 {
		c := newClient(t, simulator.WithState(path), simulator.WithKey("ci-token", state.AccessFull))
		c.as("ci-token").get(reviewPath(1)).Want(200)
		must(t, c.sim.Close())
	}
	newClient(t, simulator.WithState(path)).as("ci-token").get(reviewPath(1)).Want(200)
}

func TestAKeyThatCannotBeAddedKeepsItFromStarting(t *testing.T) {
	for says, opts := range map[string][]simulator.Option{
		"WithKey: a key is required":             {simulator.WithKey("", "")},
		"WithKey: a key must be visible ASCII":   {simulator.WithKey("a@b", "")},
		"must be full or read, is \"custom\"":    {simulator.WithKey("k", state.AccessCustom)},
		"k is given twice":                       {simulator.WithKey("k", "full"), simulator.WithKey("k", "read")},
		"the key sim-read already, with the acc": {simulator.WithKey("sim-read", "full")},
	} {
		_, err := simulator.Start(opts...)
		if _, ok := errors.AsType[simulator.OptionError](err); err == nil || !strings.Contains(err.Error(), says) || !ok {
			t.Errorf("%s: got %v", says, err)
		}
	}
}

// Check says the same as Start, of all options at once.
func TestCheck(t *testing.T) {
	opts := []simulator.Option{
		simulator.WithSeed(simulator.MaxSeed + 1), simulator.WithJournal(0, 0), simulator.WithChecks("fast", "backs-off=2"),
		simulator.WithCoverage(101), simulator.WithWatch(), simulator.WithMask(""),
	}
	err := simulator.Check(opts...)
	_, started := simulator.Start(opts...)
	if err == nil || started == nil || err.Error() != started.Error() {
		t.Fatalf("got %v and %v", err, started)
	}
	for _, option := range []string{"WithSeed", "WithJournal", "WithChecks: there is no check", "WithChecks: the check backs-off", "WithCoverage", "WithWatch", "WithMask"} {
		if !strings.Contains(err.Error(), option) {
			t.Errorf("nothing about %s in %v", option, err)
		}
	}
	if err := simulator.Check(); err != nil {
		t.Error(err)
	}
}
