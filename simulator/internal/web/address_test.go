package web_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// Tests listen on the loopback interface only, so what is said of other
// addresses is tested apart.
func TestAddresses(t *testing.T) {
	for address, want := range map[string]struct {
		loopback bool
		url      string
	}{
		"127.0.0.1:4010": {true, "http://127.0.0.1:4010"},
		"127.8.9.1:4010": {true, "http://127.8.9.1:4010"},
		"[::1]:4010":     {true, "http://[::1]:4010"},
		"0.0.0.0:4010":   {false, "http://127.0.0.1:4010"},
		"[::]:4010":      {false, "http://127.0.0.1:4010"},
		"192.0.2.1:80":   {false, "http://192.0.2.1:80"},
	} {
		if got := web.OnLoopback(address); got != want.loopback {
			t.Errorf("%s on loopback: got %v", address, got)
		}
		if got := web.Callable(address); got != want.url {
			t.Errorf("%s: got %s, want %s", address, got, want.url)
		}
	}
}

func TestLocalHosts(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "localhost:4010": true, "LOCALHOST:1": true, "localhost.": true, "sim.localhost:80": true,
		"127.0.0.1": true, "127.0.0.1:4010": true, "127.255.0.3:4010": true, "[::1]": true, "[::1]:4010": true,
		"[::ffff:127.0.0.1]:80": true,
		"":                      false, "evil.example": false, "evil.example:4010": false, "localhost.evil.example": false,
		"127.0.0.1.evil.example:4010": false, "evillocalhost": false, "0.0.0.0:4010": false, "[::]:4010": false,
		"192.0.2.1": false, "host.docker.internal:4010": false, "127.1": false, "2130706433": false, "[::1": true, "[fe80::1]": false,
	} {
		if got := web.LocalHost(host); got != want {
			t.Errorf("%q: got %v, want %v", host, got, want)
		}
	}
}
