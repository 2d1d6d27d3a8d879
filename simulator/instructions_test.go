//go:build !race && linux && amd64

package simulator

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
)

// fixedRun is the environment variable that makes TestFixedRun a run to count: the index
// of a call in costs, and how many of it.
const fixedRun = "FIXED_RUN_OF_CALLS"

// TestFixedRun is what TestInstructions counts; by itself it does nothing.
func TestFixedRun(t *testing.T) {
	var which, calls int
	if n, _ := fmt.Sscanf(os.Getenv(fixedRun), "%d %d", &which, &calls); n != 2 {
		return
	}
	sim, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	on := costs[which].serving(sim)
	for i := range calls {
		on.serve(t, []*http.Request{costs[which].request(i)})
	}
}

// TestInstructions counts the instructions of a call from the entry of the handler on, with
// those that make its request: two runs differ in nothing else. They are counted on the
// processor that Valgrind imitates, which is the same on every machine; the compiler is
// not, and what a runtime does beside calls differs by some percent: so there is some room.
func TestInstructions(t *testing.T) {
	valgrind := judge.Program(t, "valgrind", "your system's package valgrind")
	for which, cost := range costs {
		if cost.instructions == 0 {
			continue
		}
		t.Run(cost.name, func(t *testing.T) {
			t.Parallel()
			const few, many = 300, 1300
			got := (countInstructions(t, valgrind, which, many) - countInstructions(t, valgrind, which, few)) / (many - few)
			if got > 1.1*cost.instructions || got < 0.9*cost.instructions {
				t.Errorf("takes %.0f instructions, the table has %.0f: make it take no more, or write down %.0f", got, cost.instructions, got)
			}
		})
	}
}

var countedInstructions = regexp.MustCompile(`guest instrs:\s+([0-9,]+)`)

func countInstructions(t *testing.T, valgrind string, which, calls int) float64 {
	t.Helper()
	run := exec.CommandContext(t.Context(), valgrind, "--tool=lackey", "--basic-counts=yes", os.Args[0], "-test.run", "^TestFixedRun$")
	// When memory is collected, and who waits for whom, is no property of a call.
	run.Env = append(os.Environ(), fmt.Sprintf("%s=%d %d", fixedRun, which, calls), "GOMAXPROCS=1", "GOGC=off", "GODEBUG=asyncpreemptoff=1")
	said, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	found := countedInstructions.FindSubmatch(said)
	if found == nil {
		t.Fatalf("no count in what valgrind says:\n%s", said)
	}
	count, err := strconv.ParseFloat(strings.ReplaceAll(string(found[1]), ",", ""), 64)
	if err != nil {
		t.Fatal(err)
	}
	return count
}
