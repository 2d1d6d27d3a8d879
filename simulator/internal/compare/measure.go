package main

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// prepared is a request, ready to be sent.
type prepared struct {
	wire []byte
	what request
}

// sample is what was measured of some calls to one server.
type sample struct {
	calls int
	cpu   time.Duration // of the process, by all calls
	wall  time.Duration
	took  []time.Duration // each call
}

// perCall is the CPU time of the server for a call.
func (s sample) perCall() time.Duration { return s.cpu / time.Duration(s.calls) }

// perSecond is how many calls there were in a second.
func (s sample) perSecond() float64 { return float64(s.calls) / s.wall.Seconds() }

// draw draws so many calls in all, equally many for each caller.
func draw(all []*caller, calls int) [][]request {
	drawn := make([][]request, len(all))
	for i, c := range all {
		for range max(1, calls/len(all)) {
			drawn[i] = append(drawn[i], c.next())
		}
	}
	return drawn
}

// prepare writes the calls of each connection for a server.
func (p *server) prepare(calls [][]request) [][]prepared {
	all := make([][]prepared, len(calls))
	for i, of := range calls {
		for _, r := range of {
			all[i] = append(all[i], prepared{r.bytes(p.base), r})
		}
	}
	return all
}

// measure sends the calls of each connection, one after the other, over all connections
// at a time. The connections are there before the clocks start.
func (p *server) measure(ctx context.Context, calls [][]request) (sample, error) {
	all := p.prepare(calls)
	connections := make([]*connection, len(all))
	for i := range connections {
		c, err := dial(p.address)
		if err != nil {
			return sample{}, err
		}
		defer c.close()
		connections[i] = c
	}
	defer context.AfterFunc(ctx, func() {
		for _, c := range connections {
			c.close()
		}
	})()
	before, err := used(p.process.Process.Pid)
	if err != nil {
		return sample{}, err
	}
	began := time.Now()
	took, err := sendAll(connections, all)
	s := sample{wall: time.Since(began), took: took, calls: len(took)}
	if err != nil {
		return s, fmt.Errorf("%s: %w; it said: %s", p.name, err, p.said)
	}
	after, err := used(p.process.Process.Pid)
	s.cpu = after - before
	return s, err
}

// sendAll returns how long each call took.
func sendAll(connections []*connection, all [][]prepared) (took []time.Duration, err error) {
	type result struct {
		took []time.Duration
		err  error
	}
	results := make(chan result)
	for i, c := range connections {
		go func() {
			times, err := c.send(all[i])
			results <- result{times, err}
		}()
	}
	for range connections {
		r := <-results
		took = append(took, r.took...)
		if r.err != nil {
			err = r.err
		}
	}
	return took, err
}

// send sends the calls of one connection.
func (c *connection) send(calls []prepared) ([]time.Duration, error) {
	took := make([]time.Duration, 0, len(calls))
	for i, call := range calls {
		if i%1000 == 0 {
			c.deadline(time.Now().Add(10 * callTime))
		}
		began := time.Now()
		status, err := c.call(call.wire)
		if err != nil {
			return took, err
		}
		took = append(took, time.Since(began))
		if status != call.what.want {
			return took, fmt.Errorf("%s %s %.200s is answered with %d, want %d", call.what.method, call.what.target, call.what.body, status, call.what.want)
		}
	}
	return took, nil
}

// median is the middle one of some values, which are left as they are.
func median[T ~int64 | ~float64](values []T) T { return quantile(values, 0.5) }

// quantile is the value that so much of the values is not above.
func quantile[T ~int64 | ~float64](values []T, share float64) T {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}
