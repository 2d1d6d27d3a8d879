// Package metrics counts calls in the form that Prometheus reads. It is the only
// package that knows its client library. Each simulator has a registry of its
// own, and labels take only values that clients cannot make up.
package metrics

import (
	"bytes"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"
)

// Config is what metrics are made of.
type Config struct {
	Version    string           // of the simulator
	Contract   string           // revision
	Operations map[string][]int // the documented statuses by the operation
	Totals     func() Totals    // asked on each scrape
}

// Totals are what all sandboxes hold now.
type Totals struct{ Sandboxes, JournalEntries, JournalBytes int }

// Metrics are those of one simulator. They may be used by any number of
// goroutines.
type Metrics struct {
	registry   *prometheus.Registry
	operations map[string]*Operation
}

// noOperation stands for all that is not an operation.
const noOperation = "none"

// New makes the metrics of a simulator.
func New(config Config) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), operations: map[string]*Operation{}}
	vectors := newVectors()
	m.registry.MustRegister(
		vectors.calls, vectors.violations, vectors.faults, vectors.duration,
		buildInfo(config), newTotals(config.Totals),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	for id, statuses := range config.Operations {
		m.operations[id] = vectors.operation(id, statuses)
	}
	m.operations[noOperation] = vectors.operation(noOperation, []int{404})
	return m
}

// Operation returns what counts the calls to an operation. For an id that is
// none, as "", it counts calls to nothing.
func (m *Metrics) Operation(id string) *Operation {
	if op, ok := m.operations[id]; ok {
		return op
	}
	return m.operations[noOperation]
}

// Text is all metrics as they are now, in the text format of Prometheus.
func (m *Metrics) Text() (text []byte, contentType string, err error) {
	families, err := m.registry.Gather()
	if err != nil {
		return nil, "", err
	}
	format := expfmt.NewFormat(expfmt.TypeTextPlain)
	var buffer bytes.Buffer
	encoder := expfmt.NewEncoder(&buffer, format)
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return nil, "", err
		}
	}
	return buffer.Bytes(), string(format), nil
}

func buildInfo(config Config) prometheus.Collector {
	info := prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "vsrsim_build_info", Help: "Always 1; its labels say what runs.",
	}, []string{"version", "contract"})
	info.WithLabelValues(config.Version, config.Contract).Set(1)
	return info
}
