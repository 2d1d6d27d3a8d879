package page_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

const evilQuery = "x=%3Cscript%3Edocument.title%3D'run'%3C/script%3E"

func filterOf(method string) journal.Filter { return journal.Filter{Method: method} }

// Each button does what it says.
func TestButtons(t *testing.T) {
	shared := browser(t)
	for name, view := range map[string]func(*filled, *tab){
		"start": buttonsOfStart, "sandboxes": buttonsOfSandboxes, "world": buttonsOfWorld, "accounts": buttonsOfAccounts, "fixture": buttonsOfFixture,
		"call": buttonsOfCall, "calls": buttonsOfCalls, "faults": buttonsOfFaults, "editor": buttonsOfEditor, "time": buttonsOfTime, "api": buttonsOfAPI, "report": buttonsOfReport,
	} {
		t.Run(name, func(t *testing.T) {
			f := fill(t)
			b := newTab(t, shared, f.sim.ControlURL())
			b.allow("400 (Bad Request)", "409 (Conflict)") // of what is refused on purpose
			view(f, b)
		})
	}
}

func buttonsOfStart(f *filled, b *tab) {
	b.open("start")
	b.sees("rate-limit-small; used up: finalize-lost-answer")
	b.open("start?in=nightly")
	b.sees("sim-full@nightly")
	b.press("Copy first call")
	b.sees("opied") // or why not: a browser without a window may have no clipboard
	b.press("Send it from here")
	b.sees(`"id": 1`, "See the call")
	b.press("See the call")
	b.sees("getVendorSecurityReview", "of nightly")
}

func buttonsOfSandboxes(f *filled, b *tab) {
	b.open("sandboxes")
	b.press("New sandbox")
	b.choose("Name", "a b")
	b.press("Make it")
	b.sees("Name: it must have 1 to 64 characters")
	b.choose("Name", "mine")
	b.choose("Scenario that plays in it", "rate-limit")
	b.choose("Freeze its clock at", "2030-01-01T00:00:00Z")
	b.press("Make it")
	b.sees("The sandbox mine is made", "2030-01-01 00:00:00", "sim-full@mine")
	b.press("Pin mine")
	b.sees("mine stays")
	b.press("Unpin mine")
	b.sees("mine may go")
	b.press("Fork default")
	b.choose("Name", "copy")
	b.press("Make it")
	b.sees("sim-full@copy")
	b.press("Reset default")
	b.press("Reset it")
	b.sees("default begins anew", "0 calls")
	b.press("Delete copy")
	b.press("Cancel")
	b.wait("document.querySelector('dialog') === null")
	b.press("Delete copy")
	b.press("Delete it")
	b.sees("copy is gone")
	b.wait("![...document.querySelectorAll('.boxes h2')].some((e) => e.textContent === 'copy')")
	b.choose("Search by name", "night")
	b.sees("1 sandbox")
	b.press("Look at nightly")
	b.wait("location.hash.includes('in=nightly') && document.querySelector('#sandbox').value === 'nightly'")
}

func buttonsOfWorld(f *filled, b *tab) {
	b.open("world")
	for word, names := range map[string]string{"vendor 4": "Example Analytics", "account 3": "Example Storage", "review 4": "Example Cloud Hosting"} {
		b.choose("Search vendors and reviews", word)
		b.wait("[...document.querySelectorAll('main .vendor h2')].map((e) => e.firstChild.data).join() === " + quoted(names))
	}
	b.choose("Search vendors and reviews", "no such thing")
	b.sees("No vendor and no review has that.")
	b.choose("Search vendors and reviews", "SOC 2")
	b.wait("document.querySelectorAll('main [data-row]').length === 1")
	b.click("main [data-row]")
	b.sees("It is finalized.")
	b.press("Change")
	b.wait("document.activeElement.matches('dialog textarea') && document.activeElement.selectionStart === 0 && document.activeElement.scrollTop === 0")
	b.choose("The record as it stands in a fixture", `{"id": 4, "status": "DONE"}`)
	b.press("Change it")
	b.sees("must be one of NOT_YET_STARTED")
	b.choose("The record as it stands in a fixture", `{"id": 4, "status": "IN_PROGRESS", "title": "Renamed"}`)
	b.press("Change it")
	b.sees("Renamed", "A finalize would be carried out.")
}

func buttonsOfAccounts(f *filled, b *tab) {
	status := func(want int, key string) {
		b.t.Helper()
		if got := f.call("GET", "/vendors/1", key, ""); got != want {
			b.t.Errorf("%s: got %d, want %d", key, got, want)
		}
	}
	b.open("world/accounts")
	b.choose("Plan of Example Robotics", "limited")
	b.sees("The plan of Example Robotics is limited")
	b.choose("sim-full is not revoked", "false")
	b.sees("sim-full: revoked")
	status(401, "sim-full")
	b.choose("sim-full is not revoked", "true")
	b.choose("Plan of Example Robotics", "full")
	b.wait("document.querySelector('main').innerText.includes('valid')")
	b.choose("Access of sim-read", "custom")
	b.press("0 permissions of sim-read")
	b.choose("vendors-get-vendor", "true")
	b.press("Set")
	b.sees("sim-read: may do what needs vendors-get-vendor")
	status(200, "sim-read")
	b.press("Set when sim-other expires")
	b.choose("Time, by the clock of the sandbox", "2026-01-01T00:00:00Z")
	b.press("Set")
	b.sees("sim-other: expired")
	status(401, "sim-other")
}

func buttonsOfFixture(f *filled, b *tab) {
	b.open("world/fixture")
	b.choose("Part of a fixture", "vendors:\n  - {id: 1, nam: New}")
	b.press("Change")
	b.sees(`unknown key "nam", did you mean "name"?`)
	b.choose("Part of a fixture", "vendors:\n  - {id: 1, name: New name}")
	b.press("Change")
	b.sees("The world is changed")
	b.press("Replace")
	b.sees("choose a fixture file first")
	b.eval("const list = new DataTransfer(); list.items.add(new File(['accounts:\\n  - {id: 1, name: One, termsAccepted: true, platformAdmin: 1}\\nkeys:\\n  - {key: k, account: 1, access: full}\\n" +
		"users:\\n  - {id: 1, account: 1, email: a@example.com, firstName: A, lastName: B, active: true}\\n'], 'w.yaml')); document.querySelector('input[type=file]').files = list.files; ''")
	b.press("Replace")
	b.press("Replace it")
	b.sees("The world is another one")
	b.open("world")
	b.sees("There are no vendors in this world.")
}

func buttonsOfCall(f *filled, b *tab) {
	read := f.sim.Journal(journal.Filter{Operation: "getVendorSecurityReview"})
	b.open("calls/default/" + read[0].ID)
	b.press("Copy as curl")
	b.sees("opied")
	b.press("Next ›")
	b.sees("call 3 of default")
	b.press("‹ Previous")
	b.sees("call 2 of default")
	b.press("HAR")
	b.press("Send again")
	b.sees("Sent again: 200", "call 9 of default")
	f.control("PUT", "/sandboxes/default/scenarios/slow-answers", "")
	b.press("Send again")
	b.sees("It waits for the answer.")
	b.press("Wait no longer")
	b.wait("!document.body.innerText.includes('It waits for the answer.')")
	b.press("Send again")
	b.sees("It waits for the answer.")
	f.control("POST", "/sandboxes/default/clock/advance", `{"by": "1m"}`)
	b.sees("Sent again: 200", "call 11 of default")
	b.press("Send again in…")
	b.sees("Send the call again in another sandbox")
	b.eval("history.back(); ''")
	b.wait("document.querySelector('dialog') === null")
	b.sees("call 9 of default")
	b.press("Send again in…")
	b.sees("Send the call again in another sandbox")
	b.choose("Sandbox", "nightly")
	b.press("Send it")
	b.sees("of nightly")
	b.open("calls/default/" + read[0].ID)
	b.press("Send again in…")
	b.press("Send it")
	b.sees("of sandbox-1", "The call changed nothing")
	b.open("calls/default/" + read[1].ID)
	b.press("Fork after it")
	b.choose("Name", "s p a c e")
	b.press("Make it")
	b.sees("Name: it must have 1 to 64 characters")
	b.choose("Name", "fork")
	b.press("Make it")
	b.sees("The sandbox fork is made")
}

func buttonsOfCalls(f *filled, b *tab) {
	b.open("calls")
	b.eval("const e = [...document.querySelectorAll('main a')].find((a) => a.textContent === 'HAR'); e.addEventListener('click', (event) => { event.preventDefault(); window.har = e.href; }); e.click(); ''")
	if got := b.eval("fetch(window.har).then((r) => r.json()).then((har) => har.log.entries.length)"); got != "10" {
		b.t.Errorf("got %s calls", got)
	}
	b.press("Empty")
	b.press("Forget them")
	b.sees("The journal of default is empty", "2 calls")
}

func buttonsOfFaults(f *filled, b *tab) {
	b.open("faults")
	b.press("From the beginning")
	b.sees("counts from the beginning")
	b.press("Stop finalize-lost-answer")
	b.sees("finalize-lost-answer plays no longer")
	b.choose("Search scenarios", "html gateway")
	b.sees("bad-gateway-bursts", "A good client tries again after a pause")
	b.press("Play bad-gateway-bursts")
	b.sees("bad-gateway-bursts plays in default")
	b.press("Stop all")
	b.sees("Nothing goes wrong: no scenario plays in this sandbox.")
	b.choose("Search scenarios", "no scenario has such words")
	b.sees("No scenario has that.")
	b.choose("Calls that", "getVendor")
	b.choose("Of these", "always")
	b.choose("Are", "429")
	b.choose("When", "before")
	b.press("Let it go wrong")
	b.sees("chosen-fault/1", "Each getVendor is answered with 429")
	for range 2 {
		if got := f.call("GET", "/vendors/1", "sim-full", ""); got != 429 {
			b.t.Errorf("got %d", got)
		}
	}
	b.wait("document.querySelector('.playing td b')?.textContent === '2'")
}

func buttonsOfEditor(f *filled, b *tab) {
	b.open("faults")
	b.press("Write a scenario")
	b.sees("In order: my-fault, 1 rule")
	b.choose("Scenario file", "name: mine\nrules:\n  - when: {operation: getVendr}\n    fault: {status: 500}\n")
	b.sees("1 problem", "3:23", "did you mean getVendor?")
	b.wait("document.querySelector('.problems .tabular').offsetHeight < 1.5 * parseFloat(getComputedStyle(document.querySelector('.problems .tabular')).lineHeight)") // in one line
	b.wait("document.querySelector('.gutter .bad')?.textContent.includes('3')")
	b.wait("[...document.querySelectorAll('main button')].find((e) => e.textContent === 'Play it').disabled")
	b.click(".problems button")
	b.wait("document.activeElement.id === 'scenario' && document.activeElement.selectionStart === 'name: mine\\nrules:\\n  - when: {operation: '.length")
	b.choose("Scenario file", "name: mine\nrules:\n  - when: {operation: getVendor}\n    fault: {status: 500}\n")
	b.sees("In order: mine, 1 rule")
	b.choose("Scenario file", "name: mine\nrules:\n"+strings.Repeat("  - when: {operation: getVendor}\n    times: 1\n    fault: {status: 500}\n", 200))
	b.sees("In order: mine, 200 rules")
	// The number of a line stands beside it, down to the last one.
	b.eval("document.querySelector('#scenario').scrollTop = 1e6; ''")
	b.wait("Math.abs(document.querySelector('.gutter').scrollTop - document.querySelector('#scenario').scrollTop) <= 1 && document.querySelector('#scenario').scrollTop > 1000")
	b.wait("Math.abs(document.querySelector('.gutter').getBoundingClientRect().height - document.querySelector('#scenario').getBoundingClientRect().height) <= 1")
	b.wait("document.querySelector('#scenario').clientHeight > 400")
	b.press("Play it")
	b.sees("mine plays in default", "mine/1")
	if got := f.call("GET", "/vendors/1", "sim-full", ""); got != 500 {
		b.t.Errorf("got %d", got)
	}
}

func buttonsOfTime(f *filled, b *tab) {
	b.open("time")
	b.press("+ 1 day")
	b.sees("2026-11-23 12:30:45", "It is 2026-11-23 12:30:45.678 now")
	b.press("− 1 hour")
	b.sees("2026-11-23 11:30:45")
	b.choose("Move by, as 90m", "90m")
	b.press("Move")
	b.sees("2026-11-23 13:00:45")
	b.choose("Freeze at", "2027-05-05T05:05:05Z")
	b.press("Set")
	b.sees("2027-05-05 05:05:05")
	b.choose("Name of a checkpoint", "may")
	b.press("Save")
	b.sees("Saved: may", "2027-05-05 05:05:05.000 UTC")
	b.choose("Move by, as 90m", "36h")
	b.eval("document.querySelector('#advance').focus(); ''")
	b.key(kb.Enter)
	b.sees("2027-05-06 17:05:05")
	b.choose("Name of a checkpoint", "may")
	b.press("Save")
	b.sees("Replace may?")
	b.press("Replace it")
	b.sees("2027-05-06 17:05:05.000 UTC")
	b.press("Go back to before-the-reopen")
	b.press("Go back")
	b.wait("document.querySelector('.clock').textContent === '2026-11-22 12:30:45'")
	b.press("Delete may")
	b.sees("may is gone")
	b.eval("const own = Date.now; Date.now = () => own() - 3600e3; ''") // the clock of another machine
	b.press("Let it run from here")
	b.sees("UTC, runs")
	if ran := f.sim.Clock().Now().Sub(now); ran < -time.Second || ran > 10*time.Minute { // however slow the machine; it is told the time to the second
		b.t.Errorf("the clock runs %s behind where it stood", ran)
	}
	b.press("Freeze it")
	b.sees("UTC, stands still")
	b.press("Back to the machine")
	b.sees("UTC, runs with the machine")
	b.choose("Seed", "42")
	b.press("Start over with it")
	b.sees("The seed is 42")

	b.open("time?in=checkout-17") // where slow-answers plays, and the clock stands still
	answered := make(chan int)
	go func() { answered <- f.call("GET", "/vendors/1", "sim-full@checkout-17", "") }()
	b.sees("1 call waits for this clock")
	b.open("calls?sandbox=checkout-17")
	b.sees("1 call waits in checkout-17, held up by a fault, and the clock stands still: move the clock.")
	b.press("move the clock")
	b.sees("1 call waits for this clock", "/public/v2/vendors/1", "slow-answers/1 delay", "2027-01-01 00:00:0")
	b.press("+ 1 minute")
	if got := <-answered; got != 200 {
		b.t.Errorf("got %d", got)
	}
	b.sees("No call waits for this clock.")
}

func buttonsOfAPI(f *filled, b *tab) {
	b.open("api?in=nightly")
	b.choose("Search operations", "get one")
	b.sees("No operation has that.")
	b.choose("Search operations", "Upload Security Questionnaire")
	b.wait("new Set([...document.querySelectorAll('main [data-row]')].map((e) => e.firstChild.firstChild.data + e.querySelector('.small').textContent)).size === 2")
	b.sees("(sendSecurityQuestionnaire)", "(sendSecurityQuestionnaireForSecurityReview)")
	b.choose("Search operations", "with-file")
	b.click("main [data-row]")
	b.sees("A2", "needs vendors-post-security-review")
	b.choose("Content type", "multipart/form-data")
	b.choose("note (optional)", "by hand")
	b.press("Send")
	b.sees("201", `"title": "Example Cloud Hosting, SOC 2 report"`, `"note": "by hand"`)
	b.press("See the call")
	b.sees("createVendorSecurityReviewWithFile", "of nightly", "report.pdf")
	b.open("api/simulated/getVendorSecurityReview?in=nightly")
	b.choose("Key, in nightly", "sim-revoked")
	b.allow("401 (Unauthorized)")
	b.press("Send")
	b.sees(`"statusCode": 401`)
	b.press("Copy as curl")
	b.sees("opied")
	b.open("api/control/getClock?in=nightly")
	b.press("Send")
	b.sees(`"mode": "offset"`)
	f.control("DELETE", "/sandboxes/default/scenarios/rate-limit-small", "")
	b.open("api/simulated/listVendors")
	b.sees("list of string: customFields, documents, integrations")
	b.choose("risk (optional)", "HIGH")
	b.choose("size (optional)", "1")
	b.choose("integrations", "true")
	b.press("Send")
	b.sees(`"integrations"`)
	b.press("See the call")
	b.sees("size=1", "risk=HIGH", "expand%5B%5D=integrations")
	b.open("api/simulated/updateVendorSecurityReview")
	b.choose("Begin with", "title")
	b.choose("Body", `{"title": "Written by hand"}`)
	b.sees("Your draft")
	b.choose("securityReviewId", "2")
	b.reload()
	b.press("Send")
	b.sees("200", `"title": "Written by hand"`, `"id": 2,`)
	b.open("api/simulated/createVendorSecurityReviewWithFile")
	b.choose("Content type", "multipart/form-data")
	b.choose("title", "Kept")
	b.open("api/simulated/listVendors")
	b.wait("[...document.querySelectorAll('main input')].find((e) => e.value === 'integrations').checked")
	b.open("api/simulated/createVendorSecurityReviewWithFile")
	b.press("Send")
	b.sees("201", `"title": "Kept"`)
	b.open("api/control/openSession")
	b.choose("Body", `{"token": "h0sh-h0sh"}`)
	b.wait("!JSON.stringify({...sessionStorage, ...localStorage}).includes('h0sh-h0sh')")
	b.open("api/control/followEvents")
	b.choose("after (optional)", "0")
	b.press("Send")
	b.sees("event: call", "It shows what comes until you leave it.")
	b.press("Leave it")
	b.sees("200", "The answer had not ended.")
	b.open("api/assumptions?search=A17")
	b.sees("1 of ", "medium confidence", "finalize is available in NOT_YET_STARTED")
}

func buttonsOfReport(f *filled, b *tab) {
	b.open("report")
	b.sees("The run would fail now", "titel: Should not exist, did you mean title?")
	b.press("call " + f.sim.Journal(journal.Filter{Violating: true})[0].ID)
	b.sees("Rename it to title.")
	b.open("report")
	b.wait("!document.querySelector('.matrix').querySelector('a[href$=listVendors]')")
	b.click("main details.group summary")
	b.wait("document.querySelector('details[open] .matrix a[href$=listVendors]')")
	b.choose("Of", "nightly")
	b.sees("The run would pass now")
	b.choose("Of", "")
	b.sees("The run would fail now")
	for _, href := range strings.Split(b.eval("[...document.querySelectorAll('main a[target]')].map((a) => a.href).join(' ')"), " ") {
		if got := f.send("GET", href, "", ""); got != 200 {
			b.t.Errorf("%s: got %d", href, got)
		}
	}
	b.press("New run")
	b.press("Begin")
	b.sees("A new run begins", "No call broke the contract.")
}
