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
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
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

// What the journal takes is what it says that it takes, and no more than it may: a quarter
// more than its setting, with what the sandbox was after each call.
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
			if err != nil || said > 1.25*setting || said < 1000 {
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

// What a sandbox was after its calls takes no more than a quarter of the memory of its
// journal beside that, however much is written; the oldest is forgotten first.
func TestTheWayBackTakesNoMoreThanItMay(t *testing.T) {
	const writes, journalBytes = 10_000, 2 * mebi
	c := newClient(t, simulator.WithJournal(writes, journalBytes))
	if err := c.sim.PlayYAML("{name: counts, rules: [{name: never, when: {method: PUT}, after: 1000000, fault: {status: 500}}]}"); err != nil {
		t.Fatal(err)
	}
	write := func(n int) {
		body := strings.NewReader(fmt.Sprintf(`{"title":"%d %s"}`, n, strings.Repeat("x", 100)))
		c.served("PUT", reviewPath(1), http.Header{"Content-Type": {"application/json"}}, body)
	}
	runtime.GC()
	before := int(heap())
	for n := range writes {
		write(n)
	}
	most := journalBytes + journalBytes/4
	runtime.GC() // with heap, twice: what pools hold goes with the second
	if got := int(heap()) - before; got > most+mebi {
		t.Errorf("%d bytes are in use, %d are allowed", got, most)
	}
	metric, err := strconv.ParseFloat(c.metric("vsrsim_journal_bytes"), 64)
	if err != nil || metric > float64(most) || metric < journalBytes {
		t.Errorf("the journal says that it takes %v bytes, %v", metric, err)
	}
	kept := 0
	for i, call := range c.sim.Journal(journal.Filter{}) {
		world, err := c.sim.WorldAfter(call.ID)
		if err != nil {
			if kept > 0 {
				t.Fatalf("call %d: %v, and there is a way back to an older one", i, err)
			}
			continue
		}
		kept++
		review, err := world.Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1})
		if err != nil || !strings.Contains(call.Request.Body, strings.TrimRight(*review.Title, "x")) {
			t.Fatalf("%v: after %.30s the title is %.10s", err, call.Request.Body, *review.Title)
		}
	}
	if kept < 100 {
		t.Errorf("there is a way back to %d calls", kept)
	}
	t.Logf("a way back to %d of %d calls", kept, len(c.sim.Journal(journal.Filter{})))
}
