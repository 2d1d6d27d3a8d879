package page_test

import (
	"fmt"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// A sandbox that was reset gives the same ids again, and a journal that is full drops a call for
// each that comes: what the page says of calls is true all the same.

const badUpdate = `{"titel": "x"}`

func TestCallsOfBeforeAResetAreShownAsTheReportKeptThem(t *testing.T) {
	shared := browser(t)
	f := run(t)
	b := newTab(t, shared, f.sim.ControlURL())
	for _, name := range []string{"titel", "satus"} {
		f.call("PUT", "/vendors/1/security-reviews/1", "sim-full", fmt.Sprintf("{%q: 1}", name))
		f.control("POST", "/sandboxes/default/reset", "")
	}
	f.call("GET", "/vendors", "sim-full", "")
	calls := f.sim.Journal(journal.Filter{})
	if len(calls) != 1 {
		t.Fatalf("got %d calls", len(calls))
	}
	for i, name := range []string{"titel", "satus"} {
		b.open("report")
		b.sees("satus: ")
		b.eval(fmt.Sprintf("[...document.querySelectorAll('main li')].find((e) => e.innerText.startsWith('%s') && e.querySelector('a')).querySelector('a').click(); ''", name))
		b.sees("no longer in the journal", fmt.Sprintf(`"%s": 1`, name), "PUT /public/v2/vendors/1/security-reviews/1")
		if i == 0 {
			b.wait("!document.body.innerText.includes('satus')")
		}
	}
	f.call("PUT", "/vendors/1/security-reviews/1", "sim-full", `{"note": 1}`)
	b.open("report")
	b.sees("note: ")
	b.eval("[...document.querySelectorAll('main li')].find((e) => e.innerText.startsWith('note') && e.querySelector('a')).querySelector('a').click(); ''")
	b.sees("call 2 of default", "The world before and after")
}

func TestSandboxesCountWhatBrokeTheContract(t *testing.T) {
	shared := browser(t)
	f := run(t, simulator.WithJournal(5, 64<<20))
	b := newTab(t, shared, f.sim.ControlURL())
	for range 5 {
		f.call("GET", "/vendors/1", "sim-full@full", "")
	}
	f.call("GET", "/vendors/1", "sim-full@again", "")
	const card = "[...document.querySelectorAll('.boxes li')].find((e) => e.querySelector('h2').textContent === '%s').innerText.includes('%s')"
	b.open("sandboxes")
	b.wait(fmt.Sprintf(card, "full", "none broke the contract") + " && " + fmt.Sprintf(card, "again", "none broke the contract"))
	for range 3 {
		f.call("PUT", "/vendors/1/security-reviews/1", "sim-full@full", badUpdate)
	}
	b.wait(fmt.Sprintf(card, "full", "3 broke the contract"))
	b.open("start")
	f.control("POST", "/sandboxes/again/reset", "")
	f.call("PUT", "/vendors/1/security-reviews/1", "sim-full@again", badUpdate)
	b.open("sandboxes")
	b.wait(fmt.Sprintf(card, "again", "1 broke the contract"))
}

func TestAListOfCallsHasNoHoles(t *testing.T) {
	shared := browser(t)
	f := run(t, simulator.WithJournal(300, 64<<20))
	b := newTab(t, shared, f.sim.ControlURL())
	send := func(n int) {
		for range n {
			f.call("GET", "/vendors/1", "sim-full", "")
		}
	}
	const rows = "[...document.querySelectorAll('main [data-row]')].map((e) => e.dataset.key)"
	// isWhole compares what is listed with what the journal has.
	isWhole := func(n int) {
		t.Helper()
		b.wait(fmt.Sprintf("%s.length === %d", rows, n))
		want := f.sim.Journal(journal.Filter{})
		for i, got := range b.list(rows + ".map((key) => key.split(',')[1])") {
			if got != want[len(want)-1-i].ID {
				t.Fatalf("the row %d of %d is another call", i, n)
			}
		}
	}
	send(300)
	b.open("calls")
	b.press("Show older calls")
	b.press("Show older calls")
	isWhole(300)
	b.press("Pause")
	send(150)
	b.press("Go on")
	isWhole(100)
	b.press("Show older calls")
	isWhole(200)
	send(20)
	b.wait(rows + "[0].includes(" + quoted(f.sim.Journal(journal.Filter{})[299].ID) + ")")
	isWhole(220)
	b.press("Pause")
	send(110)
	b.press("Show older calls")
	b.wait("![...document.querySelectorAll('button')].some((e) => e.textContent === 'Show older calls' && e.checkVisibility())")
	if got := len(b.list(rows)); got != 220 { // the older ones have been dropped meanwhile
		t.Errorf("got %d calls", got)
	}
}

// The calls before and after one are led to however many there are.
func TestNeighboursOfACall(t *testing.T) {
	shared := browser(t)
	f := run(t, simulator.WithJournal(3000, 64<<20))
	b := newTab(t, shared, f.sim.ControlURL())
	for range 1500 {
		f.call("GET", "/vendors/1", "sim-full", "")
	}
	calls := f.sim.Journal(journal.Filter{})
	for _, at := range []int{0, 1, 100, 700, 1498, 1499} {
		for by, name := range map[int]string{-1: "‹ Previous", 1: "Next ›"} {
			b.open("calls/default/" + calls[at].ID)
			b.sees(fmt.Sprintf("call %d of default", at+1))
			if at+by < 0 || at+by >= len(calls) {
				b.wait("[...document.querySelectorAll('main button')].find((e) => e.textContent === " + quoted(name) + ").disabled")
				continue
			}
			b.press(name)
			b.sees(fmt.Sprintf("call %d of default", at+by+1))
		}
	}
}
