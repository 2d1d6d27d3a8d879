package simulator_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// served calls without a network, so that a request may be larger than net/http
// lets it be.
func (c *client) served(method, target string, header http.Header, body io.Reader) {
	c.t.Helper()
	request, err := http.NewRequest(method, "http://sim.example"+target, body)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {"Bearer sim-full"}}
	for name, values := range header {
		request.Header[name] = values
	}
	c.sim.Handler().ServeHTTP(httptest.NewRecorder(), request)
}

const mebi = 1 << 20

// large are calls of which little can be kept, each of another kind.
var large = map[string]func(c *client, n int){
	"headers": func(c *client, n int) {
		header := http.Header{}
		for i := range 5_000 {
			header["X-"+strconv.Itoa(i)] = []string{strconv.Itoa(n)}
		}
		c.served("GET", reviewPath(1), header, nil)
	},
	"a header": func(c *client, n int) { c.served("GET", reviewPath(1), http.Header{"X-A": {long(n)}}, nil) },
	"the name": func(c *client, n int) { c.served("GET", reviewPath(1), http.Header{long(n): {"a"}}, nil) },
	"values": func(c *client, n int) {
		c.served("GET", reviewPath(1), http.Header{"X-A": make([]string, 50_000)}, nil)
	},
	"a path":         func(c *client, n int) { c.served("GET", "/"+long(n), nil, nil) },
	"a query":        func(c *client, n int) { c.served("GET", reviewPath(1)+"?a="+long(n), nil, nil) },
	"a masked query": func(c *client, n int) { c.served("GET", reviewPath(1)+"?hush="+long(n), nil, nil) },
	"a key": func(c *client, n int) {
		c.served("GET", reviewPath(1), http.Header{"Authorization": {"Bearer sim-full@" + long(n)}, "Sim-Sandbox": {"default"}}, nil)
	},
	"a body": func(c *client, n int) {
		c.served("POST", creation, http.Header{"Content-Type": {"application/json"}}, strings.NewReader(`{"title":"`+long(n)+`"}`))
	},
	"unknown properties": func(c *client, n int) {
		var body strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&body, `,"p%d-%d":1`, i, n)
		}
		c.served("POST", creation, http.Header{"Content-Type": {"application/json"}}, strings.NewReader("{"+body.String()[1:]+"}"))
	},
	"names of parts": func(c *client, n int) {
		c.servedForm(simtest.Part{Name: long(n), Content: "a"}, simtest.Part{Name: long(n + 1), Content: "a"})
	},
	"names of files": func(c *client, n int) {
		c.servedForm(simtest.Part{Name: "files", FileName: long(n) + ".csv", ContentType: long(n), Content: "a"})
	},
	"many fields": func(c *client, n int) {
		var parts []simtest.Part
		for i := range 99 {
			parts = append(parts, simtest.Field(fmt.Sprint("f", i), strings.Repeat("v", 10_000)))
		}
		c.servedForm(parts...)
	},
	"a large form": func(c *client, n int) {
		c.put(reviewPath(4), `{"socForm":{"findings":{"findings":[{"description":"`+strings.Repeat("x", 30_000)+`"}]}}}`).Want(200)
	},
	"scenarios": func(c *client, n int) {
		if err := c.box().PlayYAML(hundredRules("{key: nobody-%d}")); err != nil {
			c.t.Fatal(err)
		}
		c.get(reviewPath(1))
	},
	"ordinary calls": func(c *client, n int) {
		for range 50 {
			c.get(reviewPath(1)).Want(200)
		}
	},
}

func long(n int) string { return strings.Repeat(string(rune('a'+n%26)), mebi) }

func (c *client) servedForm(parts ...simtest.Part) {
	c.t.Helper()
	body, contentType := simtest.Form(c.t, parts...)
	c.served("POST", vendorUpload, http.Header{"Content-Type": {contentType}}, bytes.NewReader(body))
}

// What the journal takes is what it says that it takes, and no more than it may.
func TestTheJournalTakesNoMoreThanItMay(t *testing.T) {
	const setting = mebi
	for name, call := range large {
		t.Run(url.PathEscape(name), func(t *testing.T) {
			c := newClient(t, simulator.WithJournal(1000, setting), simulator.WithMask("hush"))
			c.get(reviewPath(1)).Want(200)
			for n := range 10 {
				call(c, n)
			}
			said, err := strconv.ParseFloat(c.metric("vsrsim_journal_bytes"), 64)
			if err != nil || said > setting || said < 1000 {
				t.Errorf("it says %v, %v", said, err)
			}
			kept := c.control("/sandboxes/default/journal/count").At("count")
			runtime.GC() // with heap, twice: what pools hold goes with the second
			before := int(heap())
			request, err := http.NewRequest(http.MethodDelete, c.sim.ControlURL()+"/sandboxes/default/journal", nil)
			if err != nil {
				t.Fatal(err)
			}
			c.do(request).Want(204)
			runtime.GC()
			took := before - int(heap())
			t.Logf("%v calls, it says %.0f and took %d", kept, said, took)
			if float64(took) > 1.25*said+128<<10 {
				t.Errorf("it says %.0f and took %d", said, took)
			}
		})
	}
}
