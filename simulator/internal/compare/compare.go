package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
)

// basePath is where both servers of ours have all paths.
const basePath = "/public/v2"

// slower is how many times fewer calls Prism gets: it takes that much longer.
const slower = 10

// contender is a server with what was measured of it.
type contender struct {
	*server
	fewer   int                 // is what the number of calls is divided by
	lacks   string              // load that is not for it
	samples map[string][]sample // by the name of the load
	rss     map[string]int64    // after the last round of a load
}

// simulatorOf is vsrsim as it is measured.
func simulatorOf(b built, name string, flags ...string) serving {
	return serving{name: name, base: basePath, command: func(address string) []string {
		return append([]string{b.vsrsim, "serve", "--listen", address}, flags...)
	}}
}

// bareGin is the floor. answers is the file that says what it answers.
func bareGin(b built, answers string) serving {
	return serving{name: "bare gin", base: basePath, command: func(address string) []string {
		return []string{b.bare, "-listen", address, "-answers", answers}
	}}
}

func prismOf(b built) serving {
	return serving{name: "Prism " + b.version, command: func(address string) []string {
		host, port := hostAndPort(address)
		return append(b.prism, "mock", b.contract, "--host", host, "--port", port, "--verboseLevel", "silent")
	}}
}

// compare measures all servers side by side, and prints the tables.
func compare(ctx context.Context, s settings, b built, out, notes io.Writer) error {
	w, answers, err := record(ctx, s, b)
	if err != nil {
		return err
	}
	kinds := []serving{
		bareGin(b, answers),
		simulatorOf(b, "vsrsim, call log off", "--log-calls=false", "--fixture", b.fixture),
		simulatorOf(b, "vsrsim, call log on", "--fixture", b.fixture),
	}
	if b.prism != nil {
		kinds = append(kinds, prismOf(b))
	}
	first := read(nil, w.reviews[0].path())
	var all []*contender
	for _, kind := range kinds {
		p, err := kind.start(ctx, 1)
		if err != nil {
			return err
		}
		defer p.end()
		if err := p.await(ctx, first); err != nil {
			return err
		}
		all = append(all, &contender{server: p, fewer: 1, samples: map[string][]sample{}, rss: map[string]int64{}})
	}
	if b.prism != nil {
		prism := all[len(all)-1]
		prism.fewer, prism.lacks = slower, "mix" // it refuses the uploads
	}
	for _, l := range s.loads {
		fmt.Fprintf(notes, "sends the load %s\n", l.name)
		if err := rounds(ctx, s, l, w, all); err != nil {
			return err
		}
	}
	writeComparison(out, s, all)
	return timeStarts(ctx, s, b, answers, out, notes)
}

// rounds sends a load to all servers in turn, round after round.
func rounds(ctx context.Context, s settings, l load, w *world, all []*contender) error {
	callers, err := callers(l, w, s.seed, s.connections)
	if err != nil {
		return err
	}
	for round := range s.rounds + 1 {
		calls := draw(callers, s.calls)
		for _, c := range all {
			if c.lacks == l.name {
				continue
			}
			fewer := make([][]request, len(calls))
			for i := range calls {
				fewer[i] = calls[i][:max(1, len(calls[i])/c.fewer)]
			}
			measured, err := c.measure(ctx, fewer)
			if err != nil {
				return errors.Join(ctx.Err(), fmt.Errorf("load %s: %w", l.name, err))
			}
			if round > 0 { // the first warms up
				c.samples[l.name] = append(c.samples[l.name], measured)
			}
			if c.rss[l.name], err = resident(c.process.Process.Pid); err != nil {
				return err
			}
		}
	}
	return nil
}

// recorded is an answer of the simulator, as the bare server is told of it.
type recorded struct {
	Status int `json:"status"`
	Size   int `json:"size"`
	Sent   int `json:"sent"`
}

// record explores the world, has the simulator answer each call that a load may have
// once, and writes how large the answers are into a file for the bare server.
func record(ctx context.Context, s settings, b built) (w *world, answers string, err error) {
	p, err := simulatorOf(b, "vsrsim", "--log-calls=false", "--fixture", b.fixture).start(ctx, 0)
	if err != nil {
		return nil, "", err
	}
	defer p.end()
	if err := p.await(ctx, read(nil, "/company")); err != nil {
		return nil, "", err
	}
	if w, err = explore(ctx, p); err != nil {
		return nil, "", err
	}
	of := map[string]map[string]recorded{}
	for _, l := range loads { // also those that are not sent: who awaits a server makes a call of the first
		if err := recordLoad(ctx, p, l, w, s.seed, of); err != nil {
			return nil, "", err
		}
	}
	answers = filepath.Join(b.dir, "answers.json")
	text, err := json.Marshal(map[string]any{"routes": routes(), "of": of})
	if err != nil {
		return nil, "", err
	}
	return w, answers, os.WriteFile(answers, text, 0o600)
}

// recordLoad makes each call twice: what was reopened is finalized again.
func recordLoad(ctx context.Context, p *server, l load, w *world, seed uint64, of map[string]map[string]recorded) error {
	callers, err := callers(l, w, seed, 1)
	if err != nil {
		return err
	}
	for _, way := range callers[0].ways {
		for _, place := range way.places {
			for range 2 {
				r := way.make(callers[0], place)
				status, body, err := p.ask(ctx, r)
				if err != nil {
					return err
				}
				if of[r.method] == nil {
					of[r.method] = map[string]recorded{}
				}
				of[r.method][basePath+r.target] = recorded{status, len(body), len(r.body)}
			}
		}
	}
	return nil
}

// routes are those of all operations of the contract that the simulator serves by
// default.
func routes() (all []map[string]string) {
	c, err := builtin.Default.Contract()
	if err != nil {
		panic(err) // it is built in
	}
	for _, op := range c.Operations {
		all = append(all, map[string]string{"method": op.Method, "path": basePath + op.Path})
	}
	return all
}

// timeStarts measures the time from the start of a process to its first 200.
func timeStarts(ctx context.Context, s settings, b built, answers string, out, notes io.Writer) error {
	fmt.Fprintln(notes, "times starts")
	first := read(nil, "/vendors/1/security-reviews/1")
	fmt.Fprintln(out, "\n| start to the first 200 | GOMAXPROCS=1 | all processors |\n| --- | --: | --: |")
	for _, kind := range []serving{bareGin(b, answers), simulatorOf(b, "vsrsim", "--log-calls=false")} {
		fmt.Fprintf(out, "| %s |", kind.name)
		for _, processors := range []int{1, 0} {
			var took []time.Duration
			for range s.starts {
				one, err := timeStart(ctx, kind, processors, first)
				if err != nil {
					return err
				}
				took = append(took, one)
			}
			fmt.Fprintf(out, " %s |", milliseconds(median(took)))
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintf(out, "\nBinary of vsrsim: %.1f MB.\n", float64(b.size)/1e6)
	return nil
}

func timeStart(ctx context.Context, kind serving, processors int, first request) (time.Duration, error) {
	began := time.Now()
	p, err := kind.start(ctx, processors)
	if err != nil {
		return 0, err
	}
	defer p.end()
	err = p.await(ctx, first)
	return time.Since(began), err
}
