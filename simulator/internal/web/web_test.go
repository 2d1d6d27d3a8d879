package web_test

import (
	"bufio"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// guarded serves one path by a handler that may panic.
func guarded(log *strings.Builder, handle gin.HandlerFunc) http.Handler {
	engine := web.NewEngine()
	failed := func(error) exchange.Response { return exchange.Response{Status: 500, Body: []byte(`{"code":10010}`)} }
	engine.GET("/", web.Guarded(slog.New(slog.NewTextHandler(log, nil)), "op", failed, handle))
	return engine
}

func TestAPanicBeforeTheAnswerIsAnswered(t *testing.T) {
	var log strings.Builder
	recorder := httptest.NewRecorder()
	guarded(&log, func(*gin.Context) { panic("secret detail") }).ServeHTTP(recorder, httptest.NewRequest("GET", "/", nil))
	if recorder.Code != 500 || recorder.Body.String() != `{"code":10010}` || !strings.Contains(log.String(), "secret detail") {
		t.Errorf("got %d %q; log %s", recorder.Code, recorder.Body, log.String())
	}
}

func TestAPanicAmidTheAnswerEndsTheConnection(t *testing.T) {
	for name, handle := range map[string]gin.HandlerFunc{
		"amid the answer": func(c *gin.Context) { web.Send(c, exchange.Response{Status: 200}); panic("late") },
		"on purpose":      func(*gin.Context) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if cause := recover(); cause != http.ErrAbortHandler {
					t.Errorf("got %v, want http.ErrAbortHandler", cause)
				}
			}()
			guarded(&strings.Builder{}, handle).ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
		})
	}
}

// What has no path is the page at the top, but for what has none by its nature.
func TestWhatIsTheSimulatorsOwn(t *testing.T) {
	is := func(text string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) })
	}
	handler := web.Split("/_sim", is("own"), is("rest"))
	for line, want := range map[string]string{
		"GET /": "own", "GET http://127.0.0.1:4010": "own", "GET /favicon.ico": "own", "POST /_sim": "own", "GET /_sim/x": "own",
		"GET /_simulator": "rest", "GET /vendors": "rest", "OPTIONS *": "rest", "CONNECT evil:443": "rest", "GET mailto:abc": "rest",
		"GET /%5Fsim": "rest",
	} {
		request, err := http.ReadRequest(bufio.NewReader(strings.NewReader(line + " HTTP/1.1\r\nHost: a\r\n\r\n")))
		if err != nil {
			t.Fatal(err)
		}
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, request)
		if got := recorder.Body.String(); got != want {
			t.Errorf("%s: got %s", line, got)
		}
	}
}
