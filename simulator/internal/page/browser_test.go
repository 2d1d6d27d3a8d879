package page_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	cdplog "github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	cdpruntime "github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
)

// browsers are the names that Chromium goes by.
var browsers = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

// patience is how long a test waits for what has to come. It is a bound for a machine that
// does much else: no test waits for a time to pass.
const patience = 60 * time.Second

// chromium is the browser of all tests, once one has asked for it.
var chromium struct {
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.cancel != nil {
		chromium.cancel()
	}
	os.Exit(code)
}

// browser is Chromium, which is started once for all tests: each of its tabs has cookies and
// a store of its own. It reaches this machine alone. It ends the test if there is none.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range browsers {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		judge.Missing(t, "Chromium", "your system's package chromium")
	}
	chromium.once.Do(func() {
		ctx, end := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU,
			chromedp.Flag("disable-dev-shm-usage", true),
			chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"))
		ctx, leave := chromedp.NewContext(ctx)
		chromium.ctx, chromium.cancel = ctx, func() { leave(); end() }
		chromium.err = chromedp.Do(ctx)
	})
	if chromium.err != nil {
		t.Fatalf("start %s: %v", path, chromium.err)
	}
	return chromium.ctx
}

// tab is one page of a browser that looks at a simulator. What the console complains about,
// and what is asked of another address, fails the test.
type tab struct {
	t    testing.TB
	ctx  context.Context
	base string // of the control API, without a slash at the end

	mu       sync.Mutex
	problems []string
	allowed  []string // parts of problems that a test brings about
}

// newTab opens a tab of a browser.
func newTab(t *testing.T, browser context.Context, base string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	b := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, b.heard); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		b.mu.Lock()
		defer b.mu.Unlock()
		for _, problem := range b.problems {
			if !slices.ContainsFunc(b.allowed, func(part string) bool { return strings.Contains(problem, part) }) {
				t.Errorf("the browser says: %s", problem)
			}
		}
	})
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, cdplog.Enable, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	b.size(1280, 900)
	return b
}

func (b *tab) heard(event any) {
	problem := ""
	switch event := event.(type) {
	case *cdpruntime.EventExceptionThrown:
		problem = "uncaught: " + event.ExceptionDetails.Text
		if event.ExceptionDetails.Exception != nil {
			problem += " " + event.ExceptionDetails.Exception.Description
		}
	case *cdpruntime.EventConsoleAPICalled:
		if event.Type == "error" || event.Type == "warning" {
			text, _ := json.Marshal(event.Args)
			problem = "console: " + string(text)
		}
	case *cdplog.EventEntryAdded:
		if event.Entry.Level == "error" || event.Entry.Source == "security" {
			problem = fmt.Sprintf("log: %s %s", event.Entry.Text, event.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		url := event.Request.URL
		if own := strings.TrimSuffix(b.base, "/_sim"); !strings.HasPrefix(url, own+"/") && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
			problem = "a request to elsewhere: " + url
		}
	}
	if problem != "" {
		b.mu.Lock()
		b.problems = append(b.problems, problem)
		b.mu.Unlock()
	}
}

// allow lets the browser complain about what a test brings about.
func (b *tab) allow(parts ...string) { b.allowed = append(b.allowed, parts...) }

// size makes the window as wide and high as given.
func (b *tab) size(width, height int64) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.EmulateViewport(width, height)); err != nil {
		b.t.Fatal(err)
	}
}

// scheme makes the browser prefer light or dark colours, and no motion.
func (b *tab) scheme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		b.t.Fatal(err)
	}
}

// goTo loads the page at a view. It gives what went wrong.
func (b *tab) goTo(view string) string {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.base+"/#/"+view)); err != nil {
		return err.Error()
	}
	return ""
}

// visit leads to what the control API has at an address.
func (b *tab) visit(address string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.base+"/"+address)); err != nil {
		b.t.Fatal(err)
	}
	b.wait("document.readyState === 'complete'")
}

// open leads to a view, as "calls?violations=true", and waits until it is there.
func (b *tab) open(view string) {
	b.t.Helper()
	here := b.eval("location.href")
	if !strings.HasPrefix(here, b.base+"/") {
		if wrong := b.goTo(view); wrong != "" {
			b.t.Fatal(wrong)
		}
	} else {
		b.eval(fmt.Sprintf("document.querySelector('main').replaceChildren(); location.hash = %s; dispatchEvent(new HashChangeEvent('hashchange')); ''", quoted("#/"+view)))
	}
	b.wait("document.querySelector('main h1') && document.readyState === 'complete'")
}

// reload loads the page anew, and waits until a view is there: not that of before.
func (b *tab) reload() {
	b.t.Helper()
	b.eval("window.isBefore = true; location.reload(); ''")
	b.wait("!window.isBefore && document.readyState === 'complete' && document.querySelector('main h1')")
}

// eval gives what an expression is in the page, as a text.
func (b *tab) eval(expression string) string {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => String(await ("+statement(expression)+")))()", chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return got
}

// list gives what an expression is in the page, as words.
func (b *tab) list(expression string) []string {
	b.t.Helper()
	return strings.Fields(b.eval(expression + ".join(' ')"))
}

// script runs a script in the page, which the policy of the page does not concern.
func (b *tab) script(source string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Evaluate[chromedp.Void](source)); err != nil {
		b.t.Fatal(err)
	}
}

// statement lets an expression be several statements, of which the last one counts.
func statement(text string) string {
	steps := strings.Split(text, "; ")
	if len(steps) == 1 {
		return text
	}
	return "(async () => { " + strings.Join(steps[:len(steps)-1], "; ") + "; return " + steps[len(steps)-1] + "; })()"
}

// wait waits until an expression is true in the page. The page forbids eval, which the
// library would wait with.
func (b *tab) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		got, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!("+expression+")"))
		if err == nil && got {
			return
		}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			b.t.Fatalf("it never came to be that %s (%v); the page is\n%s", expression, err, b.eval("[...document.querySelectorAll('.notes, dialog, main')].map((e) => e.innerText).join('\\n').slice(0, 1500)"))
		}
		if err := chromedp.Do(ctx, chromedp.Sleep(20*time.Millisecond)); err != nil && ctx.Err() == nil {
			b.t.Fatal(err)
		}
	}
}

// sees waits until the view, or a dialog over it, has a text.
func (b *tab) sees(texts ...string) {
	b.t.Helper()
	for _, text := range texts {
		b.wait(fmt.Sprintf("document.body.innerText.includes(%s)", quoted(text)))
	}
}

// find is an expression for the first thing of a kind that can be used and that has a text,
// or a name: in a dialog or else in the view before all others.
func find(selector, text string) string {
	return fmt.Sprintf("[document.querySelector('dialog[open]') ?? document.querySelector('main'), document].flatMap((root) => [...root.querySelectorAll(%s)]).find((e) => !e.disabled && e.checkVisibility() && "+
		"(e.textContent.trim() === %s || e.getAttribute('aria-label') === %s || e.labels?.[0]?.textContent.trim().startsWith(%s)))",
		quoted(selector), quoted(text), quoted(text), quoted(text))
}

// press clicks the button or the link of a text.
func (b *tab) press(text string) {
	b.t.Helper()
	target := find("button, a, summary, label", text)
	b.wait(target)
	b.eval(target + ".click(); ''")
}

// click clicks the first thing that a selector finds.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.wait("document.querySelector(" + quoted(selector) + ")")
	b.eval("document.querySelector(" + quoted(selector) + ").click(); ''")
}

// choose sets a select, a text or a switch, found by its label.
func (b *tab) choose(label, value string) {
	b.t.Helper()
	target := find("input, select, textarea", label)
	b.wait(target)
	b.eval(fmt.Sprintf("const e = %s; e.type === 'checkbox' ? e.checked !== (%s === 'true') && e.click() : (e.value = %s, "+
		"e.dispatchEvent(new Event('input', {bubbles: true})), e.dispatchEvent(new Event('change', {bubbles: true}))); ''", target, quoted(value), quoted(value)))
}

// key presses a key.
func (b *tab) key(name string) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, chromedp.KeyEvent(name)); err != nil {
		b.t.Fatal(err)
	}
}

func quoted(text string) string {
	written, _ := json.Marshal(text) // of a string, which cannot fail
	return string(written)
}

// shoot keeps a picture of the whole page in the folder that VSRSIM_SHOTS names, for people
// to look at.
func (b *tab) shoot(name string) {
	b.t.Helper()
	folder := os.Getenv("VSRSIM_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		b.t.Error(err)
	}
}
