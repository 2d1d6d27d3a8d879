package page_test

import (
	"fmt"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// What a rule does to an answer is meant: it is shown as that, and counted nowhere as a
// broken contract.
func TestAWantedFaultBreaksNoContract(t *testing.T) {
	shared := browser(t)
	f := run(t, simulator.WithFrozenClock(now))
	f.control("PUT", "/sandboxes/default/scenarios/rate-limit-small", "")
	for range 7 {
		f.call("GET", "/vendors/1/security-reviews/1", "sim-full", "")
	}
	b := newTab(t, shared, f.sim.ControlURL())
	b.open("start")
	b.sees("no call did")
	b.open("calls?violations=true")
	b.sees("No call fits.")
	limited := f.sim.Journal(journal.Filter{Status: 429})
	if len(limited) != 2 {
		t.Fatalf("got %d", len(limited))
	}
	b.open("calls/default/" + limited[0].ID)
	b.sees("How the answer differs from the contract", "it is no fault of the client, and fails no run", "429 is not documented")
	b.wait("!document.body.innerText.includes('a bug of the simulator') && !document.body.innerText.includes('1 violation')")
	b.open("report")
	b.sees("No call broke the contract.")

	f.call("PUT", "/vendors/1/security-reviews/1", "sim-full@elsewhere", `{"titel": "x"}`)
	b.open("start")
	b.sees("calls here, and 1 in other sandboxes")
}

// The list has what came last at its top, whatever the clocks show, and goes on to the
// oldest call that is kept.
func TestCallsComeInTheirOrder(t *testing.T) {
	shared := browser(t)
	f := run(t)
	f.control("PUT", "/sandboxes/back-then", `{"clock": {"mode": "frozen", "at": "2020-01-01T00:00:00Z"}}`)
	f.call("GET", "/vendors/1/security-reviews/1?expand[]=user", "sim-full", "") // the oldest
	for i := range 230 {
		f.call("GET", fmt.Sprintf("/vendors/1/security-reviews/%d", i%3+1), "sim-full", "")
	}
	b := newTab(t, shared, f.sim.ControlURL())
	b.open("calls")
	b.sees("the newest 100 of 231 calls")
	f.call("POST", "/vendors/1/security-reviews/3/actions", "sim-full@back-then", `{"action": "finalize"}`)
	b.wait("document.querySelector('main [data-row]').innerText.includes('back-then')")
	b.press("Show older calls")
	b.sees("the newest 200 of 232 calls")
	b.press("Show older calls")
	b.sees("232 calls")
	b.wait("document.querySelectorAll('main [data-row]').length === 232 && [...document.querySelectorAll('main [data-row]')].at(-1).innerText.includes('expand')")
	b.wait("![...document.querySelectorAll('button')].some((e) => e.textContent === 'Show older calls' && e.checkVisibility())")
}

// A call that no rule was asked for says why, and not that none plays.
func TestACallSaysWhyNoRuleWasAsked(t *testing.T) {
	shared := browser(t)
	f := run(t)
	f.control("PUT", "/sandboxes/default/scenarios/finalize-lost-answer", "")
	const action = "/vendors/1/security-reviews/3/actions"
	b := newTab(t, shared, f.sim.ControlURL())
	b.open("start")
	for _, c := range []struct{ method, path, key, body, why string }{
		{"POST", action, "sim-full", `{"action": "finalize", "x": 1}`, "a request that breaks the contract is refused before."},
		{"POST", action, "sim-read", `{"action": "finalize"}`, "the key or its account may not make this call"},
		{"POST", action, "nobody", `{"action": "finalize"}`, "a call without a key that works is refused before."},
		{"GET", "/nothing", "sim-full", "", "the call is to no operation that is simulated."},
	} {
		f.call(c.method, c.path, c.key, c.body)
		all := f.sim.Journal(journal.Filter{})
		b.open("calls/default/" + all[len(all)-1].ID)
		b.sees("No rule was asked: " + c.why)
	}
	f.control("DELETE", "/sandboxes/default/scenarios", "")
	f.call("GET", "/vendors/1/security-reviews/3", "sim-full", "")
	all := f.sim.Journal(journal.Filter{})
	b.open("calls/default/" + all[len(all)-1].ID)
	b.sees("No rule was asked: no scenario plays.")
}

// A name of dots is no step of a path: a browser would take it for the way up, and call
// another operation.
func TestNamesOfDotsAreRefused(t *testing.T) {
	shared := browser(t)
	f := run(t)
	f.call("GET", "/vendors/1/security-reviews/1", "sim-full@proof", "")
	b := newTab(t, shared, f.sim.ControlURL())
	for _, name := range []string{"..", "."} {
		b.open("time?in=proof")
		b.choose("Name of a checkpoint", name)
		b.press("Save")
		b.sees(fmt.Sprintf("%q can be no name", name))
		b.open("api/control/deleteCheckpoint?in=proof")
		b.choose("checkpoint", name)
		b.press("Send")
		b.sees(fmt.Sprintf("%q can be no name", name))
	}
	box, err := f.sim.Box("proof")
	if err != nil {
		t.Fatal(err)
	}
	if calls := box.Journal(journal.Filter{}); len(calls) != 1 {
		t.Errorf("the sandbox has %d calls", len(calls))
	}
}
