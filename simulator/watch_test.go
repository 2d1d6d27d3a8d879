package simulator_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
)

// lockedBuffer is a log that is read while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func TestWatch(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mine.yaml")
	write := func(status string) {
		text := "name: mine\nrules:\n  - {when: {operation: getVendorSecurityReview}, fault: {status: " + status + "}}\n"
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("412")
	log := &lockedBuffer{}
	c := newClient(t, simulator.WithScenario(file), simulator.WithWatch(), simulator.WithLogger(slog.New(slog.NewTextHandler(log, nil))))
	other := c.as("sim-full@other")
	c.get(reviewPath(1)).Want(412)
	other.get(reviewPath(1)).Want(412)
	eventually := func(what string, holds func() bool) {
		t.Helper()
		for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("waited for %s; log %s", what, log)
			}
		}
	}
	status := func() int { return c.get(reviewPath(1)).Status }

	write("403")
	eventually("the good file", func() bool { return status() == http.StatusForbidden })
	other.get(reviewPath(1)).Want(403)

	write("418") // not documented
	eventually("the report", func() bool { return strings.Contains(log.String(), "418 is not documented") })
	c.get(reviewPath(1)).Want(403)

	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	eventually("the report", func() bool { return strings.Contains(log.String(), "no such file") })
	c.get(reviewPath(1)).Want(403)

	write("404")
	eventually("the file again", func() bool { return status() == http.StatusNotFound })
	if n := strings.Count(log.String(), "418 is not documented"); n != 1 {
		t.Errorf("the bad file was reported %d times", n)
	}
}
