package page_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

// What people come for is done in the page alone, from its start.
func TestTasks(t *testing.T) {
	shared := browser(t)
	begin := func(t *testing.T, f *filled) *tab {
		b := newTab(t, shared, f.sim.ControlURL())
		b.open("start")
		return b
	}
	t.Run("find the call that broke the contract", func(t *testing.T) {
		b := begin(t, fill(t))
		b.press("Find the call that broke the contract")
		b.sees("1 call", "2 violations")
		b.click("main [data-row]")
		b.sees("titel: Should not exist, did you mean title?", "Rename it to title.", "line 3984 of the contract", "VendorSecurityReviewUpdateRequestPublicV2Dto:")
	})
	t.Run("make the next finalize fail after it was carried out", func(t *testing.T) {
		f := run(t)
		b := begin(t, f)
		b.press("Make the next finalize fail")
		b.press("Let it go wrong")
		b.sees("chosen-fault plays in default", "chosen-fault/1")
		if status := f.call("POST", "/vendors/1/security-reviews/3/actions", "sim-full", `{"action":"finalize"}`); status != 0 {
			t.Errorf("got %d", status)
		}
		b.wait(`document.querySelector('.playing td b')?.textContent === '1'`)
		b.open("world/reviews/3")
		b.sees("It is finalized.")
	})
	t.Run("accept the terms again", func(t *testing.T) {
		f := run(t)
		b := begin(t, f)
		read := func() int { return f.call("GET", "/vendors/5", "sim-no-terms", "") }
		if status := read(); status != 412 {
			t.Fatalf("got %d", status)
		}
		b.press("Accept the terms, change a plan, revoke a key")
		b.choose("Terms accepted by Example without Terms", "true")
		b.sees("Example without Terms has accepted the terms")
		if status := read(); status != 200 {
			t.Errorf("got %d", status)
		}
	})
	t.Run("read why a rule did not fire", func(t *testing.T) {
		b := begin(t, fill(t))
		b.press("Read why a rule did not fire")
		b.sees("/vendors/1/security-reviews/3/actions")
		b.eval("[...document.querySelectorAll('main [data-row]')].find((e) => e.textContent.includes('connection reset')).click(); ''")
		b.sees("rate-limit-small/1", "did not", "over – wanted: fires over 5 calls in 1m0s", "⚡ fired")
	})
	t.Run("see the world before the last write", func(t *testing.T) {
		b := begin(t, fill(t))
		b.press("See the world before the last write")
		b.sees("POST", "2 calls") // of which others were refused
		b.click("main [data-row]")
		b.sees("1 record changed from when the call began", "reviews 3")
		b.wait(`document.querySelector('.diff').innerText.replace(/\s+/g, ' ').includes('status IN_PROGRESS COMPLETED')`)
		b.press("Look at the world before")
		b.wait(`document.querySelector('dialog[open] pre').textContent.includes('"id": 3')`)
		b.press("Close")
		b.press("Fork before it")
		b.choose("Name", "back-then")
		b.press("Make it")
		b.sees("The sandbox back-then is made; clients work in it with the key sim-full@back-then")
		b.open("world/reviews/3?in=back-then")
		b.sees("A finalize would be carried out.")
	})
}

// The token is asked for once, and nothing is seen before and after.
func TestTheTokenIsAskedForOnce(t *testing.T) {
	f := run(t, simulator.WithControlToken("let-me-in"))
	b := newTab(t, browser(t), f.sim.ControlURL())
	b.allow("403 (Forbidden)", "401 (Unauthorized)") // a wrong token, and what was asked while one logs out
	if got := b.goTo("calls"); got != "" {
		t.Fatal(got)
	}
	b.sees("This simulator asks for a token")
	b.wait("document.querySelector('.side').inert && document.querySelector('#sandbox').disabled && !document.body.innerText.includes('connecting')")
	b.choose("Token", "let-me-out")
	b.press("Open")
	b.sees("this is not the token of the control API")
	b.choose("Token", "let-me-in")
	b.press("Open")
	b.sees("No calls yet.", "live")
	b.wait("!document.querySelector('.side').inert && !document.querySelector('#sandbox').disabled")
	if got := b.eval("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})"); got != "{}" {
		t.Errorf("scripts can read %s", got)
	}
	f.call("GET", "/vendors/1", "sim-full", "")
	b.sees("/vendors/1")
	b.reload()
	b.wait("document.querySelector('main [data-row]')")
	b.press("Log out")
	b.sees("This simulator asks for a token")
	b.wait("document.querySelector('main [data-row]') === null")
}

// A call shows up the moment it is answered, unless the list is paused.
func TestCallsAreSeenAsTheyCome(t *testing.T) {
	f := run(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	b.open("calls")
	b.sees("No calls yet.")
	f.call("GET", "/vendors/1", "sim-full", "")
	b.sees("/vendors/1", "1 call")
	f.call("PUT", "/vendors/1/security-reviews/1", "sim-full", `{"titel":"x"}`)
	b.sees("1 violation", "✗ 1") // in the list, and beside the view
	b.press("Pause")
	f.call("GET", "/vendors/2", "sim-full@other", "")
	b.wait("document.querySelector('.side [data-view=calls]').textContent.includes('3')") // it was seen, and is not shown
	if got := b.eval("document.querySelectorAll('main [data-row]').length"); got != "2" {
		t.Errorf("got %s calls", got)
	}
	b.press("Go on")
	b.sees("/vendors/2")
	b.wait("[...document.querySelectorAll('main option')].some((e) => e.value === 'other')")
	b.choose("Sandbox", "other")
	b.wait("document.querySelectorAll('main [data-row]').length === 1")
	b.choose("Sandbox", "")
	b.choose("broke the contract", "true")
	b.wait("document.querySelectorAll('main [data-row]').length === 1 && document.querySelector('main .calls').innerText.includes('PUT')")
	b.choose("broke the contract", "false")
	b.choose("Status", "2")
	b.wait("document.querySelectorAll('main [data-row]').length === 2")
	b.choose("Status", "")
	b.choose("Operation", "getVendor")
	b.wait("document.querySelectorAll('main [data-row]').length === 2")
	b.choose("Search", "/vendors/2")
	b.wait("document.querySelectorAll('main [data-row]').length === 1")
	b.reload() // what was chosen stands in the address
	b.wait("document.querySelectorAll('main [data-row]').length === 1 && document.querySelector('main input[type=search]').value === '/vendors/2'")
}

// What a client sends stays text, wherever the page shows it.
func TestWhatClientsSendStaysText(t *testing.T) {
	f := fill(t)
	f.call("GET", "/vendors/1?"+evilQuery, "sim-full@"+"evil", "")
	b := newTab(t, browser(t), f.sim.ControlURL())
	write := f.sim.Journal(filterOf("PUT"))[1].ID
	for address, text := range map[string]string{
		"world": evil, "world/reviews/2": evil, "calls/default/" + write: "<script>document.title='run'</script>", "calls": "%3Cscript%3E", "report": "vendors-get",
	} {
		b.open(address)
		b.sees(text)
		if got := b.eval("document.title + document.querySelectorAll('main script, main img, dialog script, dialog img').length"); got[:3] == "run" || got[len(got)-1] != '0' {
			t.Errorf("%s: got %s", address, got)
		}
	}
}

// The page is used by keys alone.
func TestKeys(t *testing.T) {
	b := newTab(t, browser(t), fill(t).sim.ControlURL())
	b.open("start")
	for key, heading := range map[string]string{"2": "Sandboxes", "3": "World", "4": "Calls", "5": "Faults", "6": "Time", "7": "API", "8": "Report", "1": "Vendor Security Reviews, simulated"} {
		b.eval("document.activeElement.blur(); ''")
		b.key(key)
		b.wait("document.querySelector('main h1')?.textContent === " + quoted(heading))
	}
	b.open("calls")
	b.key("j")
	b.key("j")
	b.key("k")
	b.wait("document.activeElement === document.querySelector('main [data-row]')")
	b.key("/")
	b.wait("document.activeElement.type === 'search'")
	b.key("4") // is text there
	b.wait("document.activeElement.value.endsWith('4') && location.hash.startsWith('#/calls')")
	b.eval("document.activeElement.blur(); ''")
	b.key("?")
	b.sees("the views, from the first to the last")
	b.choose("Use these shortcuts", "false")
	b.press("Close")
	b.wait("document.querySelector('dialog') === null")
	b.key("2")
	b.key("\t") // to what stands in the view: keys still move the focus
	b.wait("location.hash.startsWith('#/calls')")
	b.reload()
	b.key("\t")
	b.wait("document.activeElement.textContent === 'Skip to the view'")
	b.key("\r")
	b.wait("document.activeElement.id === 'main'")
}
