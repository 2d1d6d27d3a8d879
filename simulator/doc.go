// Package simulator runs the Vendor Security Reviews API inside a Go program.
//
//	sim := simulator.RunT(t)
//	client := reviews.NewClient(sim.URL(), sim.Key())
//	... // the code under test
//	vendor, err := sim.World().Vendor(1, 1)
//
// What the default sandbox can do is done on the Simulator; BoxT makes another one for
// a test.
//
// A Simulator listens on a free port of 127.0.0.1, keeps true state in memory
// and holds every request and every answer against the documented contract. It
// never calls the real API, and stores nothing outside the process but the file of
// WithState.
//
// This package is kept stable, and so are those whose values it hands out: state (the
// world), journal (calls) and report (what a run has proved).
package simulator
