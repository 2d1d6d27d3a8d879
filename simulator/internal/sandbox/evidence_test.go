package sandbox

import (
	"slices"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// ending is a registry and what it hands on.
func ending(t *testing.T, maximum int) (r *Registry, ended *[]Evidence) {
	r, ended = newRegistry(t, maximum, 0), &[]Evidence{}
	r.settings.Ended = func(e Evidence) { *ended = append(*ended, e) }
	return r, ended
}

func surveyed(r *Registry) (names []string) {
	r.Survey(func(boxes []*Sandbox) {
		for _, box := range boxes {
			names = append(names, box.Name)
		}
	})
	return names
}

// record lets a sandbox have answered one more call.
func record(box *Sandbox, id string) {
	_, _ = box.Apply(Record{Entry: recorder.Entry{Call: journal.Call{ID: id}}}) // which cannot fail
}

// A deleted sandbox hands its evidence on, and no call begins in it any more.
func TestADeletedSandboxEnds(t *testing.T) {
	r, ended := ending(t, 10)
	box, err := r.Use("a", "k")
	if err != nil {
		t.Fatal(err)
	}
	record(box, "1")
	if err := r.Delete("a"); err != nil {
		t.Fatal(err)
	}
	if got := surveyed(r); len(*ended) != 1 || !(*ended)[0].Called || !slices.Equal(got, []string{"default"}) {
		t.Errorf("got %v, ended %+v", got, *ended)
	}
	if answer := box.Call(&Call{}); answer.Next != CallAgain {
		t.Errorf("a call: got %+v", answer)
	}
	r.Release(box)
	if r.ResetJournal(box); len(*ended) != 1 || box.Journal().Len() != 1 {
		t.Errorf("it hands on evidence twice, or its journal is gone")
	}
}

// What was seen leaves a sandbox in one step: in all that was handed on and in what
// is there, each call is once.
func TestResetTakesTheEvidence(t *testing.T) {
	r, ended := ending(t, 10)
	box := r.Default()
	record(box, "1")
	if _, err := r.Reset(Default); err != nil {
		t.Fatal(err)
	}
	record(box, "2")
	past, now := (*ended)[0], box.Evidence(nil)
	if past.Coverage.Calls().All != 1 || now.Coverage.Calls().All != 1 || past.Journal.Len() != 1 || box.Journal().Len() != 1 {
		t.Errorf("got %+v, then %+v", past, now)
	}
	r.ResetJournal(box)
	if journals := (*ended)[1]; journals.Journal.Len() != 1 || journals.Coverage.Calls().All != 0 || box.Evidence(nil).Coverage.Calls().All != 1 {
		t.Errorf("the journal: got %+v", journals)
	}
}

// Whatever is taken while calls come in has both of each call, what the journal has
// and what counts for the coverage.
func TestEvidenceHasBothOfACall(t *testing.T) {
	r, ended := ending(t, 10)
	box := r.Default()
	over := make(chan struct{})
	go func() {
		defer close(over)
		for range 20_000 {
			record(box, "")
		}
	}()
	for running := true; running; {
		select {
		case <-over:
			running = false
		default:
		}
		if _, err := r.Reset(Default); err != nil {
			t.Fatal(err)
		}
	}
	counted := 0
	for _, e := range *ended {
		kept := e.Journal.Len() + int(e.Dropped)
		counted += kept
		if calls := e.Coverage.Calls().All; calls != kept {
			t.Fatalf("%d calls are in the journal, %d counted", kept, calls)
		}
	}
	if counted != 20_000 {
		t.Errorf("got %d calls, want 20000", counted)
	}
}

// Evidence is handed on without the registry being held: others find their sandboxes.
func TestNobodyWaitsForWhatIsHandedOn(t *testing.T) {
	r := newRegistry(t, 2, 0)
	touch(t, r, "a")
	r.settings.Ended = func(Evidence) {
		if box, err := r.Use(Default, "k"); err != nil {
			t.Error(err)
		} else {
			r.Release(box)
		}
	}
	touch(t, r, "b") // in the place of a
}
