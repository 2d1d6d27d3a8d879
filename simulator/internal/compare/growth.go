package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// growing is something that a call may become dearer with.
type growing struct {
	name  string
	steps []int
	// flags are those of the simulator for a step. They are nil for none.
	flags func(b built, step int) ([]string, error)
	// fill is the call by that number of those that make the step, as many as it has,
	// before it is measured; nil if there is nothing to make.
	fill func(i int, r *rand.Rand) request
	// call is one of those that are measured.
	call func(step int, r *rand.Rand) request
	// connections are how many there are; nil for as many as the flag says.
	connections func(step int) int
}

// theReview is one that the built-in world has.
const theReview = "/vendors/1/security-reviews/1"

var allGrowing = []growing{
	{name: "reviews", steps: []int{100, 10_000, 1_000_000}, fill: newReview, call: anyReview},
	{name: "sandboxes", steps: []int{1, 100, 10_000}, fill: inSandbox, call: inAnySandbox},
	{name: "calls in the journal", steps: []int{1, 1000, 100_000}, flags: journalOf, fill: theSame, call: theSame},
	{name: "connections", steps: []int{1, 16, 100, 1000}, call: theSame, connections: func(step int) int { return step }},
	{name: "rules that do not match", steps: []int{0, 10, 100, 1000}, flags: rulesOf, call: theSame},
	{name: "bytes of an uploaded file", steps: []int{1 << 10, 32 << 10, 1 << 20, 25 << 20}, call: uploadOf},
}

func theSame(int, *rand.Rand) request { return read(nil, theReview) }

// firstCreated is the id of the first review that is created in the built-in world.
const firstCreated = 7

func newReview(_ int, r *rand.Rand) request {
	return create(&caller{rand: r, users: []int{1}}, "/vendors/1/security-reviews")
}

func anyReview(step int, r *rand.Rand) request {
	return read(nil, fmt.Sprintf("/vendors/1/security-reviews/%d", firstCreated+r.IntN(step)))
}

func inSandbox(i int, _ *rand.Rand) request {
	r := read(nil, theReview)
	r.key = fmt.Sprintf("sim-full@s%d", i)
	return r
}

func inAnySandbox(step int, r *rand.Rand) request { return inSandbox(r.IntN(step), r) }

func journalOf(_ built, step int) ([]string, error) {
	return []string{"--journal-max", fmt.Sprint(step), "--journal-bytes", "1GiB"}, nil
}

func rulesOf(b built, step int) ([]string, error) {
	if step == 0 {
		return nil, nil
	}
	var text strings.Builder
	text.WriteString("name: many\nrules:\n")
	for i := range step {
		fmt.Fprintf(&text, "  - {when: {operation: getVendorSecurityReview, path: {vendorId: %d}}, fault: {connection: reset}}\n", 1000+i)
	}
	path := filepath.Join(b.dir, fmt.Sprintf("many-%d.yaml", step))
	return []string{"--scenario", path}, os.WriteFile(path, []byte(text.String()), 0o600)
}

func uploadOf(step int, _ *rand.Rand) request {
	return uploading("/vendors/1/security-questionnaires", strings.Repeat("x", step))
}

// mostSent bounds the bytes of the bodies of a step: what is uploaded stays.
const mostSent = 512 << 20

// grow measures each thing that grows, each step in a process of its own.
func grow(ctx context.Context, s settings, b built, out, notes io.Writer) error {
	fmt.Fprintln(out, "| what grows | to | CPU per call | to that of the first step | calls/s | p50 | p99 | RSS |")
	fmt.Fprintln(out, "| --- | --: | --: | --: | --: | --: | --: | --: |")
	for _, g := range allGrowing {
		var first sample
		for _, step := range g.steps {
			if step > s.most && g.name != "bytes of an uploaded file" {
				continue
			}
			fmt.Fprintf(notes, "measures %d %s\n", step, g.name)
			measured, rss, err := g.measure(ctx, s, b, step)
			if err != nil {
				return fmt.Errorf("%d %s: %w", step, g.name, err)
			}
			if first.calls == 0 {
				first = measured
			}
			fmt.Fprintf(out, "| %s | %d | %s | %.2f | %.0f | %s | %s | %.0f MiB |\n", g.name, step, microseconds(measured.perCall()),
				float64(measured.perCall())/float64(first.perCall()), measured.perSecond(),
				microseconds(p50(measured)), microseconds(p99(measured)), float64(rss)/(1<<20))
		}
	}
	return nil
}

func (g growing) measure(ctx context.Context, s settings, b built, step int) (measured sample, rss int64, err error) {
	flags := []string{"--log-calls=false"}
	if g.flags != nil {
		more, err := g.flags(b, step)
		if err != nil {
			return sample{}, 0, err
		}
		flags = append(flags, more...)
	}
	p, err := simulatorOf(b, "vsrsim", flags...).start(ctx, 1)
	if err != nil {
		return sample{}, 0, err
	}
	defer p.end()
	if err := p.await(ctx, theSame(step, nil)); err != nil {
		return sample{}, 0, err
	}
	r := rand.New(rand.NewPCG(s.seed, uint64(step)))
	if err := g.make(ctx, s, p, step, r); err != nil {
		return sample{}, 0, err
	}
	connections := s.connections
	if g.connections != nil {
		connections = g.connections(step)
	}
	calls := g.calls(s, step, r)
	warm := len(calls) / 5
	if warm > 0 {
		if _, err := p.measure(ctx, spread(calls[:warm], connections)); err != nil {
			return sample{}, 0, err
		}
	}
	if measured, err = p.measure(ctx, spread(calls[warm:], connections)); err != nil {
		return sample{}, 0, err
	}
	rss, err = resident(p.process.Process.Pid)
	return measured, rss, err
}

// make makes a step, some calls at a time: all of a million would take gigabytes.
func (g growing) make(ctx context.Context, s settings, p *server, step int, r *rand.Rand) error {
	if g.fill == nil {
		return nil
	}
	const atATime = 10_000
	for made := 0; made < step; {
		var calls []request
		for ; made < step && len(calls) < atATime; made++ {
			calls = append(calls, g.fill(made, r))
		}
		if _, err := p.measure(ctx, spread(calls, s.connections)); err != nil {
			return err
		}
	}
	return nil
}

// calls are those that are measured, after a fifth of them that warms up.
func (g growing) calls(s settings, step int, r *rand.Rand) (calls []request) {
	sent := 0
	for range s.calls {
		call := g.call(step, r)
		if sent += len(call.body); sent > mostSent {
			break
		}
		calls = append(calls, call)
	}
	return calls
}

// spread gives each of so many connections its part of the calls.
func spread(calls []request, connections int) [][]request {
	all := make([][]request, min(connections, len(calls)))
	for i, call := range calls {
		all[i%len(all)] = append(all[i%len(all)], call)
	}
	return all
}
