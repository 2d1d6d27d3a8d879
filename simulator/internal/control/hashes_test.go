package control

import (
	"bytes"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestHashesAreRememberedAndBounded(t *testing.T) {
	var h hashes
	contents := make([]state.Content, maxHashes+10)
	for i := range contents {
		contents[i] = bytes.Repeat([]byte{byte(i)}, smallestHashed)
		contents[i][0] = byte(i >> 8)
		for range 2 {
			if got, want := h.of(contents[i]), contents[i].SHA256(); got != want {
				t.Fatalf("%d: got %s, want %s", i, got, want)
			}
		}
	}
	if len(h.known) > maxHashes {
		t.Errorf("remembers %d", len(h.known))
	}
	last := contents[len(contents)-1]
	h.known[h.keyOf(last)] = "remembered"
	if got := h.of(last); got != "remembered" {
		t.Errorf("got %s: it was made again", got)
	}
	if got, want := h.of(last[:len(last)-1]), last[:len(last)-1].SHA256(); got != want {
		t.Errorf("of a part: got %s, want %s", got, want)
	}
	if h.of(nil) != state.Content(nil).SHA256() {
		t.Error("of nothing")
	}
}
