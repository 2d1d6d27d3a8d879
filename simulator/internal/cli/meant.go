package cli

import (
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// alsoCalled are names that other tools have for our flags and commands.
var alsoCalled = map[string][]string{
	"listen":    {"port", "p", "host", "addr", "address", "bind"},
	"fixture":   {"data", "world", "db", "generate"},
	"scenario":  {"fault", "faults"},
	"report":    {"output", "out", "o", "junit", "junitxml"},
	"key":       {"token", "api-key", "apikey", "auth"},
	"env":       {"e", "environment"},
	"control":   {"url", "base-url", "server"},
	"wait":      {"timeout"},
	"log-calls": {"verbose", "quiet", "q"},

	"serve":  {"start", "srv", "server", "up", "mock", "listen"},
	"exec":   {"run", "test", "execute"},
	"lint":   {"check", "validate"},
	"health": {"ping", "status", "ready", "wait"},
}

// meant asks whether one of the known names was meant by one that is not known. It
// is empty if none is near. Names of flags and variables are taken without what all
// of them begin with.
func meant(name string, known []string) string {
	if near := nearest(name, known); len(near) > 0 {
		return ", did you mean " + strings.Join(near, " or ") + "?"
	}
	return ""
}

// nearest goes by whole words at an end and by the names of other tools, which may
// both be meant, then by beginnings, then by slips.
func nearest(name string, known []string) []string {
	name = strings.ToLower(bareName(name))
	shown := map[string]string{}
	var worded, called, begun, bare []string
	for _, one := range slices.Compact(slices.Sorted(slices.Values(known))) { // several commands read one variable
		its := bareName(one)
		bare, shown[its] = append(bare, its), one
		if name != "" && (strings.HasPrefix(its, name+"-") || strings.HasSuffix(its, "-"+name)) {
			worded = append(worded, one)
		} else if slices.Contains(alsoCalled[its], name) {
			called = append(called, one)
		}
		if name != "" && strings.HasPrefix(its, name) {
			begun = append(begun, one)
		}
	}
	switch near := suggest.Nearest(name, bare); {
	case len(worded)+len(called) > 0:
		return append(worded, called...)
	case len(begun) > 0:
		return begun
	case near != "":
		return []string{shown[near]}
	}
	return nil
}

// bareName is max-sandboxes for --max-sandboxes and for VSRSIM_MAX_SANDBOXES.
func bareName(name string) string {
	if variable, ok := strings.CutPrefix(name, environmentPrefix); ok {
		return strings.ToLower(strings.ReplaceAll(variable, "_", "-"))
	}
	return strings.TrimLeft(name, "-")
}
