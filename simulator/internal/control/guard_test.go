package control_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

// pathOf is a path of the operation that does not have to lead to anything.
func pathOf(op *contract.Operation) string {
	steps := strings.Split(op.Path, "/")
	for i, step := range steps {
		if strings.HasPrefix(step, "{") {
			steps[i] = "1"
		}
	}
	return strings.Join(steps, "/")
}

// The tables below hold for every operation, so that one that is added later is
// not forgotten. A call that is let pass may be refused for something else.
func onEveryOperation(t *testing.T, each func(t *testing.T, op *contract.Operation)) {
	for _, op := range own(t).Operations {
		t.Run(op.ID, func(t *testing.T) { each(t, op) })
	}
}

// A page whose name was made to lead to this machine reads and changes nothing.
func TestOnLoopbackWithoutATokenOnlyLocalHostsPass(t *testing.T) {
	c := newCaller(t).local()
	onEveryOperation(t, func(t *testing.T, op *contract.Operation) {
		for host, passes := range map[string]bool{
			"127.0.0.1:4010": true, "localhost:4010": true, "localhost": true, "sim.localhost:9": true, "[::1]:4010": true,
			"evil.example": false, "evil.example:4010": false, "127.0.0.1.evil.example": false, "0.0.0.0:4010": false,
			"evil\xff.example": false, strings.Repeat("x", 5000): false,
		} {
			c := *c
			c.host = host
			got := c.call(op.Method + " " + pathOf(op))
			if (got.Status != 403) != passes {
				t.Errorf("%q: got %d %s", host, got.Status, got.Body)
			}
			if !passes {
				got.Has("statusCode", 403).Has("name", "ForbiddenException").Says("a token", "an address that others reach", "the Host is")
			}
			if len(got.Body) > 1000 && !passes {
				t.Errorf("%q: got %d bytes", host, len(got.Body))
			}
		}
	})
	c.host = "evil.example"
	c.get("/nothing").Want(403)
}

// Whoever has a token, reaches the simulator from elsewhere or calls it over no
// network gives it whatever name he likes.
func TestWhereAnyHostPasses(t *testing.T) {
	addresses := func(both string) func(*control.Config) {
		return func(config *control.Config) {
			config.Token, config.Addresses = "", func() (string, string) { return both, both }
		}
	}
	onLoopback, elsewhere := &net.TCPAddr{IP: net.IPv6loopback, Port: 1}, &net.TCPAddr{IP: net.IPv4(172, 17, 0, 2), Port: 1}
	for name, row := range map[string]struct {
		listens string
		arrives net.Addr
		host    string
		token   string
		passes  bool
	}{
		"by name":                        {"127.0.0.1:4010", onLoopback, "sim.internal", "", false},
		"with a token":                   {"127.0.0.1:4010", onLoopback, "sim.internal", token, true},
		"in a container":                 {"0.0.0.0:4010", elsewhere, "sim.internal", "", true},
		"from a sidecar in a container":  {"[::]:4010", onLoopback, "sim.internal", "", true},
		"over no connection":             {"127.0.0.1:4010", nil, "example.com", "", true},
		"by another server, on loopback": {"127.0.0.1:4010", onLoopback, "example.com", "", false},
		"by another server, elsewhere":   {"127.0.0.1:4010", elsewhere, "example.com", "", true},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCaller(t).of(addresses(row.listens))
			if row.token != "" {
				c = newCaller(t).of(func(config *control.Config) {
					config.Addresses = func() (string, string) { return row.listens, row.listens }
				})
			}
			c.arrives, c.host, c.token = row.arrives, row.host, row.token
			want := 403
			if row.passes {
				want = 200
			}
			c.get("/sandboxes/s/keys").Want(want)
			if row.passes { // a page of another origin changes nothing all the same
				c.with("Origin", "https://evil.example").post("/sandboxes/s/reset", "").Want(403)
			}
		})
	}
}

// HTTP/1.0 may lack a Host, which no browser does.
func TestACallWithoutAHostPasses(t *testing.T) {
	c := newCaller(t).local()
	request, err := http.NewRequest(http.MethodGet, control.Prefix+"/sandboxes", nil)
	if err != nil {
		t.Fatal(err)
	}
	request = request.WithContext(c.context(request.Context()))
	c.do(request).Want(200)
}

// What a page of another origin makes a browser send changes nothing; answers to
// what only reads it never sees.
func TestPagesOfOtherOriginsChangeNothing(t *testing.T) {
	c := newCaller(t).local()
	onEveryOperation(t, func(t *testing.T, op *contract.Operation) {
		for _, row := range []struct {
			name, value string
			passes      bool
		}{
			{"Origin", "https://evil.example", false},
			{"Origin", "null", false},
			{"Origin", "http://127.0.0.1:3000", false},
			{"Origin", "http://127.0.0.1:4010", true},
			{"Origin", "https://" + strings.Repeat("é", 3000), false},
			{"Sec-Fetch-Site", "cross-site", false},
			{"Sec-Fetch-Site", "same-site", false},
			{"Sec-Fetch-Site", "same-origin", true},
			{"Sec-Fetch-Site", "none", true},
		} {
			c := c
			if row.passes {
				c = newCaller(t).local() // which may change
			}
			got := c.with(row.name, row.value).call(op.Method + " " + pathOf(op))
			passes := row.passes || op.Method == http.MethodGet
			if (got.Status != 403) != passes {
				t.Errorf("%s %.40s: got %d %.300s", row.name, row.value, got.Status, got.Body)
			}
			for name := range got.Header {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("got the header %s", name)
				}
			}
			if !passes {
				got.Says("a page of another origin may not change the simulator", row.name+" is ")
			}
		}
		preflight := c.with("Origin", "https://evil.example").with("Access-Control-Request-Method", op.Method).call("OPTIONS " + pathOf(op))
		if preflight.Status != 404 || preflight.Header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("a preflight: got %d %v", preflight.Status, preflight.Header)
		}
	})
	if len(c.get("/sandboxes").Want(200).At("data").([]any)) != 2 {
		t.Error("a sandbox came or went")
	}
}

// HEAD is GET without the body: the same status, the same header.
func TestEveryGetAnswersHead(t *testing.T) {
	c := newCaller(t)
	for _, op := range own(t).Operations {
		if op.Method != http.MethodGet {
			continue
		}
		for status, send := range outcomes[op.ID] {
			got, head := send(c), send(c.asHead())
			if head.Status != status || head.Body != "" {
				t.Errorf("%s %d: got %d %q", op.ID, status, head.Status, head.Body)
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition", "Www-Authenticate", "X-Content-Type-Options"} {
				if name == "Content-Length" && strings.Contains(got.Body, "lastUsedAt") {
					continue // a time may have fewer digits than the one before
				}
				if got.Header.Get(name) != head.Header.Get(name) {
					t.Errorf("%s %d: %s: got %q, want %q", op.ID, status, name, head.Header.Get(name), got.Header.Get(name))
				}
			}
		}
	}
}
