package state_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestAForkAndItsOriginDoNotSeeEachOther(t *testing.T) {
	origin := newWorld(t)
	target := state.Target{AccountID: 1, VendorID: 1}
	in := state.NewReview{Type: state.TypeSecurity, Status: state.StatusInProgress, DeadlineAt: now}
	if _, err := origin.AddReview(target, in, now); err != nil {
		t.Fatal(err)
	}
	fork := origin.Fork()
	if got, want := fork.Snapshot(), origin.Snapshot(); !reflect.DeepEqual(got, want) {
		t.Fatalf("a fresh fork: got %+v, want %+v", got, want)
	}
	for _, w := range []*state.World{origin, fork, origin} {
		before := fork.Snapshot()
		if w == fork {
			before = origin.Snapshot()
		}
		title := "Written on one side"
		if _, err := w.UpdateReview(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1}, state.ReviewChange{Title: &title}, now); err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddReview(target, in, now); err != nil {
			t.Fatal(err)
		}
		other := fork
		if w == fork {
			other = origin
		}
		if got := other.Snapshot(); !reflect.DeepEqual(got, before) {
			t.Errorf("a write on one side shows on the other: got %+v, want %+v", got, before)
		}
	}
}

func TestASnapshotRestoresTheWorld(t *testing.T) {
	w := newWorld(t)
	if _, err := w.UploadQuestionnaire(1, 1, []state.NewDocument{{Name: "a.pdf", Content: []byte("x")}}, now); err != nil {
		t.Fatal(err)
	}
	restored, err := w.Snapshot().Restore()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := restored.Snapshot(), w.Snapshot(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestRestoreNamesEveryProblem(t *testing.T) {
	bad := state.Snapshot{
		Accounts: []state.Account{{ID: 1, PlatformAdmin: 7}},
		Keys:     []state.Key{{Token: "a@b", AccountID: 2, Access: "some"}},
		Vendors:  []state.Vendor{{ID: 1 << 53, AccountID: 1, Name: "x"}},
		Reviews:  []state.Review{{ID: 1}},
	}
	_, err := bad.Restore()
	var invalid state.Invalid
	if !errors.As(err, &invalid) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{
		"vendors[0].id must be an integer from 1 to 9007199254740991",
		"accounts[0].name is required",
		"accounts[0].platformAdmin there is no user 7",
		"keys[0].key must be visible ASCII characters without blanks and without @",
		"keys[0].account there is no account 2",
		"keys[0].access must be one of full, read, custom",
		"reviews[0].vendor is required",
		"reviews[0].type must be one of SECURITY, SOC_REPORT, UPLOAD_REPORT",
		"reviews[0].reviewDeadlineAt is required",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want it to say %q", err, want)
		}
	}
}

// What a world keeps of a time is the instant, in UTC: the zone that a program writes it
// in is of the program.
func TestTimesAreKeptInUTC(t *testing.T) {
	there := time.Date(2026, 11, 22, 14, 0, 0, 0, time.FixedZone("CET", 3600))
	here := there.UTC()
	w, err := state.Snapshot{
		Accounts: []state.Account{{ID: 1, Name: "a", PlatformAdmin: 1}},
		Users:    []state.User{{ID: 1, AccountID: 1, Email: "a@example.com", Active: true, CreatedAt: there}},
		Keys:     []state.Key{{Token: "k", AccountID: 1, Access: state.AccessFull, ExpiresAt: &there}},
	}.Restore()
	if err != nil {
		t.Fatal(err)
	}
	if key, _ := w.Key("k"); *key.ExpiresAt != here {
		t.Errorf("got %v", key)
	}
	if user, _ := w.User(1, 1); user.CreatedAt != here {
		t.Errorf("got %v", user)
	}
	key, err := w.ChangeKey("k", state.KeyChange{ExpiresAt: state.Change[time.Time]{Set: true, Value: &there}})
	if err != nil || *key.ExpiresAt != here {
		t.Errorf("got %v (%v)", key, err)
	}
	vendor, err := w.AddVendor(1, state.NewVendor{Name: "v"}, there)
	if err != nil || vendor.CreatedAt != here || vendor.UpdatedAt != here {
		t.Errorf("got %v (%v)", vendor, err)
	}
	review, err := w.AddReview(state.Target{AccountID: 1, VendorID: vendor.ID}, state.NewReview{
		Type: state.TypeSecurity, Status: state.StatusInProgress, RequestedAt: &there, DeadlineAt: there,
	}, there)
	if err != nil || review.RequestedAt != here || review.DeadlineAt != here || review.CreatedAt != here || review.UpdatedAt != here {
		t.Errorf("got %v (%v)", review, err)
	}
}
