package cli

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// Whatever else answers at the address is not a healthy simulator.
func TestHealthOfAnotherServer(t *testing.T) {
	for name, test := range map[string]struct {
		status int
		body   string
		want   string
	}{
		"a page for every path": {http.StatusOK, "<!DOCTYPE html>", "is no simulator"},
		"another JSON API":      {http.StatusOK, `{"status":"ok"}`, "is no simulator"},
		"no such path":          {http.StatusNotFound, "", "is no simulator: it has answered 404 "},
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

// A server that sends whoever asks to a simulator is none, whatever its status.
func TestHealthVouchesForNobodyElse(t *testing.T) {
	healthy := httptest.NewServer(simtest.Posing(control.HeaderVersion, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"status":"ok"}`)
	}))
	defer healthy.Close()
	for _, status := range []int{0, 300, 301, 302, 303, 307, 308} {
		asked := healthy.URL
		if status != 0 {
			other := httptest.NewServer(http.RedirectHandler(healthy.URL+control.HealthPath, status))
			defer other.Close()
			asked = other.URL
		}
		var stdout, stderr bytes.Buffer
		got := Main(t.Context(), []string{"health", "--control", asked}, nil, &stdout, &stderr)
		if status == 0 && got == exitOK {
			continue
		}
		if got != exitFindings || !strings.Contains(stderr.String(), "is no simulator: it sends whoever asks to") || stdout.Len() > 0 {
			t.Errorf("%d: got %d, %q, %q", status, got, &stdout, &stderr)
		}
	}
}
