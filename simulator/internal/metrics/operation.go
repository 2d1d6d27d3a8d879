package metrics

import (
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// vectors are the metrics that calls are counted in.
type vectors struct {
	calls, violations, faults *prometheus.CounterVec
	duration                  *prometheus.HistogramVec
}

// buckets reach from a call that is only checked to one that a fault holds up.
var buckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

func newVectors() vectors {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	return vectors{
		calls: counter("vsrsim_calls_total",
			"Calls by the status that went out; none if no answer did.", "operation", "status"),
		violations: counter("vsrsim_violations_total",
			"Differences from the contract in requests and in answers.", "operation", "side"),
		faults: counter("vsrsim_faults_total",
			"Calls that a rule of a scenario let go wrong.", "operation", "rule"),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "vsrsim_call_duration_seconds", Buckets: buckets,
			Help: "Time of the machine from the head of a call until the last of its answer goes out, or what is left of it where the connection breaks.",
		}, []string{"operation"}),
	}
}

// operation looks the counters up once, so that a call need not.
func (v vectors) operation(id string, statuses []int) *Operation {
	op := &Operation{
		ID:          id,
		calls:       map[int]prometheus.Counter{},
		otherStatus: v.calls.MustCurryWith(prometheus.Labels{"operation": id}),
		inRequest:   v.violations.WithLabelValues(id, "request"),
		inResponse:  v.violations.WithLabelValues(id, "response"),
		duration:    v.duration.WithLabelValues(id),
		faults:      faults{vector: v.faults.MustCurryWith(prometheus.Labels{"operation": id})},
	}
	if id == noOperation {
		op.ID = ""
	}
	for _, status := range statuses {
		op.calls[status] = op.otherStatus.WithLabelValues(strconv.Itoa(status))
	}
	return op
}

// Operation counts the calls to one operation.
type Operation struct {
	ID string // empty for calls to nothing

	calls                 map[int]prometheus.Counter // with a documented status
	otherStatus           *prometheus.CounterVec
	inRequest, inResponse prometheus.Counter // violations
	duration              prometheus.Observer
	faults                faults
}

// Call is what is counted of a call.
type Call struct {
	Status                int    // that went out; 0 if no answer did
	InRequest, InResponse int    // violations
	Rule                  string // that let it go wrong; empty if none did
	Took                  time.Duration
}

// Count counts a call.
func (o *Operation) Count(call Call) {
	o.withStatus(call.Status).Inc()
	o.inRequest.Add(float64(call.InRequest))
	o.inResponse.Add(float64(call.InResponse))
	o.duration.Observe(call.Took.Seconds())
	if call.Rule != "" {
		o.faults.count(call.Rule)
	}
}

func (o *Operation) withStatus(status int) prometheus.Counter {
	if counter, ok := o.calls[status]; ok {
		return counter
	}
	if status == 0 {
		return o.otherStatus.WithLabelValues("none")
	}
	return o.otherStatus.WithLabelValues(strconv.Itoa(status)) // from scenarios only, and of three digits
}

// maxRules bounds how many rules are told apart: the control API plays
// scenarios of any name.
const maxRules = 1000

// faults counts by rules, which come and go.
type faults struct {
	vector *prometheus.CounterVec

	mu     sync.Mutex
	byRule map[string]prometheus.Counter
}

func (f *faults) count(rule string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byRule == nil {
		f.byRule = map[string]prometheus.Counter{}
	}
	counter, known := f.byRule[rule]
	if !known && len(f.byRule) >= maxRules {
		rule = "other" // no rule has this name: each has a slash
		counter, known = f.byRule[rule]
	}
	if !known {
		counter = f.vector.WithLabelValues(rule)
		f.byRule[rule] = counter
	}
	counter.Inc()
}
