package sandbox

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func newRegistry(t testing.TB, maximum int, ttl time.Duration) *Registry {
	t.Helper()
	world, err := state.Snapshot{
		Accounts: []state.Account{{ID: 1, Name: "Example", PlatformAdmin: 1}},
		Keys:     []state.Key{{Token: "k", AccountID: 1, Access: state.AccessFull}},
		Users:    []state.User{{ID: 1, AccountID: 1, Email: "a@example.com"}},
	}.Restore()
	if err != nil {
		t.Fatal(err)
	}
	r, err := NewRegistry(Settings{
		World: world, Max: maximum, TTL: ttl, Journal: recorder.Settings{Entries: 10, Bytes: 1 << 20},
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func applied(box *Sandbox, c Command) error {
	_, err := box.Apply(c)
	return err
}

func names(r *Registry) string {
	var all []string
	for _, info := range r.List() {
		all = append(all, info.Name)
	}
	return strings.Join(all, " ")
}

func touch(t *testing.T, r *Registry, name string) {
	t.Helper()
	box, err := r.Use(name, "k")
	if err != nil {
		t.Fatal(err)
	}
	r.Release(box)
}

func TestTheLeastRecentlyUsedGoesFirst(t *testing.T) {
	r := newRegistry(t, 3, 0)
	now := time.Unix(0, 0)
	r.now = func() time.Time { now = now.Add(time.Second); return now }
	touch(t, r, "a")
	touch(t, r, "b")
	touch(t, r, "a")
	touch(t, r, "c")
	if got, want := names(r), "a c default"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestASandboxInUseStays(t *testing.T) {
	r := newRegistry(t, 2, time.Second)
	now := time.Unix(0, 0)
	r.now = func() time.Time { return now }
	box, err := r.Use("a", "k")
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	if _, err := r.Use("b", "k"); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
	r.Release(box)
	touch(t, r, "b")
	if got, want := names(r), "b default"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestABoxThatIdledStartsAfresh(t *testing.T) {
	r := newRegistry(t, 10, time.Minute)
	now := time.Unix(0, 0)
	r.now = func() time.Time { return now }
	for _, name := range []string{"idle", "pinned"} {
		touch(t, r, name)
	}
	if err := r.Pin("pinned", true); err != nil {
		t.Fatal(err)
	}
	old, err := r.Find("idle")
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	if _, err := r.Find("idle"); !errors.As(err, &NotFound{}) {
		t.Errorf("find: got %v, want NotFound", err)
	}
	fresh, err := r.Use("idle", "k")
	if err != nil || fresh == old {
		t.Errorf("use: got the old one, %v", err)
	}
	r.Release(fresh)
	now = now.Add(time.Hour)
	if got, want := names(r), "default pinned"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestTheDefaultSandboxStays(t *testing.T) {
	r := newRegistry(t, 1, time.Nanosecond)
	if err := r.Delete(Default); err == nil {
		t.Error("it was deleted")
	}
	if err := r.Pin(Default, false); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Use("a", "k"); !errors.Is(err, ErrFull) {
		t.Errorf("got %v, want ErrFull", err)
	}
}

func TestUnknownNames(t *testing.T) {
	r := newRegistry(t, 10, 0)
	_, forkErr := r.Fork("nothing", "", "x")
	_, checkpointErr := r.Fork(Default, "nothing", "x")
	_, resetErr := r.Reset("nothing")
	_, infoErr := r.Info("nothing")
	for what, err := range map[string]error{
		"fork": forkErr, "checkpoint": checkpointErr, "reset": resetErr, "info": infoErr,
		"delete": r.Delete("nothing"), "pin": r.Pin("nothing", true),
		"rewind": applied(r.Default(), Rewind{"nothing"}), "drop": applied(r.Default(), DropCheckpoint{"nothing"}),
	} {
		if !errors.As(err, &NotFound{}) {
			t.Errorf("%s: got %v, want NotFound", what, err)
		}
	}
	if _, err := r.Fork(Default, "", "bad name"); err == nil || strings.Contains(names(r), "bad") {
		t.Error("a bad name was taken")
	}
}

// Draws are even enough and depend on everything they should depend on.
func TestDraw(t *testing.T) {
	seen := map[uint64]string{}
	for seed := range uint64(4) {
		for _, box := range []string{"a", "b", "ab"} {
			for _, purpose := range []string{"x", "bx", ""} {
				for ordinal := range uint64(50) {
					what := fmt.Sprint(seed, box, purpose, ordinal)
					number := draw(seed, box, purpose, ordinal)
					if other, ok := seen[number]; ok {
						t.Fatalf("%s and %s draw the same", what, other)
					}
					seen[number] = what
				}
			}
		}
	}
	low := 0
	for number := range seen {
		if number < 1<<63 {
			low++
		}
	}
	if share := float64(low) / float64(len(seen)); share < 0.45 || share > 0.55 {
		t.Errorf("%.2f of the draws are in the lower half", share)
	}
}

func BenchmarkFreshSandbox(b *testing.B) {
	r := newRegistry(b, 1<<30, 0)
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, err := r.Make(fmt.Sprint("box-", n)); err != nil {
			b.Fatal(err)
		}
	}
}
