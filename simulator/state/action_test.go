package state_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/state"
)

var now = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

func newWorld(t interface{ Fatal(...any) }) *state.World {
	owner := int64(1)
	world, err := state.Snapshot{
		Accounts: []state.Account{{ID: 1, Name: "Example", TermsAccepted: true, PlatformAdmin: 1}},
		Keys:     []state.Key{{Token: "k", AccountID: 1, Access: state.AccessFull}},
		Users:    []state.User{{ID: 1, AccountID: 1, Email: "a@example.com", Active: true}, {ID: 2, AccountID: 1, Email: "b@example.com"}},
		Vendors:  []state.Vendor{{ID: 1, AccountID: 1, Name: "Vendor", SecurityOwner: &owner}},
	}.Restore()
	if err != nil {
		t.Fatal(err)
	}
	return world
}

// An action is listed exactly when performing it would succeed, whatever was
// done to the review before.
func TestActionsAreListedExactlyWhenTheyWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		review, err := w.AddReview(state.Target{AccountID: 1, VendorID: 1}, drawReview(t), now)
		if err != nil {
			t.Fatal(err)
		}
		target := state.Target{AccountID: 1, VendorID: 1, ReviewID: review.ID}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			step(t, w, target)
			checkActions(t, w, target)
		}
	})
}

func drawReview(t *rapid.T) state.NewReview {
	return state.NewReview{
		Type:       rapid.SampledFrom([]state.ReviewType{state.TypeSOCReport, state.TypeSOCReport, state.TypeSecurity}).Draw(t, "type"),
		Status:     rapid.SampledFrom([]state.ReviewStatus{state.StatusNotYetStarted, state.StatusInProgress, state.StatusCompleted, state.StatusNotRequired}).Draw(t, "status"),
		DeadlineAt: now,
	}
}

// step updates the form or tries an action.
func step(t *rapid.T, w *state.World, target state.Target) {
	if rapid.IntRange(0, 3).Draw(t, "step") == 0 {
		action := rapid.SampledFrom([]state.Action{state.ActionFinalize, state.ActionReopen}).Draw(t, "action")
		_, _ = w.PerformAction(target, state.ActionChange{Action: action}, now)
		return
	}
	if _, err := update(w, target, drawEdits(t).apply); err != nil {
		t.Fatal(err)
	}
}

func checkActions(t *rapid.T, w *state.World, target state.Target) {
	listed, listErr := w.Actions(target)
	for _, action := range []state.Action{state.ActionFinalize, state.ActionReopen} {
		fork := w.Fork()
		before, err := fork.Review(target)
		if err != nil {
			t.Fatal(err)
		}
		after, err := fork.PerformAction(target, state.ActionChange{Action: action}, now)
		if got, want := err == nil, slices.Contains(listed, action); got != want {
			t.Fatalf("%s works: %v, listed: %v; review %+v", action, got, want, before)
		}
		if unsupported := errors.As(err, new(state.ActionsUnsupported)); unsupported != (listErr != nil) {
			t.Fatalf("performing says %v, listing says %v", err, listErr)
		}
		if err == nil {
			checkTransition(t, action, before, after)
		}
	}
}

func checkTransition(t *rapid.T, action state.Action, before, after state.Review) {
	wantStatus, wantDecision := state.StatusCompleted, state.DecisionApproved
	if action == state.ActionReopen {
		wantStatus, wantDecision = state.StatusInProgress, before.Decision // A27
	}
	if after.Status != wantStatus || after.Decision != wantDecision {
		t.Fatalf("after %s: got %s, %s", action, after.Status, after.Decision)
	}
	if !reflect.DeepEqual(after.SOCForm, before.SOCForm) {
		t.Fatal("the action changed the form")
	}
}
