package sandbox

import (
	"errors"
	"testing"
)

// A sandbox whose calls only wait for their bodies may go, but after those that
// nobody uses. Its calls go on in it.
func TestReceivingDoesNotKeepASandbox(t *testing.T) {
	r := newRegistry(t, 3, 0)
	slow, leave, err := r.Use("slow", "k")
	if err != nil {
		t.Fatal(err)
	}
	received := r.Receiving(slow)
	touch(t, r, "idle")
	touch(t, r, "next")
	if got, want := names(r), "default next slow"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	_, _, err = r.Use("next", "k") // that one stays in use
	if err != nil {
		t.Fatal(err)
	}
	touch(t, r, "last")
	if got, want := names(r), "default last next"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	received()
	leave()
}

// A call whose body is there acts, and keeps its sandbox.
func TestACallThatHasItsBodyKeepsItsSandbox(t *testing.T) {
	r := newRegistry(t, 2, 0)
	box, leave, err := r.Use("a", "k")
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	r.Receiving(box)()
	if _, _, err := r.Use("b", "k"); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	defer r.Receiving(box)()
	second, leaveSecond, err := r.Use("a", "k") // acts
	if err != nil || second != box {
		t.Fatal(err)
	}
	defer leaveSecond()
	if _, _, err := r.Use("b", "k"); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
}
