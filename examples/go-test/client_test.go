package reviews_test

import (
	"net/http"
	"testing"

	reviews "github.com/vsrsim/vsrsim/examples/go-test"
	"github.com/vsrsim/vsrsim/simulator"
)

const finalize = "{operation: performSecurityReviewAction, body: {action: finalize}}"

// Both tests finalize review 3, each in a sandbox of its own.
func TestFinalize(t *testing.T) {
	sim := simulator.RunT(t)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)

	t.Run("once", func(t *testing.T) {
		t.Parallel()
		box := sim.BoxT(t)
		client := reviews.Client{URL: sim.URL(), Key: box.KeyNamed("sim-full")}

		if err := client.Finalize(1, 3); err != nil {
			t.Error(err)
		}
		if err := box.Verify(simulator.CallAssertion{When: finalize, Status: http.StatusOK, Count: simulator.Exactly(1)}); err != nil {
			t.Error(err)
		}
	})

	t.Run("when the answer is lost", func(t *testing.T) {
		t.Parallel()
		box := sim.BoxT(t)
		if err := box.Play("finalize-lost-answer"); err != nil {
			t.Fatal(err)
		}
		client := reviews.Client{URL: sim.URL(), Key: box.KeyNamed("sim-full")}

		if err := client.Finalize(1, 3); err != nil {
			t.Error(err)
		}
		err := box.VerifyInOrder(
			simulator.CallAssertion{When: finalize, Count: simulator.Exactly(1)},
			simulator.CallAssertion{When: "{operation: getVendorSecurityReview, review: {status: COMPLETED}}", Count: simulator.Exactly(1)},
		)
		if err != nil {
			t.Error(err)
		}
	})
}
