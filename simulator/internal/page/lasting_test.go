package page_test

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// Who looks at a sandbox that goes, or that was never there, is told so, and can make it.
func TestASandboxThatIsNotThere(t *testing.T) {
	f := fill(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	b.allow("404 (Not Found)")
	for _, view := range []string{"start", "world", "world/reviews/4", "world/accounts", "world/documents", "world/fixture", "faults", "time", "calls/never/00000000"} {
		b.open(view + "?in=never")
		b.sees("There is no sandbox never", "Make never", "never (not there)")
	}
	b.open("api/simulated/getVendor?in=never") // is about no world
	b.sees("Key, in never")
	b.open("time?in=never")
	b.press("Make never")
	b.sees("The sandbox never is made", "UTC, stands still")
	for _, view := range []string{"start", "world/reviews/4", "faults", "time"} {
		b.open(view + "?in=never")
		b.wait("document.querySelector('main .head') && !document.querySelector('.notice')")
		f.control("DELETE", "/sandboxes/never", "")
		b.sees("There is no sandbox never now.", "What you see of it is how it was.")
		if view == "time" {
			b.press("+ 1 day")
			b.sees(`there is no sandbox "never"`)
		}
		if got := b.eval("document.body.innerText"); strings.Contains(got, "PUT /") {
			t.Errorf("%s: it speaks of calls: %s", view, got)
		}
		f.control("PUT", "/sandboxes/never", "")
		b.wait("!document.querySelector('.notice')")
	}
	f.control("DELETE", "/sandboxes/never", "")
	b.sees("There is no sandbox never now.")
	b.press("All sandboxes")
	b.wait("location.hash === '#/sandboxes' && !document.querySelector('.notice')")
}

// An address that leads to nothing says so.
func TestAnAddressOfNothing(t *testing.T) {
	b := newTab(t, browser(t), fill(t).sim.ControlURL())
	b.allow("404 (Not Found)")
	for address, text := range map[string]string{
		"nosuch": "There is no view nosuch", "faults/nope": "Faults has nothing at nope", "faults/edit?scenario=..": `".." can be no name`, "api/nope": "There is no API nope",
		"api/simulated/nope": "There is no operation nope in this API", "world/reviews/999": "There is no review 999 in default",
		"world/reviews/x": "There is no review x in default", "world/nope": "The world has nothing at nope", "world/accounts/3": "The world has nothing at accounts/3",
		"time/nope": "Time has nothing at nope", "start/1/2": "Start has nothing at 1/2", "calls/default": "Calls has nothing at default",
		"report/nope": "The report has nothing at nope", "report/call/default/00000000": "The call 00000000 is no longer kept",
		"constructor": "There is no view constructor", "calls/%": "Calls has nothing at %", "world/%E0%A4%A": "The world has nothing at %E0%A4%A",
	} {
		b.open(address)
		b.sees(text, "To the start")
		if got := b.eval("location.hash + document.title"); got != "#/"+address+b.eval("document.querySelector('main h1').textContent")+" · vsrsim" {
			t.Errorf("%s: got %s", address, got)
		}
	}
}

// The page says that nothing answers, and goes on by itself once something does.
func TestTheSimulatorGoesAway(t *testing.T) {
	at := freeAddress(t)
	first := run(t, simulator.WithListen(at))
	b := newTab(t, browser(t), first.sim.ControlURL())
	b.allow("ERR_CONNECTION_REFUSED", "ERR_EMPTY_RESPONSE", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_CONNECTION_RESET")
	b.open("time")
	b.sees("runs with the machine")
	first.sim.Close()
	b.sees("The simulator does not answer.", "What you see may be old.", "no answer")
	b.wait("document.querySelector('main .clock')") // what was shown stays
	b.press("+ 1 day")
	b.sees("The simulator does not answer.")
	b.open("world")
	b.sees("The view comes by itself once there is an answer again.")
	run(t, simulator.WithListen(at))
	b.sees("Example Cloud Hosting", "live")
	b.wait("!document.querySelector('.notice')")
	b.open("time")
	b.sees("runs with the machine")
}

// freeAddress is an address of this machine that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// Faults that are chosen one after the other all play.
func TestChosenFaultsPlayBesideEachOther(t *testing.T) {
	f := run(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	b.allow("404 (Not Found)") // the library has none of the name
	b.open("faults")
	for i, operation := range []string{"getVendor", "listVendors", "getCompany"} {
		name := "chosen-fault"
		if i > 0 {
			name = fmt.Sprintf("chosen-fault-%d", i+1)
		}
		b.choose("Calls that", operation)
		b.choose("Are", "429")
		b.choose("When", "before")
		b.press("Let it go wrong")
		b.sees(name+" plays in default", "The next "+operation+" is answered with 429")
	}
	const menu = "document.querySelector('.side [data-view=faults] .count').textContent"
	b.wait(menu + " === '3 on'")
	for _, path := range []string{"/vendors/1", "/vendors", "/company"} {
		if got := f.call("GET", path, "sim-full", ""); got != 429 {
			t.Errorf("%s: got %d", path, got)
		}
	}
	b.wait(menu + " === 'used up' && [...document.querySelectorAll('.playing')].every((e) => e.innerText.includes('used up'))")
	b.press("From the beginning") // the first one
	b.wait(menu + " === '1 on'")
	b.eval("[...document.querySelectorAll('.playing')].find((e) => e.ariaLabel === 'chosen-fault-2').querySelector('a').click(); ''")
	b.wait("document.querySelector('#scenario')?.value.includes('operation: listVendors')") // its text can be read again
}

// What one writes is there again after a reload and after another view.
func TestWhatIsWrittenIsKept(t *testing.T) {
	const text = "name: mine\nrules: []\n"
	b := newTab(t, browser(t), fill(t).sim.ControlURL())
	for address, label := range map[string]string{
		"faults/edit": "Scenario file", "faults/edit?scenario=finalize-lost-answer": "Scenario file",
		"faults/edit?text=name%3A+x": "Scenario file", "world/fixture": "Part of a fixture",
	} {
		field := find("textarea", label)
		b.open(address)
		b.wait(field)
		given := b.eval(field + ".value")
		b.choose(label, text)
		b.sees("Your draft")
		b.open("calls")
		b.open(address)
		b.sees("Your draft")
		b.reload()
		b.sees("Your draft")
		if got := b.eval(field + ".value"); got != text {
			t.Errorf("%s: got %s", address, got)
		}
		b.press("Start over")
		b.click("dialog button[type=submit]")
		b.wait("!document.querySelector('dialog') && !document.querySelector('main').innerText.includes('Your draft')")
		b.open("calls")
		b.open(address)
		if got := b.eval(field + ".value"); got != given {
			t.Errorf("%s: got %s, want %s", address, got, given)
		}
	}
}

// Who comes back to a list is where he was in it, and what is chosen in a list is in sight.
func TestTheWayBackLeadsToTheSamePlace(t *testing.T) {
	f := run(t)
	for range 60 {
		f.call("GET", "/vendors/1", "sim-full", "")
	}
	var reviews []string
	for id := 100; id < 400; id++ {
		reviews = append(reviews, fmt.Sprintf(`{"id": %d, "vendor": 1, "type": "SECURITY", "status": "IN_PROGRESS", "title": "Yearly %d", "requestedAt": "2026-10-05T09:00:00Z", "reviewDeadlineAt": "2026-12-31T17:00:00Z", "requesterUserId": 2}`, id, id))
	}
	if got := f.send("PATCH", f.sim.ControlURL()+"/sandboxes/default/world", `{"reviews": [`+strings.Join(reviews, ",")+`]}`, ""); got != 200 {
		t.Fatalf("got %d", got)
	}
	b := newTab(t, browser(t), f.sim.ControlURL())
	b.open("calls")
	b.eval("window.scrollTo(0, 700); document.querySelectorAll('main [data-row]')[20].click(); ''")
	b.wait("document.querySelector('main .callline') && window.scrollY === 0")
	b.eval("history.back(); ''")
	b.wait("document.querySelector('main .calls') && window.scrollY === 700")
	b.reload()
	b.wait("document.querySelector('main .calls') && window.scrollY === 700")
	b.open("world")
	b.choose("Search vendors and reviews", "Yearly")
	b.eval("const e = document.querySelector('[data-key=review-350]'); e.scrollIntoView({block: 'center'}); e.click(); ''")
	const inSight = "(() => { const e = document.querySelector('[aria-current][data-key=review-350]')?.getBoundingClientRect(); return e && e.top > 0 && e.bottom < innerHeight; })()"
	b.wait(inSight + " && document.querySelector('main h2.big').getBoundingClientRect().top > 0")
	b.wait("document.querySelector('main input[type=search]').value === 'Yearly'")
	b.reload()
	b.wait(inSight)
	b.size(400, 800) // where the list and the review come one after the other
	b.open("world")
	b.eval("const e = document.querySelector('[data-key=review-350]'); e.scrollIntoView({block: 'center'}); window.before = scrollY; e.click(); ''")
	b.wait("document.querySelector('main h2.big') && window.scrollY === 0")
	b.eval("history.back(); ''")
	b.wait("document.querySelector('[data-key=review-350]') && Math.abs(window.scrollY - window.before) < 2 && window.before > 1000")
}
