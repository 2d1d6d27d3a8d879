package simulator_test

import (
	"fmt"
	"net/http"
	"runtime"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// fill gives vendor 1 of a simulator that many reviews in all.
func fill(b *testing.B, sim *simulator.Simulator, reviews int) {
	b.Helper()
	have, err := sim.World().Reviews(1, 1)
	if err != nil {
		b.Fatal(err)
	}
	in := state.NewReview{Type: state.TypeSecurity, Status: state.StatusInProgress, DeadlineAt: simtest.Now}
	for range reviews - len(have) {
		if _, err := sim.World().AddReview(state.Target{AccountID: 1, VendorID: 1}, in, simtest.Now); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkGetByID reads reviews all over worlds of different sizes.
func BenchmarkGetByID(b *testing.B) {
	for _, reviews := range []int{100, 1_000_000} {
		b.Run(fmt.Sprint(reviews), func(b *testing.B) {
			sim := simulator.RunT(b)
			fill(b, sim, reviews)
			runtime.GC()
			serve := make([]func(http.Handler), 64)
			for i := range serve {
				path := reviewPath(7 + i*(reviews-7)/len(serve))
				serve[i] = benchCall{method: http.MethodGet, path: path, want: 200}.prepare(b)
			}
			b.ReportAllocs()
			for n := 0; b.Loop(); n++ {
				serve[n%len(serve)](sim.Handler())
			}
		})
	}
}

// forked keeps the compiler from leaving the fork out.
var forked *state.World

// BenchmarkFork forks a world of 100,000 reviews.
func BenchmarkFork(b *testing.B) {
	sim := simulator.RunT(b)
	fill(b, sim, 100_000)
	b.ReportAllocs()
	for b.Loop() {
		forked = sim.World().Fork()
	}
}

// BenchmarkSandboxMemory tells what 10,000 sandboxes weigh: fresh ones, and
// after one create in each.
func BenchmarkSandboxMemory(b *testing.B) {
	const sandboxes = 10_000
	for _, calls := range []int{0, 1} {
		b.Run(fmt.Sprintf("creates=%d", calls), func(b *testing.B) {
			for b.Loop() {
				sim := simulator.RunT(b, simulator.WithMaxSandboxes(sandboxes+1))
				before := heap()
				for i := range sandboxes {
					box, err := sim.Box(fmt.Sprint("box-", i))
					if err != nil {
						b.Fatal(err)
					}
					for range calls {
						in := state.NewReview{Type: state.TypeSecurity, Status: state.StatusInProgress, DeadlineAt: simtest.Now}
						if _, err := box.World().AddReview(state.Target{AccountID: 1, VendorID: 1}, in, simtest.Now); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(heap()-before)/sandboxes, "B/sandbox")
				runtime.KeepAlive(sim)
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
