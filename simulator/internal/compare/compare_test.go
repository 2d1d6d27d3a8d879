package main

import (
	"context"
	"maps"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
)

// measuredHere runs the program with few calls, and returns what it prints.
func measuredHere(t *testing.T, flags ...string) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("CPU times are only read on Linux")
	}
	var out, notes strings.Builder
	few := []string{"-root", "../../..", "-release=false", "-prism", "no", "-rounds", "1", "-calls", "64", "-starts", "1", "-most", "10"}
	if err := run(t.Context(), append(few, flags...), &out, &notes); err != nil {
		t.Fatalf("%v; notes: %s", err, notes.String())
	}
	return out.String()
}

func TestEachLoadIsMeasuredOnEachServer(t *testing.T) {
	table := measuredHere(t)
	for _, l := range loads {
		for _, server := range []string{"bare gin", "vsrsim, call log off", "vsrsim, call log on"} {
			row := regexp.MustCompile(`(?m)^\| ` + l.name + ` \| ` + server + ` \| [\d.]+ µs \| [\d.]+ \| \d+ \| [\d.]+ µs \| [\d.]+ µs \| [\d.]+ \| \d+ MiB \|$`)
			if !row.MatchString(table) {
				t.Errorf("no row for %s of %s in\n%s", l.name, server, table)
			}
		}
	}
	for _, want := range []string{`(?m)^\| bare gin \| [\d.]+ ms \| [\d.]+ ms \|$`, `(?m)^\| vsrsim \| [\d.]+ ms \| [\d.]+ ms \|$`, `Binary of vsrsim: \d\d\.\d MB\.`} {
		if !regexp.MustCompile(want).MatchString(table) {
			t.Errorf("nothing like %s in\n%s", want, table)
		}
	}
}

func TestAllThatGrowsIsMeasured(t *testing.T) {
	for i := range allGrowing { // bodies of 25 MiB are left to those who measure
		if g := &allGrowing[i]; g.name == "bytes of an uploaded file" {
			all := g.steps
			g.steps = all[:2]
			defer func() { g.steps = all }()
		}
	}
	table := measuredHere(t, "-growth", "-most", "100")
	for _, g := range allGrowing {
		if !strings.Contains(table, "\n| "+g.name+" | ") {
			t.Errorf("no row for %s in\n%s", g.name, table)
		}
	}
}

func TestEachPartOfACallHasAShare(t *testing.T) {
	table := measuredHere(t, "-checks", "-loads", "post")
	for _, p := range parts {
		if !regexp.MustCompile(`(?m)^\| ` + regexp.QuoteMeta(p.name) + ` \| [\d.]+ % \| [\d.]+ µs \|$`).MatchString(table) {
			t.Errorf("no row for %s in\n%s", p.name, table)
		}
	}
}

// The mix has all operations that the simulator serves by default.
func TestTheMixHasEachOperation(t *testing.T) {
	c, err := builtin.Default.Contract()
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[string]bool{}, map[string]bool{}
	for _, op := range c.Operations {
		want[op.ID] = true
	}
	for _, way := range loads[len(loads)-1].ways {
		got[way.operation] = true
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
}

func TestNoProcessOutlivesItsEnd(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no sleep")
	}
	ctx, cancel := context.WithCancel(t.Context())
	p, err := serving{name: "sleep", command: func(string) []string { return []string{"sleep", "600"} }}.start(ctx, 1)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	<-p.ended
	p.end() // again is fine
}

func TestFlags(t *testing.T) {
	for _, bad := range []string{"-rounds=0", "-calls=-1", "-loads=nothing", "-prism=perhaps", "-nothing", "word"} {
		if err := run(t.Context(), []string{bad}, &strings.Builder{}, &strings.Builder{}); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
