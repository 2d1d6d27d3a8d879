package simulator

import "testing"

// Tests listen on the loopback interface only, so what is said of other
// addresses is tested apart.
func TestAddresses(t *testing.T) {
	for address, want := range map[string]struct {
		loopback bool
		url      string
	}{
		"127.0.0.1:4010": {true, "http://127.0.0.1:4010"},
		"[::1]:4010":     {true, "http://[::1]:4010"},
		"0.0.0.0:4010":   {false, "http://127.0.0.1:4010"},
		"[::]:4010":      {false, "http://127.0.0.1:4010"},
		"192.0.2.1:80":   {false, "http://192.0.2.1:80"},
	} {
		if got := onLoopback(address); got != want.loopback {
			t.Errorf("%s on loopback: got %v", address, got)
		}
		if got := callable(address); got != want.url {
			t.Errorf("%s: got %s, want %s", address, got, want.url)
		}
	}
}
