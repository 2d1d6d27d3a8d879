package cli

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
)

// asCommand makes this test binary the command, for a process that can be killed.
const asCommand = "RUN_AS_VSRSIM"

// Killed at any moment, the state file is a whole world: the one before a
// change or the one after. Every review that an older file held is still there.
func TestAKilledSimulatorLeavesAWholeStateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	reviews := 0
	for round := range 8 {
		process, url := startProcess(t, path)
		// The saves come every 200 ms; each round is killed at another moment of them.
		for end := time.Now().Add(time.Duration(150+53*round) * time.Millisecond); time.Now().Before(end); {
			createReview(t, url)
		}
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = process.Wait() // it was killed
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		world, err := fixture.Load(path, content)
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		kept, err := world.Reviews(1, 1)
		if err != nil || len(kept) < reviews {
			t.Fatalf("round %d: %d reviews, there were %d; %v", round, len(kept), reviews, err)
		}
		reviews = len(kept)
	}
	if reviews <= 5 {
		t.Error("nothing was ever saved")
	}
}

func startProcess(t *testing.T, state string) (process *exec.Cmd, url string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	process = exec.CommandContext(ctx, os.Args[0], "serve", "--listen", "127.0.0.1:0", "--state", state)
	process.Env = append(os.Environ(), asCommand+"=1")
	stdout, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		if match := baseURLLine.FindStringSubmatch(lines.Text()); match != nil {
			return process, "http://" + match[1]
		}
	}
	t.Fatal("it did not start")
	return nil, ""
}

func createReview(t *testing.T, url string) {
	t.Helper()
	body := `{"reviewDeadlineAt":"2026-12-31T17:00:00Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`
	request, err := http.NewRequest(http.MethodPost, url+"/vendors/1/security-reviews", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{"Authorization": {"Bearer sim-full"}, "Content-Type": {"application/json"}}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil || response.StatusCode != http.StatusCreated {
		t.Fatal(fmt.Errorf("%s: %w", response.Status, err))
	}
}
