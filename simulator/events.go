package simulator

import (
	"context"
	"iter"

	"github.com/vsrsim/vsrsim/simulator/internal/events"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Events are what happens in the simulator from this call on, in all sandboxes or in those
// that the filter chooses, each while it happens. They end with ctx, which must end, or when
// the simulator closes, and can be gone over once. Nothing in the simulator waits for who
// goes over them: who is too slow gets a journal.MissedEvent in place of the oldest.
func (s *Simulator) Events(ctx context.Context, filter journal.EventFilter) iter.Seq[journal.Event] {
	reader := s.registry.Events().Follow(filter, nil)
	context.AfterFunc(ctx, reader.Close)
	return func(yield func(journal.Event) bool) {
		defer reader.Close()
		for {
			taken := await(ctx, reader)
			if taken == nil {
				return
			}
			for _, e := range taken {
				if !yield(e.Event) {
					return
				}
			}
		}
	}
}

// await returns the next events, or nil once there are no more.
func await(ctx context.Context, reader *events.Reader) []*events.Event {
	for {
		select {
		case <-reader.Turn():
		case <-ctx.Done():
		case <-reader.Ended().Done():
		}
		if ctx.Err() != nil || reader.Ended().Err() != nil {
			return nil
		}
		taken := reader.Take()
		reader.Rest()
		if len(taken) > 0 {
			return taken
		}
	}
}
