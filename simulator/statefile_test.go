package simulator_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

func TestTheStateIsThereAfterARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	first := newClient(t, simulator.WithState(path))
	first.post(creation, newReview(map[string]any{"title": "Kept"})).Want(201).Has("id", 7)
	first.upload(vendorUpload, simtest.File("files", "a.pdf", "\x00binary\xff")).Want(201)
	first.as("sim-full@other").post(creation, newReview(nil)).Want(201)
	must(t, first.sim.Close())

	second := newClient(t, simulator.WithState(path))
	second.get(reviewPath(7)).Want(200).Has("title", "Kept")
	document, err := second.sim.World().Document(1, 2)
	if err != nil || string(document.Content) != "\x00binary\xff" {
		t.Errorf("document: got %q, %v", document.Content, err)
	}
	second.post(creation, newReview(nil)).Want(201).Has("id", 8)
	second.as("sim-full@other").get(reviewPath(7)).Want(404) // only the default sandbox is kept
}

// The file follows the world without a stop, a burst at a time.
func TestTheStateIsSavedOnChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	c := newClient(t, simulator.WithState(path))
	c.post(creation, newReview(map[string]any{"title": "Saved soon"})).Want(201)
	for deadline := time.Now().Add(time.Minute); ; {
		content, err := os.ReadFile(path)
		must(t, err)
		if _, err := fixture.Load(path, content); err != nil {
			t.Fatalf("a file that is not whole: %v", err)
		}
		if strings.Contains(string(content), "Saved soon") {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("not saved within a minute")
		}
		time.Sleep(10 * time.Millisecond)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.unfinished")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// What has not changed is not written again: the file keeps its time.
func TestAnUnchangedStateIsNotWrittenAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	sim := simulator.RunT(t, simulator.WithState(path))
	past := time.Unix(1_000_000_000, 0)
	must(t, os.Chtimes(path, past, past))
	must(t, sim.Close())
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(past) {
		t.Errorf("got %v, %v", info.ModTime(), err)
	}
}

func TestAStateThatCannotBeReadIsLeftAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.yaml")
	const broken = "accounts: [\n"
	must(t, os.WriteFile(path, []byte(broken), 0o600))
	_, err := simulator.Start(simulator.WithState(path))
	if err == nil || !strings.Contains(err.Error(), path+":") {
		t.Errorf("got %v, want the problem with its place", err)
	}
	if content, err := os.ReadFile(path); err != nil || string(content) != broken {
		t.Errorf("the file: got %q, %v", content, err)
	}
}

func TestAStateThatCannotBeWrittenKeepsItFromStarting(t *testing.T) {
	for path, says := range map[string]string{
		"/proc/missing/state.yaml": "save the state in /proc/missing/state.yaml: ",
		t.TempDir():                "is not a regular file",
		os.DevNull:                 "is not a regular file",
	} {
		if _, err := simulator.Start(simulator.WithState(path)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", path, err)
		}
	}
}
