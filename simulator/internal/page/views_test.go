package page_test

import (
	"os"
	"path/filepath"
	"testing"

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
