package recorder_test

import (
	"fmt"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// BenchmarkRecord is a call that is recorded while the journal is full, with and without
// rules that were asked.
func BenchmarkRecord(b *testing.B) {
	c := loadedContract(b)
	playing := engine.New(c, noDraw)
	playing.Play(loadedScenario(b, c, "name: s\nrules:\n- when: {operation: getVendor*}\n  times: 1\n  fault: {status: 404}\n"), began)
	op, _ := c.Operation("getVendorSecurityReview")
	for name, ask := range map[string]func() engine.Trace{
		"plain": func() engine.Trace { return nil },
		"rules": func() engine.Trace {
			_, trace := playing.Choose(&when.Call{Operation: op, Request: &exchange.Request{}, Now: began})
			return trace
		},
	} {
		b.Run(name, func(b *testing.B) {
			j := recorder.New(recorder.Settings{Entries: 10_000, Bytes: 64 << 20})
			id := make([]string, 1<<14)
			for i := range id {
				id[i] = fmt.Sprintf("%016x", i)
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				j.Record(recorder.Entry{
					Call: journal.Call{
						ID: id[i%len(id)], Ordinal: uint64(i), Sandbox: "a", Time: began, Operation: op.ID, Key: "a",
						Request: journal.Message{Method: "GET", Path: "/vendors/1/security-reviews/2"}, Response: journal.Message{Status: 200},
					},
					Trace: ask(),
				})
			}
		})
	}
}

// BenchmarkCopy is a copy of a full journal.
func BenchmarkCopy(b *testing.B) {
	j := recorder.New(recorder.Settings{Entries: 10_000, Bytes: 64 << 20})
	for ordinal := range 10_000 {
		j.Record(called("a", ordinal))
	}
	b.ReportAllocs()
	for b.Loop() {
		j.Copy()
	}
}
