package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/metrics"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
)

// part is a part of a call, by the function that does it. Nothing can switch a check
// off, so what one costs is its share of the CPU time of the calls.
type part struct {
	name string
	by   any // the function: renamed, it is renamed here as well
}

var parts = []part{
	{"the request is checked", (*contract.Operation).CheckRequest},
	{"what is secret is taken out of the request", (*sandbox.Registry).Message},
	{"all in the sandbox, with the next five", (*sandbox.Sandbox).Call},
	{"the key and its permission are checked", api.Authorise},
	{"rules are asked", (*engine.Engine).Choose},
	{"the answer is checked", (*contract.Operation).CheckResponse},
	{"the call is written into the journal", (*recorder.Journal).Record},
	{"the call is counted for the coverage", (*recorder.Coverage).Note},
	{"the call is counted for the metrics", (*metrics.Operation).Count},
}

// function is the name of the function of a part, as a profile has it.
func (p part) function() string { return runtime.FuncForPC(reflect.ValueOf(p.by).Pointer()).Name() }

// profileTime is how long the calls of a load are profiled: a hundred samples a second.
const profileTime = 10 * time.Second

// costOfChecks prints, for each load, the share of each part of a call in the CPU time
// of calls that are served without a network.
func costOfChecks(ctx context.Context, s settings, b built, out io.Writer) error {
	w, _, err := record(ctx, s, b)
	if err != nil {
		return err
	}
	for _, l := range s.loads {
		shares, each, err := profile(ctx, s, b, l, w)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "\n| part of a call of the load %s, %s in all | share | |\n| --- | --: | --: |\n", l.name, microseconds(each))
		for _, p := range parts {
			share := shares[p.function()]
			fmt.Fprintf(out, "| %s | %.1f %% | %s |\n", p.name, 100*share, microseconds(time.Duration(share*float64(each))))
		}
	}
	return nil
}

// profile returns the share of each function, and the time that a call takes.
func profile(ctx context.Context, s settings, b built, l load, w *world) (map[string]float64, time.Duration, error) {
	fixture, err := os.ReadFile(b.fixture)
	if err != nil {
		return nil, 0, err
	}
	sim, err := simulator.New(simulator.WithFixture(b.fixture, fixture))
	if err != nil {
		return nil, 0, err
	}
	defer sim.Close()
	callers, err := callers(l, w, s.seed, 1)
	if err != nil {
		return nil, 0, err
	}
	path := filepath.Join(b.dir, l.name+".profile")
	file, err := os.Create(path)
	if err != nil {
		return nil, 0, err
	}
	defer file.Close()
	if err := pprof.StartCPUProfile(file); err != nil {
		return nil, 0, err
	}
	n, took, err := serveFor(ctx, sim.Handler(), callers[0], s.calls)
	pprof.StopCPUProfile()
	if err != nil {
		return nil, 0, err
	}
	shares, err := readProfile(ctx, path)
	return shares, took / time.Duration(n), err
}

// serveFor serves drawn calls for profileTime, or so many if that is less. It returns
// what only the calls took, without making them.
func serveFor(ctx context.Context, handler http.Handler, c *caller, most int) (n int, took time.Duration, err error) {
	for n < most*100 && took < profileTime && ctx.Err() == nil {
		what := c.next()
		r, err := http.NewRequest(what.method, basePath+what.target, bytes.NewReader(what.body))
		if err != nil {
			return 0, 0, err
		}
		r.RequestURI, r.Host = basePath+what.target, "127.0.0.1"
		r.Header.Set("Authorization", "Bearer sim-full")
		if what.body != nil {
			r.Header.Set("Content-Type", what.contentType)
		} else {
			r.Body = http.NoBody
		}
		answer := &nowhere{header: http.Header{}}
		began := time.Now()
		handler.ServeHTTP(answer, r)
		took += time.Since(began)
		n++
		if answer.status != what.want {
			return 0, 0, fmt.Errorf("%s %s is answered with %d, want %d", what.method, what.target, answer.status, what.want)
		}
	}
	return n, took, ctx.Err()
}

// nowhere takes an answer and keeps its status.
type nowhere struct {
	header http.Header
	status int
}

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (n *nowhere) WriteHeader(status int)      { n.status = status }
func (n *nowhere) EnableFullDuplex() error     { return nil } // as the writer of net/http

// readProfile returns the share of each function, with those that it calls, in the time
// of the handler.
func readProfile(ctx context.Context, path string) (map[string]float64, error) {
	text, err := output(ctx, ".", []string{"go", "tool", "pprof", "-top", "-cum", "-nodecount=1000000", "-nodefraction=0", "-unit=ms", path})
	if err != nil {
		return nil, err
	}
	spent := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line) // flat, its share, the sum of these, cumulated, its share, function
		if len(fields) < 6 {
			continue
		}
		if ms, err := strconv.ParseFloat(strings.TrimSuffix(fields[3], "ms"), 64); err == nil {
			spent[fields[5]] = ms
		}
	}
	whole := spent[handlerFunction]
	if whole == 0 {
		return nil, errors.New("the profile has no call: send more of them")
	}
	for function := range spent {
		spent[function] /= whole
	}
	return spent, nil
}

// handlerFunction is what all of a call is below.
const handlerFunction = "net/http.HandlerFunc.ServeHTTP"
