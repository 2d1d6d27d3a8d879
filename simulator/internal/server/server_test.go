package server

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/fixtures"
	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/spec"
)

// newServer is a server whose handler of one operation is replaced, to see what
// becomes of a bug in it.
func newServer(t *testing.T, log io.Writer, handle api.Handler) (handler http.Handler, violations *[]contract.Violation) {
	t.Helper()
	c, err := contract.Load(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	world, err := fixture.Load("default.yaml", fixtures.Default())
	if err != nil {
		t.Fatal(err)
	}
	violations = &[]contract.Violation{}
	sandboxes, err := sandbox.NewRegistry(sandbox.Settings{Contract: c, World: world, Max: 1})
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{
		Contract: c, Sandboxes: sandboxes, Control: Control{Handler: http.NotFoundHandler(), Prefix: "/_sim"}, MaxFileSize: 1,
		Metrics:             metrics.New(metrics.Config{}),
		Logger:              slog.New(slog.NewTextHandler(log, nil)),
		OnResponseViolation: func(v contract.Violation) { *violations = append(*violations, v) },
	})
	if err != nil {
		t.Fatal(err)
	}
	op, ok := c.Operation("getVendorSecurityReview")
	if !ok {
		t.Fatal("no such operation")
	}
	engine := gin.New()
	engine.Handle(op.Method, web.Route(op.Path), s.serve(route{api.Operation{Operation: op, Handle: handle}, s.Metrics.Operation(op.ID)}))
	return engine, violations
}

func get(handler http.Handler) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodGet, "/vendors/1/security-reviews/1", nil)
	request.Header.Set("Authorization", "Bearer sim-full")
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, request)
	return recorder
}

func TestAPanicIsTheDocumented500(t *testing.T) {
	var log strings.Builder
	handler, violations := newServer(t, &log, func(api.Call) (exchange.Response, error) { panic("secret detail") })
	got := get(handler)
	want := `{"statusCode":500,"message":"Internal server error","code":10010}`
	if got.Code != 500 || got.Body.String() != want {
		t.Errorf("got %d %s, want 500 %s", got.Code, got.Body, want)
	}
	if !strings.Contains(log.String(), "secret detail") || !strings.Contains(log.String(), "getVendorSecurityReview") {
		t.Errorf("the log does not say what happened: %s", log.String())
	}
	if len(*violations) > 0 {
		t.Errorf("violations: got %v", *violations)
	}
}

func TestAnUnknownErrorIsA500WithoutItsText(t *testing.T) {
	var log strings.Builder
	handler, _ := newServer(t, &log, func(api.Call) (exchange.Response, error) {
		return exchange.Response{}, io.ErrClosedPipe
	})
	got := get(handler)
	if got.Code != 500 || strings.Contains(got.Body.String(), "pipe") || !strings.Contains(log.String(), "closed pipe") {
		t.Errorf("got %d %s; log %s", got.Code, got.Body, log.String())
	}
}

func TestAnAnswerThatDiffersFromTheContractIsReported(t *testing.T) {
	for name, row := range map[string]struct {
		response exchange.Response
		want     string
	}{
		"a missing property":     {exchange.Response{Status: 200, Body: []byte(`{}`)}, "decision is required"},
		"an undeclared property": {exchange.Response{Status: 401, Body: []byte(`{"statusCode":401,"message":"m","code":1,"x":2}`)}, "x should not exist"},
		"an undocumented status": {exchange.Response{Status: 418, Body: []byte(`{}`)}, "the status 418 is not documented, documented are 200, 400, 401, 403, 404, 412, 500"},
		"not JSON":               {exchange.Response{Status: 200, Body: []byte(`{`)}, "the body is not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			handler, violations := newServer(t, &log, func(api.Call) (exchange.Response, error) { return row.response, nil })
			if got := get(handler).Code; got != row.response.Status {
				t.Errorf("status: got %d, want %d", got, row.response.Status)
			}
			if !strings.Contains((contract.Violations{List: *violations}).String(), row.want) || !strings.Contains(log.String(), "level=ERROR") {
				t.Errorf("got %v, want %q; log %s", *violations, row.want, log.String())
			}
		})
	}
}
