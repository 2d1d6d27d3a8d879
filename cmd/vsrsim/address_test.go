package main

import "testing"

func TestListenAddressReachable(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:4010":  "127.0.0.1:4010",
		"localhost:4010":  "localhost:4010",
		"0.0.0.0:4010":    "127.0.0.1:4010",
		"[::]:4010":       "127.0.0.1:4010",
		":4010":           "127.0.0.1:4010",
		"[::1]:4010":      "[::1]:4010",
		"192.0.2.1:65535": "192.0.2.1:65535",
	} {
		var address listenAddress
		if err := address.Set(listen); err != nil {
			t.Errorf("%s: %v", listen, err)
		}
		if got := address.reachable(); got != want {
			t.Errorf("%s: got %s, want %s", listen, got, want)
		}
	}
}

func TestListenAddressRefuses(t *testing.T) {
	for _, listen := range []string{"", "4010", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:65536",
		"127.0.0.1:-1", "::1:4010", "http://127.0.0.1:4010"} {
		address := listenAddress("unchanged")
		err := address.Set(listen)
		if want := "must be host:port, such as 127.0.0.1:4010"; err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", listen, err, want)
		}
		if address != "unchanged" {
			t.Errorf("%q: became %s", listen, address)
		}
	}
}
