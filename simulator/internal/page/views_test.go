package page_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// view is an address of the page, with a text that it has once it is there.
type view struct{ name, address, text string }

var views = []view{
	{"start", "start", "Vendor Security Reviews, simulated"},
	{"sandboxes", "sandboxes", "checkout-17"},
	{"world", "world", "Example Cloud Hosting"},
	{"world-review", "world/reviews/2", "The form lacks"},
	{"world-accounts", "world/accounts", "not accepted: 412"},
	{"world-documents", "world/documents", "penetration-test-2026.csv"},
	{"world-fixture", "world/fixture", "Save as YAML"},
	{"calls", "calls", "broke the contract"},
	{"faults", "faults", "finalize-lost-answer"},
	{"faults-search", "faults?search=finalize", "finalize-conflict"},
	{"editor", "faults/edit?scenario=finalize-lost-answer", "In order"},
	{"time", "time", "before-the-reopen"},
	{"api", "api", "Get Company"},
	{"api-operation", "api/simulated/createVendorSecurityReviewWithFile", "Try it"},
	{"api-lists", "api/simulated/listVendors", "Try it"},
	{"api-control", "api/control/makeSandbox", "Try it"},
	{"api-assumptions", "api/assumptions", "A17"},
	{"report", "report", "The run would"},
}

// TestEachViewOfAFilledSimulator looks at each view in light and dark colours, and narrow and
// wide: it is there, nothing is complained about, and axe finds nothing.
func TestEachViewOfAFilledSimulator(t *testing.T) {
	f := fill(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	axe := axeSource(t)
	for _, form := range []struct {
		name, scheme  string
		width, height int64
	}{{"light", "light", 1280, 900}, {"dark", "dark", 1280, 900}, {"narrow", "light", 400, 800}, {"narrowest", "dark", 360, 740}, {"widest", "light", 1600, 1000}} {
		b.scheme(form.scheme)
		b.size(form.width, form.height)
		for _, view := range append(f.callViews(), views...) {
			b.open(view.address)
			b.sees(view.text)
			b.shoot(view.name + "-" + form.name)
			if wide := b.eval("document.documentElement.scrollWidth > document.documentElement.clientWidth"); wide != "false" {
				t.Errorf("%s, %s: it is wider than the window", view.name, form.name)
			}
			if form.name != "widest" && form.name != "narrowest" { // which are the same elements
				b.judge(axe, view.name+", "+form.name, form.scheme == "dark")
			}
		}
	}
}

// TestTheReportAsADocument looks at the report of a used simulator in HTML, as at a view: names
// are whole words where it is narrow.
func TestTheReportAsADocument(t *testing.T) {
	f := fill(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	axe := axeSource(t)
	for _, form := range []struct {
		name, scheme string
		width        int64
	}{{"light", "light", 1280}, {"dark", "dark", 1280}, {"narrowest", "light", 360}} {
		b.scheme(form.scheme)
		b.size(form.width, 740)
		b.visit("report/html")
		b.sees("Sandboxes", "checkout-17")
		b.shoot("document-" + form.name)
		b.judge(axe, "the report as a document, "+form.name, form.scheme == "dark")
		b.wait("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
		if broken := b.eval("[...document.querySelectorAll('th[scope=row] a')].filter((e) => /^[\\w-]+$/.test(e.innerText) && e.getClientRects().length > e.innerText.split('-').length).map((e) => e.innerText).join()"); broken != "" {
			t.Errorf("%s: names are broken: %s", form.name, broken)
		}
	}
}

// What stands beside a name can be read where it is narrow, too: it has at least a third of
// the width of its list.
func TestValuesHaveRoomBesideTheirNames(t *testing.T) {
	f := fill(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	for _, width := range []int64{320, 360, 400} {
		b.size(width, 740)
		for _, view := range append(f.callViews(), append(views, view{"world-form", "world/reviews/4", "SOC form"})...) {
			b.open(view.address)
			b.sees(view.text)
			b.eval("document.querySelectorAll('main details').forEach((e) => { e.open = true; }); ''")
			if got := b.eval("[...document.querySelectorAll('main dl.facts > dd')].filter((e) => e.clientWidth * 3 < e.parentElement.clientWidth).map((e) => e.previousElementSibling.textContent).join()"); got != "" {
				t.Errorf("%s, %d px: no room beside %s", view.name, width, got)
			}
		}
	}
}

// Where there is more than is seen, the edge fades; fields stand beside their buttons, and
// texts of selects are not cut.
func TestNarrowWindows(t *testing.T) {
	f := fill(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	b.size(360, 740)
	b.open("world/accounts")
	const classes = "[...document.querySelectorAll('.side, main .scroll')].map((e) => [e.matches('.more-before'), e.matches('.more-after')].join(' ')).join()"
	b.eval("document.querySelectorAll('.side, main .scroll').forEach((e) => { e.scrollLeft = 0; }); ''")
	b.wait(classes + " === 'false true,false true,false true'")
	b.eval("document.querySelectorAll('.side, main .scroll').forEach((e) => { e.scrollLeft = 9999; }); ''")
	b.wait(classes + " === 'true false,true false,true false'")
	b.open("time")
	if got := b.eval("[...document.querySelectorAll('.field + button')].filter((e) => e.getBoundingClientRect().left < e.previousElementSibling.getBoundingClientRect().right).map((e) => e.textContent).join()"); got != "Start over with it" { // which is too long for that
		t.Errorf("not beside their fields: %s", got)
	}
	b.size(768, 1000)
	b.open("faults")
	if got := b.eval("const pen = document.createElement('canvas').getContext('2d'); [...document.querySelectorAll('main select')].filter((e) => (pen.font = getComputedStyle(e).font, pen.measureText(e.selectedOptions[0].text).width > e.clientWidth - 28)).map((e) => e.value).join()"); got != "" {
		t.Errorf("cut: %s", got)
	}
	b.size(1280, 900)
	b.open("calls")
	if got := b.eval("new Set([...document.querySelectorAll('.toolbar .field')].map((e) => e.getBoundingClientRect().top)).size"); got != "1" {
		t.Errorf("the labels are in %s lines", got)
	}
}

// On paper there is nothing to press and nothing to choose.
func TestPrint(t *testing.T) {
	f := fill(t)
	b := newTab(t, browser(t), f.sim.ControlURL())
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"}); err != nil {
		t.Fatal(err)
	}
	for _, view := range append(f.callViews(), append(views, view{"world-form", "world/reviews/4", "SOC form"})...) {
		b.open(view.address)
		b.wait("document.querySelector('main h1')")
		if got := b.eval("[...document.querySelectorAll('button, .button, input, select, .side')].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80)).join()"); got != "" {
			t.Errorf("%s: on paper there is %s", view.name, got)
		}
		b.shoot(view.name + "-paper")
	}
}

// callViews are the views of one call each.
func (f *filled) callViews() []view {
	f.t.Helper()
	find := func(filter journal.Filter) string { return "calls/default/" + f.sim.Journal(filter)[0].ID }
	return []view{
		{"call-broken", find(journal.Filter{Violating: true}), "rename it to title"},
		{"call-lost", find(journal.Filter{Method: "POST"}), "The operation was carried out, and the client was not told so."},
	}
}

// axeSource is the source of axe-core.
func axeSource(t *testing.T) string {
	t.Helper()
	_, modules := judge.NodeModules(t)
	source, err := os.ReadFile(filepath.Join(modules, "axe-core", "axe.min.js"))
	if err != nil {
		judge.Missing(t, "axe-core", "make judges")
	}
	return string(source)
}

// judge asks axe what it finds wrong with what the page shows now, or only with its colours.
func (b *tab) judge(axe, what string, colours bool) {
	b.t.Helper()
	if b.eval("typeof axe") == "undefined" {
		b.script(axe)
	}
	options := "{resultTypes: ['violations']}"
	if colours {
		options = "{resultTypes: ['violations'], runOnly: ['color-contrast']}"
	}
	found := b.eval("axe.run(document, " + options + ").then(({violations}) => violations.map((v) => v.id + ': ' + v.help + '\\n' + " +
		"v.nodes.slice(0, 3).map((n) => '    ' + n.target + ' ' + n.html.slice(0, 160) + ' ' + (n.any[0]?.message ?? '')).join('\\n')).join('\\n'))")
	if found != "" {
		b.t.Errorf("%s: axe finds\n%s", what, found)
	}
}
