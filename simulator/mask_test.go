package simulator_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// kept is the last call of the default sandbox.
func (c *client) kept() journal.Call {
	c.t.Helper()
	box, err := c.sim.Box("default")
	if err != nil {
		c.t.Fatal(err)
	}
	calls := box.Journal(journal.Filter{})
	if len(calls) == 0 {
		c.t.Fatal("no call")
	}
	return calls[len(calls)-1]
}

const top = "TOP-SECRET"

func TestMaskedValuesAreNotKept(t *testing.T) {
	c := newClient(t, simulator.WithMask("x-trace", "token", "title"), simulator.WithMask("description"))
	c.header = http.Header{"X-Trace": {top, top}, "Title": {top}}
	for name, call := range map[string]func(){
		"a header": func() { c.get(reviewPath(1)).Want(200) },
		"a query": func() {
			c.get(reviewPath(1) + "?token=" + top + "&%74oken=" + top + "&a=1;token=" + top + "&b").Want(200)
		},
		"JSON": func() { c.post(creation, newReview(map[string]any{"title": top})).Want(201) },
		"a form": func() {
			c.upload(vendorUpload, simtest.Field("title", top), simtest.File("files", "a.csv", "q,a\n")).Want(400)
		},
		"another case": func() { c.post(creation, newReview(map[string]any{"Title": top})).Want(400) },
		"deep JSON": func() {
			c.put(reviewPath(3), `{"title":"a","socForm":{"findings":[{"description":"`+top+`"}]}}`)
		},
		"broken JSON":                 func() { c.post(creation, `{"title":"`+top+`","note":`).Want(400) },
		"JSON with a fault before it": func() { c.post(creation, `{"a":,"title":"`+top+`"}`).Want(400) },
		"an unknown path":             func() { c.get("/nothing?title=" + top).Want(404) },
	} {
		call()
		for _, path := range []string{"/sandboxes/default/journal", "/journal", "/journal/har"} {
			if text := string(c.control(path).Want(200).Body); strings.Contains(text, top) {
				t.Errorf("%s: %s has it: %s", name, path, text)
			}
		}
	}
}

func TestOnlyTheNamedIsMasked(t *testing.T) {
	c := newClient(t, simulator.WithMask("token", "title"))
	c.header = http.Header{"X-Trace": {"a"}, "token": {"b"}}
	c.get(reviewPath(1) + "?token&a=1&token=%zz&Token=2&&title=").Want(200)
	got := c.kept()
	if want := "token&a=1&token=***&Token=***&&title=***"; got.Request.Query != want {
		t.Errorf("query: got %s, want %s", got.Request.Query, want)
	}
	if h := http.Header(got.Request.Header); h.Get("X-Trace") != "a" || h.Get("Token") != "***" || h.Get("Authorization") != "***" {
		t.Errorf("header: got %v", h)
	}
	if !strings.Contains(got.Response.Body, `"title":"***","note":"Starts`) {
		t.Errorf("answer: got %s", got.Response.Body)
	}
	c.post(creation, ` { "titel" : "x" , "a":1.0 }`).Want(400)
	if got, want := c.kept().Request.Body, ` { "titel" : "x" , "a":1.0 }`; got != want {
		t.Errorf("body: got %s, want %s", got, want)
	}
	c.upload(vendorUpload, simtest.Field("title", top), simtest.Field("note", "n"), simtest.File("files", "a.csv", "q,a\n")).Want(400)
	if parts := c.kept().Request.Parts; parts[0].Value != "n" || parts[1].Value != "***" || parts[2].FileName != "a.csv" {
		t.Errorf("parts: got %+v", parts)
	}
}

// A secret that the cut of a long body goes through is masked all the same.
func TestMaskedValuesOfLongBodies(t *testing.T) {
	const limit = 64 << 10
	c := newClient(t, simulator.WithMask("note"))
	for before := limit - 40; before < limit+10; before++ {
		c.post(creation, `{"title":"`+strings.Repeat("x", before)+`","note":"`+strings.Repeat(top, 10)+`"}`).Want(400)
		got := c.kept().Request
		if strings.Contains(got.Body, "TOP") || len(got.Body) > limit || slices.Contains(got.Truncated, journal.TruncatedBody) == strings.HasSuffix(got.Body, "}") {
			t.Fatalf("%d: got %d bytes, %v, ending in %s", before, len(got.Body), got.Truncated, got.Body[len(got.Body)-60:])
		}
	}
}

func TestLongValuesOfForms(t *testing.T) {
	c := newClient(t)
	c.upload(vendorUpload, simtest.Field("note", strings.Repeat("é", 40_000)), simtest.File("files", "a.csv", "q,a\n")).Want(400)
	part := c.kept().Request.Parts[0]
	if len(part.Value) != 64<<10 || !part.Truncated {
		t.Errorf("got %d bytes, %v", len(part.Value), part.Truncated)
	}
	c.control("/journal/har").Has("log.entries.0.request.postData.params.0.comment", "the body goes on")
}

// What clients put into a query by mistake is hidden without being asked for.
func TestCredentialsInAQueryAreHidden(t *testing.T) {
	c := newClient(t)
	for query, want := range map[string]string{
		"?access_token=" + top:                 "access_token=***",
		"?a=1&API%2DKey=" + top + "&b=2":       "a=1&API%2DKey=***&b=2",
		"?X-Amz-Signature=" + top + "&":        "X-Amz-Signature=***&",
		"?secret[]=" + top + ";session=" + top: "secret[]=***;session=***",
		"?expand[]=user&page=1&key=1":          "expand[]=user&page=1&key=1",
	} {
		c.get(reviewPath(1) + query).Want(200)
		if got := c.kept().Request.Query; got != want {
			t.Errorf("%s: got %s, want %s", query, got, want)
		}
	}
}

func TestANameToMaskIsNotEmpty(t *testing.T) {
	if _, err := simulator.Start(simulator.WithMask("a", "")); err == nil || err.Error() != "WithMask must not be empty" {
		t.Errorf("got %v", err)
	}
}

// The calls are found by what is kept of them.
func TestTextThatIsMaskedIsNotFound(t *testing.T) {
	c := newClient(t, simulator.WithMask("title"))
	c.post(creation, newReview(map[string]any{"title": top})).Want(201)
	c.control("/journal?text="+url.QueryEscape(top)).Has("matched", 0)
	c.control("/journal?text="+url.QueryEscape(`"title":"***"`)).Has("matched", 1)
}
