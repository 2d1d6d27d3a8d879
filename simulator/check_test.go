package simulator_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// end runs what a test has left to be done at its end.
func (f *failures) end() {
	for _, end := range slices.Backward(f.cleanups) {
		end()
	}
	f.cleanups = nil
}

// says checks how a test failed: a part of each text, in order.
func (f *failures) says(t *testing.T, want ...string) {
	t.Helper()
	if !slices.EqualFunc(f.texts, want, strings.Contains) {
		t.Errorf("got %q, want %q", f.texts, want)
	}
}

// sharing is a simulator that two tests share, each in a sandbox, and how all of
// them end.
func sharing(t *testing.T, use func(c *client, first, second *simulator.Sandbox), opts ...simulator.Option) (shared, first, second *failures) {
	t.Helper()
	shared, first, second = &failures{TB: t}, &failures{TB: t}, &failures{TB: t}
	sim := simulator.RunT(shared, opts...)
	c := &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	one, other := sim.BoxT(named{first, "first"}), sim.BoxT(named{second, "second"})
	use(c, one, other)
	first.end()
	second.end()
	shared.end()
	return shared, first, second
}

type named struct {
	*failures
	name string
}

func (n named) Name() string { return n.name }

// A check that is asked for everywhere is proved by one of the tests that share a
// simulator, and failed by any.
func TestChecksOfASharedSimulator(t *testing.T) {
	stops := simulator.WithChecks("stops-on-refusal")
	refused := func(c *client, box *simulator.Sandbox) {
		c.as(box.KeyNamed("sim-no-terms")).get(reviewPath(1)).Want(412)
	}
	fine := func(c *client, box *simulator.Sandbox) { c.as(box.KeyNamed("sim-full")).get(reviewPath(1)).Want(200) }

	shared, first, second := sharing(t, func(c *client, one, other *simulator.Sandbox) { refused(c, one); fine(c, other) }, stops)
	shared.says(t)
	first.says(t)
	second.says(t)

	shared, first, second = sharing(t, func(c *client, one, other *simulator.Sandbox) { fine(c, one); fine(c, other) }, stops)
	shared.says(t, "the check stops-on-refusal unproven: no call was refused")
	first.says(t)
	second.says(t)

	shared, first, second = sharing(t, func(c *client, one, other *simulator.Sandbox) { refused(c, one); refused(c, other); refused(c, other) }, stops)
	shared.says(t)
	first.says(t)
	second.says(t, "sandbox second: the check stops-on-refusal failed: refused with 412, it called once more\n")
}

// What a sandbox was asked to play is expected of it, also if nobody calls, and
// its checks are to be proved there.
func TestWhatASandboxWasAskedToPlayIsExpected(t *testing.T) {
	const text = "name: asked\nrules:\n  - {fault: {status: 500}, expect: {fired: 1}}\nchecks: [bounded-attempts=2]"
	shared, first, second := sharing(t, func(c *client, one, other *simulator.Sandbox) {
		for _, box := range []*simulator.Sandbox{one, other} {
			if err := box.PlayYAML(text); err != nil {
				t.Fatal(err)
			}
		}
		c.as(other.KeyNamed("sim-full")).get(reviewPath(1)).Want(500)
	})
	shared.says(t)
	first.says(t, "the rule asked/1 fired 0 times, expected 1", "the check bounded-attempts=2 unproven")
	second.says(t)
}
