package metrics

import "github.com/prometheus/client_golang/prometheus"

// totals tells what all sandboxes hold, computed once for each scrape.
type totals struct {
	now                                     func() Totals
	sandboxes, journalEntries, journalBytes *prometheus.Desc
}

func newTotals(now func() Totals) prometheus.Collector {
	gauge := func(name, help string) *prometheus.Desc { return prometheus.NewDesc(name, help, nil, nil) }
	return totals{
		now:            now,
		sandboxes:      gauge("vsrsim_sandboxes", "Sandboxes that there are."),
		journalEntries: gauge("vsrsim_journal_entries", "Calls in the journals of all sandboxes."),
		journalBytes:   gauge("vsrsim_journal_bytes", "What these calls take, roughly."),
	}
}

// Describe is of prometheus.Collector.
func (t totals) Describe(descriptions chan<- *prometheus.Desc) {
	descriptions <- t.sandboxes
	descriptions <- t.journalEntries
	descriptions <- t.journalBytes
}

// Collect is of prometheus.Collector.
func (t totals) Collect(metrics chan<- prometheus.Metric) {
	now := t.now()
	gauge := func(d *prometheus.Desc, value int) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, float64(value))
	}
	gauge(t.sandboxes, now.Sandboxes)
	gauge(t.journalEntries, now.JournalEntries)
	gauge(t.journalBytes, now.JournalBytes)
}
