package metrics

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil/promlint"
)

func newTest() *Metrics {
	return New(Config{Operations: map[string][]int{"get": {200, 404}}, Totals: func() Totals { return Totals{} }})
}

func text(t *testing.T, m *Metrics) string {
	t.Helper()
	text, _, err := m.Text()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRulesAreBounded(t *testing.T) {
	m := newTest()
	for i := range 3 * maxRules {
		m.Operation("get").Count(Call{Status: 200, Rule: fmt.Sprint("made-up/", i)})
	}
	m.Operation("get").Count(Call{Status: 200, Rule: "made-up/1"})
	got := text(t, m)
	if n := strings.Count(got, "\nvsrsim_faults_total{"); n != maxRules+1 {
		t.Errorf("got %d rules, want %d", n, maxRules+1)
	}
	for _, want := range []string{`rule="other"} 2000`, `rule="made-up/1"} 2`} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

// TestPrometheusFindsNothing asks the linter that promtool asks.
func TestPrometheusFindsNothing(t *testing.T) {
	m := newTest()
	call := Call{Status: 200, InRequest: 1, InResponse: 2, Rule: "a\"b\\c\nd/1", Took: time.Millisecond}
	m.Operation("get").Count(call)
	m.Operation("").Count(call)
	problems, err := promlint.New(strings.NewReader(text(t, m))).Lint()
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range problems {
		t.Errorf("%s: %s", problem.Metric, problem.Text)
	}
}

func TestUnknownOperationsAreNone(t *testing.T) {
	m := newTest()
	m.Operation("").Count(Call{Status: 404})
	m.Operation("post").Count(Call{Status: 503})
	got := text(t, m)
	for _, want := range []string{`{operation="none",status="404"} 1`, `{operation="none",status="503"} 1`} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %s", want)
		}
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	op := newTest().Operation("get")
	call := Call{Status: 200, InRequest: 1, Rule: "a/1", Took: time.Millisecond}
	op.Count(call)
	if n := testing.AllocsPerRun(100, func() { op.Count(call) }); n != 0 {
		t.Errorf("got %v allocations", n)
	}
}
