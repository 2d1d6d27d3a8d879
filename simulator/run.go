package simulator

import "github.com/vsrsim/vsrsim/simulator/contract"

// TB is what RunT needs of a *testing.T or *testing.B.
type TB interface {
	Helper()
	Cleanup(func())
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// RunT starts a simulator for one test and closes it when the test ends. An
// answer that differs from the contract fails the test: it is a bug of the
// simulator that would mislead it.
func RunT(t TB, opts ...Option) *Simulator {
	t.Helper()
	report := func(o *options) {
		o.onResponseViolation = func(v contract.Violation) {
			t.Errorf("vsrsim: an answer to %s differs from the contract: %s", v.Operation, v)
		}
	}
	sim, err := Start(append([]Option{report}, opts...)...)
	if err != nil {
		t.Fatalf("vsrsim: %v", err)
	}
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Errorf("vsrsim: %v", err)
		}
	})
	return sim
}
