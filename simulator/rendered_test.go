package simulator_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// The answer to a read is made once for each record: whatever changes the review, the next
// read has it, in its own sandbox alone.
func TestReadsFollowTheirRecords(t *testing.T) {
	c := newClient(t)
	other := c.as("sim-full@other")
	path, created := reviewPath(1), c.get(reviewPath(1)).Want(200)
	if again := c.get(path).Want(200); again.Body != created.Body {
		t.Errorf("read twice: got %s, then %s", created.Body, again.Body)
	}
	c.put(path, `{"title":"By a call"}`).Want(200)
	c.get(path).Want(200).Has("title", "By a call")
	title := "By a program"
	if _, err := c.sim.World().UpdateReview(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1}, state.ReviewChange{Title: &title}, simtest.Now); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c.get(path).Want(200).Has("title", title)
	}
	c.get(path+"?expand[]=user").Want(200).Has("title", title).Has("user", nil)
	if got := other.get(path).Want(200); got.Body != created.Body {
		t.Errorf("another sandbox: got %s", got.Body)
	}
	c.get(path).Want(200).Has("title", title).Has("user", simtest.Absent{})
}
