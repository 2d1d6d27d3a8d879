// Package simulator runs the Vendor Security Reviews API inside a Go program.
//
//	sim := simulator.RunT(t)
//	client := reviews.NewClient(sim.URL(), sim.Key())
//	... // the code under test
//	vendor, err := sim.World().Vendor(1, 1)
//
// A Simulator listens on a free port of 127.0.0.1, keeps true state in memory
// and holds every request and every answer against the documented contract. It
// never calls the real API and stores nothing outside the process.
//
// This package and package state (for looking into the world) are the surface
// that is kept stable; the packages below are the parts it is built of.
package simulator
