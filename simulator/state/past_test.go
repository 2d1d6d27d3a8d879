package state_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// Whatever was done to a world, it can be taken back to how it was at any time, with the
// ids that it gave out; what was done in the meantime stays done in the world itself.
func TestChangesAreTakenBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := state.Share(busyWorld(t))
		if rapid.Bool().Draw(t, "two accounts") {
			w = state.Share(twoAccounts(t))
		}
		w.KeepPast(true)
		worlds, done := []*state.World{w.Fork()}, []state.Changes{{}}
		for range rapid.IntRange(1, 12).Draw(t, "commands") {
			drawCommand(t)(w)
			worlds, done = append(worlds, w.Fork()), append(done, w.TakePast())
		}
		now := w.Image()
		back := state.Share(w.Fork())
		for at := len(worlds) - 1; at >= 0; at-- {
			equal(t, "back", contentOf(back), contentOf(state.Share(worlds[at])))
			done[at].TakeBack(back)
		}
		equal(t, "the world itself", w.Image(), now)
	})
}

// contentOf is what forks take over. Rules are those of a sandbox, and no content.
func contentOf(w state.Shared) map[string]any {
	image := w.Image()
	image.Version, image.Walks, image.Rules = 0, state.WorldImage{}.Walks, state.Rules{}
	all := readAll(w)
	delete(all, "Version")
	delete(all, "Actions") // follow from the rules, as Readiness and Facts do
	delete(all, "Readiness")
	delete(all, "Facts")
	all["image"] = image
	return all
}

// What nobody asks for is not kept, and what was kept is counted.
func TestThePastIsCounted(t *testing.T) {
	w := state.Share(busyWorld(t))
	change := func() {
		if _, err := w.UpdateReview(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1}, state.ReviewChange{}, now); err != nil {
			t.Fatal(err)
		}
	}
	if change(); !w.Past().None() {
		t.Error("a world that is to keep nothing does")
	}
	w.KeepPast(true)
	if !w.Past().None() || w.Past().Bytes() != 0 {
		t.Errorf("before any change: %+v", w.Past())
	}
	change()
	one := w.Past().Bytes()
	if change(); one < 200 || w.Past().Bytes() < 2*one {
		t.Errorf("got %d bytes for a change, and %d for two", one, w.Past().Bytes())
	}
	if taken := w.TakePast(); taken.None() || !w.Past().None() {
		t.Error("what was taken is still there")
	}
	if change(); w.Past().Bytes() < one {
		t.Errorf("then %d", w.Past().Bytes())
	}
	w.KeepPast(false)
	if change(); !w.Past().None() {
		t.Error("it goes on")
	}
	w.KeepPast(true)
	w.Become(state.Share(newWorld(t)))
	if got := w.Past().Bytes(); got < 4*one {
		t.Errorf("got %d bytes for a whole world", got)
	}
}
