package main

import (
	"fmt"
	"io"
	"net"
	"time"
)

// writeComparison prints a row for each load and server. The first server is what the
// others are held against, in the same round, so that a machine that is busy in one
// round is so for all of them.
func writeComparison(out io.Writer, s settings, all []*contender) {
	fmt.Fprintln(out, "| load | server | CPU per call | CPU: times the calls of bare gin | calls/s | p50 | p99 | p99 to that of bare gin | RSS |")
	fmt.Fprintln(out, "| --- | --- | --: | --: | --: | --: | --: | --: | --: |")
	for _, l := range s.loads {
		floor := all[0].samples[l.name]
		for _, c := range all {
			samples := c.samples[l.name]
			if len(samples) == 0 {
				continue
			}
			fmt.Fprintf(out, "| %s | %s | %s | %.2f | %.0f | %s | %s | %.1f | %.0f MiB |\n", l.name, c.name,
				microseconds(median(each(samples, sample.perCall))),
				median(ratios(floor, samples, func(s sample) float64 { return float64(s.perCall()) })),
				median(each(samples, sample.perSecond)),
				microseconds(median(each(samples, p50))), microseconds(median(each(samples, p99))),
				1/median(ratios(floor, samples, func(s sample) float64 { return float64(p99(s)) })),
				float64(c.rss[l.name])/(1<<20))
		}
	}
}

func p50(s sample) time.Duration { return quantile(s.took, 0.5) }
func p99(s sample) time.Duration { return quantile(s.took, 0.99) }

func each[T any](samples []sample, of func(sample) T) (all []T) {
	for _, s := range samples {
		all = append(all, of(s))
	}
	return all
}

// ratios are what the floor has to what each sample has, round by round.
func ratios(floor, samples []sample, of func(sample) float64) (all []float64) {
	for i := range samples {
		all = append(all, of(floor[i])/of(samples[i]))
	}
	return all
}

func microseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f µs", float64(d)/float64(time.Microsecond))
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}

func hostAndPort(address string) (host, port string) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		panic(err) // it is that of a listener
	}
	return host, port
}
