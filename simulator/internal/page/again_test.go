package page_test

import (
	"fmt"
	"strings"
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
	f.control("PUT", "/sandboxes/default/scenarios/x", `{"name": "x", "rules": [{"when": {"operation": "listVendors"}, "after": 1, "fault": {"status": 500}, "expect": {"fired": 1}}]}`)
	f.call("GET", "/vendors", "sim-full", "")
	b.open("report")
	b.sees("fired 0 times, expected 1", "after: the rule lets the first 1 matching call pass")
	b.eval("[...document.querySelectorAll('main td')].find((e) => e.innerText.includes('vendors: 200')).querySelector('a').click(); ''")
	b.sees("call 1 of default", "GET /public/v2/vendors")
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

// slowFetch lets answers to some addresses come late.
const slowFetch = "const own = fetch; window.fetch = async (url, ...more) => { const answer = await own(url, ...more); if (String(url).includes(%s)) await new Promise((done) => setTimeout(done, 700)); return answer; }; ''"

func TestWhatWasAskedForLastIsShown(t *testing.T) {
	shared := browser(t)
	f := run(t)
	b := newTab(t, shared, f.sim.ControlURL())
	for range 120 {
		f.call("GET", "/vendors/1", "sim-full", "")
	}
	for range 3 {
		f.call("GET", "/company", "sim-full", "")
	}
	const rows = "document.querySelectorAll('main [data-row]').length"
	b.open("calls")
	b.press("Pause")
	b.choose("Operation", "getCompany")
	b.wait(rows + " === 3")
	b.press("Go on")
	b.eval(fmt.Sprintf(slowFetch, "'operation=getVendor'"))
	b.choose("Operation", "getVendor")
	b.choose("Operation", "getCompany")
	b.eval("new Promise((done) => setTimeout(done, 1000))") // the other answer has come by then
	b.wait(rows + " === 3")

	b.open("api/simulated/getVendor")
	b.eval(fmt.Sprintf(slowFetch, "'/vendors/1'"))
	b.press("Send")
	b.choose("vendorId", "2")
	b.press("Send")
	b.sees(`"id": 2`)
	b.eval("new Promise((done) => setTimeout(done, 1000))")
	b.wait("!document.body.innerText.includes('\"id\": 1,')")

	f.call("POST", "/vendors/1/security-reviews", "sim-full@gone", `{"reviewDeadlineAt": "2027-01-01T00:00:00.000Z", "securityReviewStatus": "IN_PROGRESS", "securityReviewType": "SECURITY", "title": "Ghost"}`)
	b.open("world/reviews/7?in=gone")
	b.sees("Ghost")
	f.control("POST", "/sandboxes/gone/reset", "")
	b.sees("There is no review 7 in gone any more.")
}

// What a copied command would leave out is said.
func TestACallThatIsNotKeptWholeIsNotCopied(t *testing.T) {
	shared := browser(t)
	f := run(t)
	b := newTab(t, shared, f.sim.ControlURL())
	f.call("PUT", "/vendors/1/security-reviews/1", "sim-full", `{"title": "`+strings.Repeat("x", 100_000)+`"}`)
	f.call("GET", "/vendors/1?token=secret", "sim-full", "")
	calls := f.sim.Journal(journal.Filter{})
	b.open("calls/default/" + calls[0].ID)
	b.press("Copy as curl")
	b.sees("Not copied: the journal does not have all of its body")
	b.open("calls/default/" + calls[1].ID)
	b.press("Copy as curl")
	b.sees("opied") // or why not: a browser without a window may have no clipboard
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

// Calls that a fault holds up leave the page the connections that it needs to move the clock. They
// go on when one leaves for that.
func TestCallsThatWaitDoNotLockThePage(t *testing.T) {
	shared := browser(t)
	f := run(t, simulator.WithFrozenClock(now))
	b := newTab(t, shared, f.sim.ControlURL())
	b.open("start")
	for range 8 {
		f.call("GET", "/vendors/1", "sim-full", "")
	}
	f.control("PUT", "/sandboxes/default/scenarios/slow-answers", "")
	calls := f.sim.Journal(journal.Filter{})
	for i, call := range calls[:3] {
		b.open("calls/default/" + call.ID)
		b.press("Send again")
		b.wait(fmt.Sprintf("document.querySelector('main [role=status]').innerText.includes('It waits') && %d >= 0", i))
	}
	b.open("calls/default/" + calls[3].ID)
	b.press("Send again")
	b.sees("3 calls that were sent from here still wait for their answers")
	b.open("time")
	b.sees("3 calls wait for this clock")
	b.press("+ 1 minute")
	b.sees("No call waits for this clock.", "Sent again: 200")
	b.open("api/simulated/getVendor")
	b.press("Send")
	b.sees("It waits for the answer.")
	b.press("move the clock")
	b.sees("1 call waits for this clock")
	b.press("+ 1 minute")
	b.sees("getVendor: 200")
}
