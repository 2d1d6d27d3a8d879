package control

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// runner is what an operation runs.
type runner = func(call, any) (any, error)

// testControl serves one operation with another handler, without a token.
type testControl struct {
	handler    http.Handler
	log        strings.Builder
	violations []contract.Violation
}

func newTestControl(t *testing.T, id string, run runner) *testControl {
	t.Helper()
	b := &testControl{}
	own, err := ownContract()
	if err != nil {
		t.Fatal(err)
	}
	sandboxes, err := sandbox.NewRegistry(sandbox.Settings{World: &state.World{}, Max: 1})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(Config{
		Contract: own, Document: spec.Control(), Sandboxes: sandboxes,
		Addresses:           func() (string, string) { return "192.0.2.1:4010", "192.0.2.1:4010" },
		Logger:              slog.New(slog.NewTextHandler(&b.log, nil)),
		OnResponseViolation: func(v contract.Violation) { b.violations = append(b.violations, v) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, op := range c.operations {
		if op.ID == id && run != nil {
			c.operations[i].run = run
		}
	}
	b.handler = c.Handler()
	return b
}

func (b *testControl) call(method, path string, body io.Reader) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, Prefix+path, body)
	request.Header.Set("Content-Type", "application/json")
	recorder := httptest.NewRecorder()
	b.handler.ServeHTTP(recorder, request)
	return recorder
}

const internalError = `{"statusCode":500,"name":"InternalServerErrorException","message":"Internal server error"}`

func TestABugIsA500WithoutItsText(t *testing.T) {
	for name, run := range map[string]runner{
		"a panic":  func(call, any) (any, error) { panic("secret detail") },
		"an error": func(call, any) (any, error) { return nil, errors.New("secret detail") },
	} {
		t.Run(name, func(t *testing.T) {
			b := newTestControl(t, "listSandboxes", run)
			got := b.call(http.MethodGet, "/sandboxes", nil)
			if got.Code != 500 || got.Body.String() != internalError {
				t.Errorf("got %d %s", got.Code, got.Body)
			}
			if log := b.log.String(); !strings.Contains(log, "secret detail") || !strings.Contains(log, "listSandboxes") {
				t.Errorf("log: got %s", log)
			}
			if len(b.violations) > 0 {
				t.Errorf("got %v", b.violations)
			}
		})
	}
}

func TestAnAnswerThatDiffersFromTheContractIsReported(t *testing.T) {
	for name, row := range map[string]struct {
		response exchange.Response
		want     string
	}{
		"a status": {exchange.Response{Status: 418}, "the status 418 is not documented"},
		"a value":  {exchange.Response{Status: 200, Body: []byte(`{"data":{}}`)}, "data must be an array, is an object"},
		"no JSON":  {exchange.Response{Status: 200, Body: []byte(`{`)}, "is not valid JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTestControl(t, "listSandboxes", func(call, any) (any, error) { return row.response, nil })
			if got := b.call(http.MethodGet, "/sandboxes", nil); got.Code != row.response.Status {
				t.Errorf("got %d", got.Code)
			}
			if got := (contract.Violations{List: b.violations}).String(); !strings.Contains(got, row.want) {
				t.Errorf("got %q, want it to say %q", got, row.want)
			}
			if !strings.Contains(b.log.String(), "please report this") {
				t.Errorf("log: got %s", b.log.String())
			}
		})
	}
}

func TestABodyThatBreaksOffIsA400(t *testing.T) {
	b := newTestControl(t, "", nil)
	got := b.call(http.MethodPost, "/sandboxes", iotest.ErrReader(io.ErrUnexpectedEOF))
	if got.Code != 400 || !strings.Contains(got.Body.String(), "the body cannot be read: unexpected EOF") {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
}

func TestWithoutATokenNoneIsAskedFor(t *testing.T) {
	b := newTestControl(t, "", nil)
	if got := b.call(http.MethodGet, "/sandboxes", nil); got.Code != 200 {
		t.Errorf("got %d %s", got.Code, got.Body)
	}
}

// Decoded again, a large answer would take many times its size.
func TestOnlyAnswersOfBoundedSizeAreChecked(t *testing.T) {
	for size, want := range map[int]int{10: 1, maxChecked: 1, maxChecked + 1: 0} {
		b := newTestControl(t, "getReport", func(call, any) (any, error) {
			return exchange.Response{Status: http.StatusOK, Body: []byte(strings.Repeat(" ", size-2) + "[]")}, nil
		})
		if got := b.call(http.MethodGet, "/report", nil); got.Code != http.StatusOK || len(b.violations) != want {
			t.Errorf("%d bytes: got %d and %d violations, want %d", size, got.Code, len(b.violations), want)
		}
	}
}
