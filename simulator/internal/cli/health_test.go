package cli

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Whatever else answers at the address is not a healthy simulator.
func TestHealthOfAnotherServer(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"a page for every path": {http.StatusOK, "<!DOCTYPE html>", "is no simulator"},
		"another JSON API":      {http.StatusOK, `{"healthy":true}`, "is no simulator"},
		"no such path":          {http.StatusNotFound, "", "answered 404 Not Found"},
	} {
		t.Run(name, func(t *testing.T) {
			other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			defer other.Close()
			var stdout, stderr bytes.Buffer
			args := []string{"health", "--listen", other.Listener.Addr().String()}
			if got := Main(t.Context(), args, nil, &stdout, &stderr); got != exitFindings {
				t.Errorf("exit code: got %d, want %d", got, exitFindings)
			}
			if !strings.Contains(stderr.String(), test.want) {
				t.Errorf("got %q, want it to say %q", &stderr, test.want)
			}
		})
	}
}
