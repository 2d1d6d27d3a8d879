package control_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// top is what a browser gets at the top of an address.
func (c *caller) top(handler http.Handler, target string) *simtest.Answer {
	c.t.Helper()
	method, path, _ := strings.Cut(target, " ")
	request := httptest.NewRequest(method, path, nil)
	request.Host = c.host
	for name, value := range c.header {
		request.Header.Set(name, value)
	}
	request = request.WithContext(c.context(request.Context()))
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	if version := recorder.Header().Get(control.HeaderVersion); version != c.config.Version {
		c.t.Errorf("%s answers %d as of %q", target, recorder.Code, version)
	}
	return &simtest.Answer{T: c.t, Call: target, Status: recorder.Code, Header: recorder.Header(), Body: recorder.Body.String()}
}

func TestThePageSaysWhatIsWhere(t *testing.T) {
	c := newCaller(t).local()
	for _, target := range []string{"GET /", "GET /_sim", "GET /_sim/"} {
		got := c.top(c.handler, target).Want(200).Contains(
			"vsrsim v1.2.3", "not made by Drata",
			"base URL     http://127.0.0.1:4010/public/v2\n", "control API  http://127.0.0.1:4010/_sim, described by",
			"http://127.0.0.1:4010/_sim/openapi.json (baseline)", "https://github.com/vsrsim/vsrsim#readme",
			"  sim-expired   expired: every call is a 401\n", "  sim-revoked   revoked: every call is a 401\n",
			"  sim-full      may do everything, account 1 (Example Robotics)\n", "  sim-read      may only read",
			"  sim-none      has no permission: every call is a 403", "  sim-no-terms  its account has not accepted the terms: every call is a 412\n",
			"curl -H 'Authorization: Bearer sim-full' http://127.0.0.1:4010/public/v2/vendors/1/security-reviews/1\n",
		)
		if got.Header.Get("Content-Type") != "text/plain; charset=utf-8" || got.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("got %v", got.Header)
		}
		head := c.top(c.handler, strings.Replace(target, "GET", "HEAD", 1)).Want(200)
		if head.Body != "" || head.Header.Get("Content-Length") != got.Header.Get("Content-Length") {
			t.Errorf("%s: got %q, %v", head.Call, head.Body, head.Header)
		}
	}
	for _, target := range []string{"GET /favicon.ico", "HEAD /favicon.ico"} {
		if got := c.top(c.handler, target).Want(204); got.Body != "" {
			t.Errorf("got %q", got.Body)
		}
	}
	c.top(c.handler, "POST /").Want(404).Says("the control API has no operation POST /")
}

// The page shows the keys to nobody who may not ask for them.
func TestThePageShowsKeysToThoseWhoMayAsk(t *testing.T) {
	c := newCaller(t).rebound()
	c.top(c.handler, "GET /").Want(200).Lacks("sim-").Contains("for whoever calls this machine by a local host")
	c.top(c.handler, "GET /_sim").Want(403)

	c = newCaller(t)
	for _, path := range []string{"GET /", "GET /_sim"} {
		c.top(c.handler, path).Want(200).Lacks("sim-").Contains("keys", "/_sim/sandboxes/default/keys, for whoever sends the token")
		c.with("Authorization", "Bearer "+token).top(c.handler, path).Want(200).Contains("sim-full")
	}
}

// Beside a control API with an address of its own, the API's says where that is.
func TestTheSignpost(t *testing.T) {
	c := newCaller(t).local()
	c.config.Addresses = func() (string, string) { return "0.0.0.0:4010", "127.0.0.1:4011" }
	apart, err := control.New(c.config)
	if err != nil {
		t.Fatal(err)
	}
	handler := apart.Signpost()
	c.host = "sim.internal:4010"
	c.top(handler, "GET /").Want(200).Lacks("sim-full").
		Contains("base URL     http://sim.internal:4010/public/v2", "control API  http://127.0.0.1:4011/_sim", "for whoever reaches the control API")
	c.top(handler, "GET /favicon.ico").Want(204)
	for _, target := range []string{"GET /_sim", "GET /_sim/", "GET /_sim/sandboxes/default/keys", "POST /_sim/sandboxes", "GET /_sim/" + strings.Repeat("x", 5000)} {
		got := c.top(handler, target).Want(404).Says("the control API has an address of its own, http://127.0.0.1:4011/_sim")
		if len(got.Body) > 600 {
			t.Errorf("got %d bytes", len(got.Body))
		}
	}
	c.host = "127.0.0.1:4011"
	c.top(apart.Handler(), "GET /").Want(200).Contains("base URL     http://127.0.0.1:4010/public/v2", "sim-full", "curl -H")
}

// What a world has many of, or what would break a line, is cut.
func TestThePageOfALargeWorld(t *testing.T) {
	c := newCaller(t).local()
	world := strings.Replace(smallWorld, `"Example Robotics"`, `"Example\nRobotics"`, 1)
	var keys strings.Builder
	for i := range 500 {
		keys.WriteString(`,{"key":"k` + strings.Repeat("k", i) + `","account":1,"access":"custom","permissions":["vendors-get"]}`)
	}
	world = strings.Replace(world, `"access": "full"}`, `"access": "full"}`+keys.String(), 1)
	c.put("/sandboxes/default/world", world).Want(200)
	c.top(c.handler, "GET /").Want(200).Contains("and 481 more", "may do what needs vendors-get, all else is a 403, account 1 (Example Robotics)").
		Lacks("a first call")
}
