package cli

import "testing"

func TestTheUserDecidesAboutGarbage(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Setenv("GOGC", "")
		t.Setenv("GOMEMLIMIT", "")
		if got := len(reserveHeap()); got != heapReserve {
			t.Errorf("got %d bytes, want %d", got, heapReserve)
		}
		t.Setenv(name, "100")
		if got := len(reserveHeap()); got != 0 {
			t.Errorf("%s: got %d bytes", name, got)
		}
	}
}
