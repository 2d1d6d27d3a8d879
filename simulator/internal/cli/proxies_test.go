package cli

import (
	"strings"
	"testing"
)

func TestPastProxies(t *testing.T) {
	for given, want := range map[string]string{
		"":                        "127.0.0.1",
		"NO_PROXY=a,b":            "a,b,127.0.0.1",
		"no_proxy=a":              "a,127.0.0.1",
		"NO_PROXY=a no_proxy=b":   "a,b,127.0.0.1",
		"NO_PROXY=a no_proxy=a":   "a,127.0.0.1",
		"NO_PROXY=127.0.0.1":      "127.0.0.1",
		"NO_PROXY=a NO_PROXY=":    "127.0.0.1",
		"NO_PROXY=127.0.0.1:8080": "127.0.0.1:8080,127.0.0.1",
	} {
		environment := pastProxies(strings.Fields(given), "http://127.0.0.1:4010/public/v2", "http://127.0.0.1:4011/_sim")
		for _, name := range noProxy {
			if got := variable(environment, name); got != want {
				t.Errorf("%s: %s is %s, want %s", given, name, got, want)
			}
		}
	}
}
