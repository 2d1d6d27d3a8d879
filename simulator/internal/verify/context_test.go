package verify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
)

// Nobody waits for an answer: the search ends.
func TestVerifyEndsWhenTheCallerLeaves(t *testing.T) {
	c := load(t)
	selector, err := when.ParseSelector(c, "{method: GET}")
	if err != nil {
		t.Fatal(err)
	}
	entries := []recorder.Entry{called(time.Second, "GET 200")}
	asserted := []verify.Calls{{Selector: selector, Count: scenario.AtLeastOnce}}
	ctx, leave := context.WithCancel(context.Background())
	if results, err := verify.Verify(ctx, c, entries, 0, asserted, false); err != nil || results[0].Count != 1 {
		t.Errorf("got %v, %v", results, err)
	}
	leave()
	if results, err := verify.Verify(ctx, c, entries, 0, asserted, false); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v", results, err)
	}
}
