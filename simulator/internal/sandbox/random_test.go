package sandbox

import "testing"

// What was drawn before does not count after a new seed, but for the ordinals of calls.
func TestANewSeedDrawsAnew(t *testing.T) {
	r := newRandom(1, "s")
	first, _ := r.Draw("x")
	r.Draw("x")
	_, call := r.Call()
	r.Reseed(1)
	if got, ordinal := r.Draw("x"); got != first || ordinal != 1 {
		t.Errorf("got %d as draw %d, want %d as the first", got, ordinal, first)
	}
	if _, next := r.Call(); next != call+1 {
		t.Errorf("got the call %d after %d", next, call)
	}
}
