package web_test

import (
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
