package control_test

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/server"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/internal/tally"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

func TestMain(m *testing.M) {
	gin.SetMode(gin.ReleaseMode)
	m.Run()
}

// token is what the control APIs of these tests ask for.
const token = "let-me-in"

// caller calls one control API. No answer may differ from spec/control.yaml.
type caller struct {
	t         testing.TB
	config    control.Config
	handler   http.Handler
	sandboxes *sandbox.Registry
	scenarios *scenario.Library
	token     string
	host      string            // that calls name
	header    map[string]string // of each call
	arrives   net.Addr          // at which calls arrive; nil if over no connection
	head      bool              // asks for the headers of each GET alone
}

var baseline = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load(spec.OpenAPI()) })

// library is shared, as the control API only reads it.
var library = sync.OnceValues(func() (*scenario.Library, error) {
	api, err := baseline()
	if err != nil {
		return nil, err
	}
	return scenario.NewLibrary(api, scenarios.Files)
})

// newCaller has the sandboxes default and, pinned, s, with room for one more.
// s has two calls in its journal and the checkpoint c, and finalize-conflict
// plays in it.
func newCaller(t testing.TB) *caller {
	t.Helper()
	world, err := fixture.Load("default.yaml", fixtures.Default())
	if err != nil {
		t.Fatal(err)
	}
	api, err := baseline()
	if err != nil {
		t.Fatal(err)
	}
	run := tally.NewRun(tally.Config{Contract: api})
	sandboxes, err := sandbox.NewRegistry(sandbox.Settings{
		Ended: run.Ended, Contract: api, World: world, Clock: sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: simtest.Now}, Seed: 1,
		Journal: recorder.Settings{Entries: 300, Bytes: 1 << 20}, Max: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	c := newCallerOf(t, sandboxes).of(func(config *control.Config) { config.Run = run })
	box, err := sandboxes.Make("s")
	if err != nil {
		t.Fatal(err)
	}
	if err := sandboxes.Pin("s", true); err != nil {
		t.Fatal(err)
	}
	if _, err := box.Apply(sandbox.SaveCheckpoint{Name: "c"}); err != nil {
		t.Fatal(err)
	}
	played, err := c.scenarios.Find("finalize-conflict")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box.Apply(sandbox.Play{Scenario: played}); err != nil {
		t.Fatal(err)
	}
	record(box, entry(1, "getVendorSecurityReview", http.MethodGet, 200))
	record(box, entry(2, "createVendorSecurityReview", http.MethodPost, 400, "title must be a string"))
	return c
}

// record lets a sandbox have answered a call.
func record(box *sandbox.Sandbox, e recorder.Entry) {
	_, _ = box.Apply(sandbox.Record{Entry: e}) // which cannot fail
}

func newCallerOf(t testing.TB, sandboxes *sandbox.Registry) *caller {
	t.Helper()
	api, err := baseline()
	if err != nil {
		t.Fatal(err)
	}
	scenarios, err := library()
	if err != nil {
		t.Fatal(err)
	}
	config := control.Config{
		Contract: api, Document: spec.OpenAPI(), Sandboxes: sandboxes, Scenarios: scenarios, Token: token,
		Run:     tally.NewRun(tally.Config{Contract: api}),
		Version: "v1.2.3", BasePath: "/public/v2",
		Addresses:           func() (string, string) { return "192.0.2.1:4010", "192.0.2.1:4010" },
		Resend:              resend(t, api, sandboxes, scenarios),
		Metrics:             func() ([]byte, string, error) { return []byte("up 1\n"), "text/plain; version=0.0.4", nil },
		Logger:              slog.New(slog.NewTextHandler(t.Output(), nil)),
		OnResponseViolation: func(v contract.Violation) { t.Errorf("%s: %s", v.Operation, v) },
	}
	c := &caller{t: t, config: config, sandboxes: sandboxes, scenarios: scenarios, token: token}
	return c.of(func(*control.Config) {})
}

// resend sends calls again with a server of the API.
func resend(t testing.TB, api *contract.Contract, sandboxes *sandbox.Registry, scenarios *scenario.Library) func(context.Context, recorder.Entry, *sandbox.Sandbox, string) (string, error) {
	t.Helper()
	operations := map[string][]int{}
	for _, op := range api.Operations {
		operations[op.ID] = op.Statuses
	}
	made, err := server.New(server.Config{
		Contract: api, Sandboxes: sandboxes, Scenarios: scenarios, Control: server.Control{Handler: http.NotFoundHandler(), Prefix: control.Prefix},
		MaxFileSize: 1 << 10, MaxBodyMemory: 1 << 20, Metrics: metrics.New(metrics.Config{Operations: operations, Totals: func() metrics.Totals { return metrics.Totals{} }}), OnNoSandbox: func() {},
		Logger: slog.New(slog.NewTextHandler(t.Output(), nil)), OnResponseViolation: func(v contract.Violation) { t.Errorf("%s: %s", v.Operation, v) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return func(ctx context.Context, call recorder.Entry, in *sandbox.Sandbox, from string) (string, error) {
		request, err := call.Again(ctx, call.Key+"@"+in.Name)
		if err != nil {
			return "", err
		}
		return made.Resend(request, from, in.Name)
	}
}

// of is the same caller of a control API that is made otherwise.
func (c *caller) of(change func(*control.Config)) *caller {
	c.t.Helper()
	other := *c
	change(&other.config)
	made, err := control.New(other.config)
	if err != nil {
		c.t.Fatal(err)
	}
	other.handler = made.Handler()
	return &other
}

// local is the same caller of a control API that listens on this machine alone
// and has no token.
func (c *caller) local() *caller {
	other := c.of(func(config *control.Config) {
		config.Token = ""
		config.Addresses = func() (string, string) { return "127.0.0.1:4010", "127.0.0.1:4010" }
	})
	other.token, other.host = "", "127.0.0.1:4010"
	other.arrives = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 4010}
	return other
}

// rebound is a page whose name was made to lead to this machine.
func (c *caller) rebound() *caller {
	other := c.local()
	other.host = "evil.example:4010"
	return other
}

// asHead is the same caller, who asks with HEAD for what others GET.
func (c *caller) asHead() *caller {
	other := *c
	other.head = true
	return &other
}

// full is the same caller of a control API that has no room for a stream.
func (c *caller) full() *caller {
	c.t.Helper()
	made, err := control.New(c.config)
	if err != nil {
		c.t.Fatal(err)
	}
	made.BoundStreams(0, time.Minute, time.Minute)
	other := *c
	other.handler = made.Handler()
	return &other
}

// context says where a call arrives, as a server does.
func (c *caller) context(ctx context.Context) context.Context {
	if c.arrives == nil {
		return ctx
	}
	return context.WithValue(ctx, http.LocalAddrContextKey, c.arrives)
}

// with is the same caller with another header.
func (c *caller) with(name, value string) *caller {
	other := *c
	other.header = map[string]string{name: value}
	maps.Copy(other.header, c.header)
	return &other
}

// entry is a call as a journal has it.
func entry(ordinal uint64, operation, method string, status int, violations ...string) recorder.Entry {
	e := recorder.Entry{Call: journal.Call{
		ID: fmt.Sprintf("%016x", ordinal), Ordinal: ordinal, Time: simtest.Now, Sandbox: "s",
		Operation: operation, Key: "sim-full",
		Request: recorder.RequestMessage(&exchange.Request{
			Method: method, Path: "/public/v2/vendors/1/security-reviews", RawQuery: "page=1",
			Header: http.Header{"Authorization": {"Bearer sim-full"}, "Accept": {"*/*"}}, Body: []byte(`{"title":5}`),
		}, recorder.Mask{}).Plain(),
		Response: recorder.ResponseMessage(exchange.Response{Status: status, Body: []byte(`{"id":7}`)}, recorder.Mask{}),
	}}
	for _, text := range violations {
		e.Violations = append(e.Violations, contract.Violation{
			Side: contract.InRequest, In: contract.InBody, Text: text, Operation: operation, Line: 12,
		})
	}
	return e
}

// forgetPast makes a sandbox with a call, and so many changes since that it keeps no past.
func (c *caller) forgetPast(name string) {
	c.t.Helper()
	c.put("/sandboxes/"+name, `{}`)
	record(c.box(name), entry(1, "getVendorSecurityReview", http.MethodGet, 200))
	for range 10_000 {
		if _, err := c.box(name).World().ChangeKey("sim-full", state.KeyChange{}); err != nil {
			c.t.Fatal(err)
		}
	}
}

// box is a sandbox that is there.
func (c *caller) box(name string) *sandbox.Sandbox {
	c.t.Helper()
	box, err := c.sandboxes.Find(name)
	if err != nil {
		c.t.Fatal(err)
	}
	return box
}

// withToken is the same caller with another token; "" sends none.
func (c *caller) withToken(token string) *caller {
	other := *c
	other.token = token
	return &other
}

func (c *caller) get(path string) *simtest.Answer    { c.t.Helper(); return c.call("GET " + path) }
func (c *caller) delete(path string) *simtest.Answer { c.t.Helper(); return c.call("DELETE " + path) }
func (c *caller) post(path, json string) *simtest.Answer {
	c.t.Helper()
	return c.call("POST "+path, "application/json", json)
}

func (c *caller) put(path, json string) *simtest.Answer {
	c.t.Helper()
	return c.call("PUT "+path, "application/json", json)
}

func (c *caller) patch(path, json string) *simtest.Answer {
	c.t.Helper()
	return c.call("PATCH "+path, "application/json", json)
}

// call sends a call: method and path below /_sim, content type, body.
func (c *caller) call(target string, content ...string) *simtest.Answer {
	c.t.Helper()
	method, path, _ := strings.Cut(target, " ")
	if c.head && method == http.MethodGet {
		method = http.MethodHead
	}
	var body, contentType string
	if len(content) == 2 {
		contentType, body = content[0], content[1]
	}
	request := httptest.NewRequest(method, control.Prefix+path, strings.NewReader(body))
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range c.header {
		request.Header.Set(name, value)
	}
	if c.host != "" {
		request.Host = c.host
	}
	request = request.WithContext(c.context(request.Context()))
	return c.do(request)
}

func (c *caller) do(request *http.Request) *simtest.Answer {
	c.t.Helper()
	ctx, leave := context.WithCancel(request.Context())
	defer leave()
	recorder := leaving{httptest.NewRecorder(), leave}
	c.handler.ServeHTTP(recorder, request.WithContext(ctx))
	got := recorder.Result()
	got.Request = request
	if version := got.Header.Get(control.HeaderVersion); version != c.config.Version {
		c.t.Errorf("%s %s answers %d as of %q", request.Method, request.URL, got.StatusCode, version)
	}
	return simtest.Read(c.t, got)
}

// leaving is a client that takes no more of a stream than its beginning.
type leaving struct {
	*httptest.ResponseRecorder
	leave func()
}

func (l leaving) Flush() {
	l.ResponseRecorder.Flush()
	l.leave()
}
