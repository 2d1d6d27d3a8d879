package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// finalize is the client under test: it ends a review.
func finalize(baseURL, key string, vendor, review int) error {
	url := fmt.Sprintf("%s/vendors/%d/security-reviews/%d/actions", baseURL, vendor, review)
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(`{"action":"finalize"}`))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("finalize review %d: %s", review, response.Status)
	}
	return nil
}

func TestFinalize(t *testing.T) {
	sim := simulator.RunT(t) // listens on a free port until the test ends

	// Review 3 of the default world is ready, review 2 is not.
	if err := finalize(sim.URL(), sim.Key(), 1, 3); err != nil {
		t.Error(err)
	}
	if err := finalize(sim.URL(), sim.Key(), 1, 2); err == nil {
		t.Error("an incomplete review was finalized")
	}

	review, err := sim.World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 3})
	if err != nil || review.Status != state.StatusCompleted {
		t.Errorf("review 3: got %s, %v", review.Status, err)
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestEachTestHasItsOwnSandbox(t *testing.T) {
	sim := simulator.RunT(t)
	for _, review := range []int{3, 4} {
		t.Run(fmt.Sprint("finalize ", review), func(t *testing.T) {
			t.Parallel()
			box := sim.SandboxT(t) // a fresh world, gone when this test ends
			box.Clock().Set(sandbox.ClockSetting{Mode: sandbox.ClockFrozen, At: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)})

			err := finalize(sim.URL(), box.Key("sim-full"), 1, review)

			calls := box.Journal(journal.Filter{Operation: "performSecurityReviewAction"})
			if len(calls) != 1 || (err == nil) != (calls[0].Response.Status == http.StatusOK) {
				t.Errorf("review %d: %v; calls %+v", review, err, calls)
			}
		})
	}
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
}
