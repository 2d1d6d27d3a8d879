package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// alsoCalled are names that other tools have for our flags and commands.
var alsoCalled = map[string][]string{
	"listen":    {"port", "p", "host", "addr", "address", "bind"},
	"fixture":   {"data", "world", "db", "generate"},
	"scenario":  {"fault", "faults"},
	"report":    {"output", "out", "o", "junit", "junitxml"},
	"key":       {"token", "api-key", "apikey", "auth"},
	"env":       {"e", "environment"},
	"url":       {"base-url", "server"},
	"wait":      {"timeout"},
	"log-calls": {"verbose", "quiet", "q"},

	"serve":  {"start", "run", "server", "up", "mock", "listen"},
	"exec":   {"test", "execute"},
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

// nearest goes by the names of other tools, and then by what cobra has for misspelt
// commands. Of a short name, less may be wrong.
func nearest(name string, known []string) []string {
	name = bareName(name)
	names := &cobra.Command{SuggestionsMinimumDistance: 2}
	if len(name) < 3 {
		names.SuggestionsMinimumDistance = 1
	}
	shown := map[string]string{}
	var near []string
	for _, one := range known {
		bare := bareName(one)
		shown[bare] = one
		if slices.Contains(alsoCalled[bare], strings.ToLower(name)) {
			near = append(near, bare)
		}
		names.AddCommand(&cobra.Command{Use: bare, Run: func(*cobra.Command, []string) {}})
	}
	if len(near) == 0 {
		near = names.SuggestionsFor(name)
	}
	for i, bare := range near {
		near[i] = shown[bare]
	}
	slices.Sort(near)
	return slices.Compact(near)
}

// bareName is max-sandboxes for --max-sandboxes and for VSRSIM_MAX_SANDBOXES.
func bareName(name string) string {
	if variable, ok := strings.CutPrefix(name, environmentPrefix); ok {
		return strings.ToLower(strings.ReplaceAll(variable, "_", "-"))
	}
	return strings.TrimLeft(name, "-")
}
