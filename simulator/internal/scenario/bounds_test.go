package scenario

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/spec"
)

var theContract = sync.OnceValues(func() (*contract.Contract, error) { return contract.Load(spec.OpenAPI()) })

func problemsOf(t *testing.T, text string) yamlfile.Problems {
	t.Helper()
	c, err := theContract()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Load(c, "s.yaml", []byte(text), nil)
	problems, _ := err.(yamlfile.Problems)
	return problems
}

// What is wrong with a large file is said in short, and costs what goes with its
// size.
func TestLargeFilesAreBounded(t *testing.T) {
	many := func(n int, line string) string {
		var text strings.Builder
		for i := range n {
			fmt.Fprintf(&text, line, i)
		}
		return text.String()
	}
	setup := "name: x\nsetup:\n  world:\n    vendors:\n"
	problemsOf(t, "") // loads the contract
	for name, row := range map[string]struct {
		text func(n int) string
		n    int
		says string
	}{
		"bad rules": {func(n int) string {
			return "name: x\nrules:\n" + many(n, "  - {when: {operation: none%d}, after: -1}\n")
		}, 2000, "more problems are not shown"},
		"too many rules":     {func(n int) string { return "name: x\nrules:\n" + many(n, "  - {when: {path: {vendorId: %d}}}\n") }, 2001, "at most 2000 are allowed"},
		"bad records":        {func(n int) string { return setup + many(n, "      - {id: x%d}\n") }, 20_000, "19900 more problems are not shown"},
		"records without id": {func(n int) string { return setup + many(n, "      - {name: n%d}\n") }, 10_000, "more problems are not shown"},
		"many checks": {func(n int) string {
			return "name: x\nrules: [{when: {}}]\nchecks:\n" + many(n, "  - bounded-attempts=%d\n")
		}, 5000, "at most 100 are allowed"},
		"many values": {func(n int) string {
			return "name: x\nrules:\n  - when:\n      path:\n        vendorId:\n          in:\n" + many(n, "          - %d\n")
		}, 5000, "at most 1000 are allowed"},
		"a long key": {func(n int) string {
			return "name: x\nrules:\n  - when: {body: {" + strings.Repeat("k", n) + ": {equals: {}, absent: 3}}}\n"
		}, 900, "…"},
		"deep": {func(n int) string {
			return "name: x\nrules: [{fault: {patch: {a: " + strings.Repeat("[", n) + strings.Repeat("]", n) + "}}}]\n"
		}, 5000, "nested more than 100 levels deep"},
		"a large pattern": {func(n int) string {
			return `name: x
rules: [{when: {path: {vendorId: {matches: "` + strings.Repeat("(a{1000})", n) + `"}}}}]`
		}, 3, "at most 2000 are allowed"},
		"a long pattern": {func(n int) string {
			return "name: x\nrules: [{when: {key: {matches: " + strings.Repeat("a", n) + "}}}]"
		}, 5000, "at most 1000 are allowed"},
		"a bomb": {func(n int) string { return "name: x\na: &a [x,x]\n" + many(n, "b%d: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n") }, 1000, "more problems are not shown"},
		"a long expression": {func(n int) string {
			return "name: x\nrules: [{when: {where: '" + strings.Repeat("true && ", n) + "true'}}]"
		}, 5000, "at most 4096 are allowed"},
		"a wide expression": {func(n int) string {
			return "name: x\nrules: [{when: {where: '" + strings.Repeat("1+", n) + "1 == key'}}]"
		}, 1500, "nodes"},
	} {
		text := row.text(row.n)
		var problems yamlfile.Problems
		cost := allocatedBy(func() { problems = problemsOf(t, text) })
		said := problems.Error()
		if !strings.Contains(said, row.says) || len(problems) > yamlfile.MaxProblems+1 || len(said) > 100_000 {
			t.Errorf("%s: %d problems, %d bytes: %.300s, want %s", name, len(problems), len(said), said, row.says)
		}
		small := allocatedBy(func() { problemsOf(t, row.text(row.n/10)) })
		if cost > 30*small+16<<20 {
			t.Errorf("%s: %d bytes for %d of text, and %d for a tenth of it", name, cost, len(text), small)
		}

	}
}

// allocatedBy is how many bytes a function allocates.
func allocatedBy(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}
