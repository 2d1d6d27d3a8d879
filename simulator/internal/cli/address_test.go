package cli

import (
	"strings"
	"testing"
)

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
	for listen, says := range map[string]string{
		"": "", "4010": "", "127.0.0.1": "", "::1:4010": "", "http://127.0.0.1:4010": "",
		"127.0.0.1:":      `; a port is a number from 0 to 65535, not ""`,
		"127.0.0.1:http":  `; a port is a number from 0 to 65535, not "http"`,
		"127.0.0.1:65536": `; a port is a number from 0 to 65535, not "65536"`,
		"127.0.0.1:-1":    `; a port is a number from 0 to 65535, not "-1"`,
	} {
		address := listenAddress("unchanged")
		err := address.Set(listen)
		if want := "must be host:port, such as 127.0.0.1:4010" + says; err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", listen, err, want)
		}
		if address != "unchanged" {
			t.Errorf("%q: became %s", listen, address)
		}
	}
}

func TestControlURL(t *testing.T) {
	for text, want := range map[string]string{
		"http://127.0.0.1:4010":             "http://127.0.0.1:4010/_sim",
		"http://127.0.0.1:4010/":            "http://127.0.0.1:4010/_sim",
		"http://127.0.0.1:4010/public/v2":   "http://127.0.0.1:4010/_sim",
		"http://127.0.0.1:4010/public/v2/":  "http://127.0.0.1:4010/_sim",
		"http://127.0.0.1:4010/_sim":        "http://127.0.0.1:4010/_sim",
		"https://sim.example/behind/proxy/": "https://sim.example/behind/proxy/_sim",
	} {
		if got, err := controlURL(text); err != nil || got != want {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
	for text, says := range map[string]string{
		"127.0.0.1:4010":         "must be a URL such as",
		"http://":                "must be a URL such as",
		"http://:4010":           "must be a URL such as",
		"ftp://127.0.0.1":        "must be a URL such as",
		"http://127.0.0.1:99999": `a port is a number from 0 to 65535, not "99999"`,
	} {
		if got, err := controlURL(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %s, %v", text, got, err)
		}
	}
}
