package simulator

import (
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// read is a call that reads a review.
func (f *follower) read(key string) {
	r := httptest.NewRequest("GET", "/vendors/1/security-reviews/1", nil)
	r.Header.Set("Authorization", "Bearer "+key)
	f.call(r)
}

func followScenario(t *testing.T, rules string) *follower {
	f := follow(t, foldOptions()...)
	if err := f.sim.PlayYAML("name: waits\nrules:\n" + rules); err != nil {
		t.Fatal(err)
	}
	return f
}

// Calls that wait go on in the order in which their waits end, however far the clock is
// moved at once, and those that end together in the order in which they came.
func TestWaitsEndInTheirOrder(t *testing.T) {
	for _, phase := range []string{"before", "after"} {
		t.Run(phase, func(t *testing.T) {
			f := followScenario(t, fmt.Sprintf(`
  - {times: 1, phase: %[1]s, fault: {delay: 3s}}
  - {times: 1, phase: %[1]s, fault: {delay: 1s}}
  - {times: 1, phase: %[1]s, fault: {delay: 3s}}
  - {times: 1, phase: %[1]s, fault: {delay: 2s}}
`, phase))
			for range 4 {
				f.read("sim-full")
				f.await(1)
			}
			if got := f.sim.Clock().Waiting(); got != 4 {
				t.Fatalf("%d wait", got)
			}
			if err := f.sim.FastForward(time.Hour); err != nil {
				t.Fatal(err)
			}
			f.end()
			var released []uint64
			for _, a := range f.commands("default") {
				for _, answer := range a.Released {
					released = append(released, answer.Ordinal)
				}
			}
			if want := []uint64{2, 4, 1, 3}; !slices.Equal(released, want) {
				t.Errorf("got %v, want %v", released, want)
			}
			calls := f.sim.Journal(journal.Filter{})
			if phase == "before" && (len(calls) != 4 || calls[0].Ordinal != 2 || calls[3].Ordinal != 3) {
				t.Errorf("the journal: got %+v", calls)
			}
		})
	}
}

// What ends a sandbox ends the calls that wait in it: they are reported as given up, and
// none of them acts in what comes after.
func TestWaitsEndWithWhatTheyWaitIn(t *testing.T) {
	ends := map[string]func(*follower){
		"a reset":    func(f *follower) { _ = f.sim.Reset() },
		"a deletion": func(f *follower) { f.steer("DELETE", "sandboxes/other", "", "") },
		"a renewal":  func(f *follower) { f.steer("PUT", "sandboxes/other", "application/json", "{}") },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			f := follow(t, append(foldOptions(), WithScenario("slow-answers"))...)
			key := "sim-full@other"
			if name == "a reset" {
				key = "sim-full"
			}
			f.read(key)
			for waits := 0; waits == 0; time.Sleep(time.Millisecond) {
				for _, box := range f.sim.registry.Boxes() {
					waits += box.Clock().Waiting
				}
			}
			end(f)
			f.clients.Wait() // though nobody moves the clock
			if r := f.sim.Report(); r.Calls != 1 || r.NoSandboxCalls != 0 {
				t.Errorf("got %d calls", r.Calls)
			}
			for _, box := range f.sim.registry.Boxes() {
				if calls, _ := box.JournalSize(); calls > 0 || box.Clock().Waiting > 0 {
					t.Errorf("%s: %d calls, %d wait", box.Name, calls, box.Clock().Waiting)
				}
			}
			f.end()
		})
	}
}

// What was asked of a sandbox ends with its reset: what is expected of all is expected of
// a life that somebody uses.
func TestWhatWasAskedEndsWithAReset(t *testing.T) {
	file := filepath.Join(t.TempDir(), "all.yaml")
	if err := os.WriteFile(file, []byte("name: all\nrules:\n  - {fault: {delay: 1s}, expect: {fired: 1}}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := follow(t, append(foldOptions(), WithScenario(file))...)
	defer f.end()
	if err := f.sim.PlayYAML("name: own\nrules:\n  - {fault: {delay: 1s}}\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.sim.Reset(); err != nil {
		t.Fatal(err)
	}
	if expected := f.sim.Report().Expectations; len(expected) != 1 || expected[0].Sandboxes != 1 || expected[0].Unmet != 1 {
		t.Errorf("got %+v", expected)
	}
}
