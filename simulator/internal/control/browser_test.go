package control_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/page"
)

const acceptOfABrowser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

// browser is the same caller, who asks as a browser does that opens an address.
func (c *caller) browser() *caller { return c.with("Accept", acceptOfABrowser) }

func TestBrowsersAreLedToThePage(t *testing.T) {
	for name, c := range map[string]*caller{"without a token": newCaller(t).local(), "with a token": newCaller(t).withToken("")} {
		for _, target := range []string{"GET /", "HEAD /", "GET /_sim", "HEAD /_sim"} {
			got := c.browser().top(c.handler, target).Want(303)
			if got.Header.Get("Location") != "/_sim/" || got.Header.Get("Vary") != "Accept" {
				t.Errorf("%s, %s: got %v", name, target, got.Header)
			}
		}
		c.browser().top(c.handler, "GET /_sim/").Want(200).Contains("<!DOCTYPE html>", `<script type="module" src="page/`)
		if got := c.top(c.handler, "GET /_sim/").Want(200).Lacks("<!DOCTYPE"); got.Header.Get("Vary") != "Accept" {
			t.Errorf("got %v", got.Header)
		}
	}
}

// checkPolicy looks whether what the page is made of lets nothing else into it.
func checkPolicy(t *testing.T, what string, header http.Header) {
	t.Helper()
	for name, want := range map[string]string{
		"Content-Security-Policy": page.Policy, "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cross-Origin-Resource-Policy": "same-origin",
	} {
		if got := header.Get(name); got != want {
			t.Errorf("%s: %s: got %q, want %q", what, name, got, want)
		}
	}
}

func TestTheFilesOfThePage(t *testing.T) {
	c := newCaller(t).withToken("") // they need none
	files := page.Load()
	checkPolicy(t, "the page", c.browser().top(c.handler, "GET /_sim/").Want(200).Header)
	for _, name := range files.Names() {
		file, _ := files.File(name)
		path := "/_sim/page/" + files.Version + "/" + name
		got := c.top(c.handler, "GET "+path).Want(200)
		if got.Body != string(file.Content) || got.Header.Get("Content-Type") != file.MediaType || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: got %d bytes, %v", name, len(got.Body), got.Header)
		}
		checkPolicy(t, name, got.Header)
		if head := c.top(c.handler, "HEAD "+path).Want(200); head.Body != "" || head.Header.Get("Content-Length") != got.Header.Get("Content-Length") {
			t.Errorf("%s: HEAD: got %q, %v", name, head.Body, head.Header)
		}
		old := strings.Replace(path, files.Version, "0123456789abcdef", 1)
		c.top(c.handler, "GET "+old).Want(404).Says("reload the page")
	}
	for _, path := range []string{"/js/nothing.js", "/js/..%2f..%2fpage.go", "/js/%2e%2e", "/index.html/x", "/js/" + strings.Repeat("x", 5000)} {
		if got := c.top(c.handler, "GET /_sim/page/"+files.Version+path).Want(404); len(got.Body) > 600 {
			t.Errorf("got %d bytes", len(got.Body))
		}
	}
	rebound := c.rebound()
	rebound.top(rebound.handler, "GET /_sim/page/"+files.Version+"/js/app.js").Want(403)
}

// The signpost leads nobody away: who opens it may not reach the control API.
func TestTheSignpostIsATextForBrowsers(t *testing.T) {
	c := newCaller(t).local()
	c.config.Addresses = func() (string, string) { return "0.0.0.0:4010", "127.0.0.1:4011" }
	apart, err := control.New(c.config)
	if err != nil {
		t.Fatal(err)
	}
	c.host = "sim.internal:4010"
	c.browser().top(apart.Signpost(), "GET /").Want(200).Contains("page         http://127.0.0.1:4011/_sim/, in a browser").Lacks("sim-full")
}
