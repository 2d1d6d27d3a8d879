package recorder_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/spec"
)

// noDraw is for engines whose rules draw nothing.
func noDraw(string) (number, ordinal uint64) { return 0, 0 }

func loadedContract(tb testing.TB) *contract.Contract {
	tb.Helper()
	c, err := contract.Load(spec.OpenAPI())
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func loadedScenario(tb testing.TB, c *contract.Contract, text string) *scenario.Scenario {
	tb.Helper()
	s, err := scenario.Load(c, "s.yaml", []byte(text), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// traceOf is the trace of a call, by an engine in which scenarios of these texts play, each
// of them read anew.
func traceOf(t *testing.T, c *contract.Contract, texts ...string) engine.Trace {
	t.Helper()
	playing := engine.New(c, noDraw)
	for _, text := range texts {
		playing.Play(loadedScenario(t, c, text), began)
	}
	_, trace := playing.Choose(&when.Call{Operation: operation(t, c, "getVendorSecurityReview"), Request: &exchange.Request{}, Now: began})
	return trace
}

// Scenarios of the same text take their bytes once, however often they were read, and
// only as long as an entry has them.
func TestEqualRulesAreHeldOnce(t *testing.T) {
	c := loadedContract(t)
	one := "name: one\nrules:\n- {fault: {status: 404}, when: {key: x}}\n# " + strings.Repeat("x", 50_000)
	other := strings.ReplaceAll(one, "one", "other")
	j := recorder.New(recorder.Settings{Entries: 6, Bytes: 1 << 20})
	record := func(traces ...engine.Trace) (bytes int) {
		for i, trace := range traces {
			e := called("a", i)
			e.Trace = trace
			j.Record(e)
		}
		return j.Bytes() >> 10
	}
	const each = 98 // KiB: twice the text
	for i, step := range []struct {
		traces []engine.Trace
		texts  int
	}{
		{[]engine.Trace{traceOf(t, c, one)}, 1},
		{[]engine.Trace{traceOf(t, c, one), traceOf(t, c, one)}, 1},
		{[]engine.Trace{traceOf(t, c, one, other)}, 2},
		{[]engine.Trace{nil, nil, nil, nil}, 2},
		{[]engine.Trace{nil}, 2},
		{[]engine.Trace{traceOf(t, c, one)}, 1},
		{make([]engine.Trace, 6), 0},
	} {
		got := record(step.traces...)
		if low := step.texts * each; got < low || got > low+10 {
			t.Errorf("%d: the journal takes %d KiB, want %d", i, got, low)
		}
	}
}

// A copy counts on by itself.
func TestRulesOfACopy(t *testing.T) {
	c := loadedContract(t)
	text := "name: one\nrules:\n- {fault: {status: 404}, when: {key: x}}\n# " + strings.Repeat("x", 50_000)
	j := recorder.New(recorder.Settings{Entries: 2, Bytes: 1 << 20})
	e := called("a", 1)
	e.Trace = traceOf(t, c, text)
	j.Record(e)
	copied := j.Copy()
	for range 2 {
		j.Record(called("a", 2))
		copied.Record(called("a", 2))
	}
	if got := fmt.Sprint(copied.Bytes(), copied.Len()); got != fmt.Sprint(j.Bytes(), j.Len()) || j.Bytes() > 10_000 {
		t.Errorf("got %s, want %d", got, j.Bytes())
	}
}
