package control

import (
	"strings"
	"time"
)

// Changes says for each operation by its name which parts of the simulator it says
// that it changes, by the names that TestOperationsChangeWhatTheySay has for them.
func Changes() map[string][]string {
	names := map[changes]string{
		changesSandboxes: "sandboxes", changesWorld: "world", changesClock: "clock", changesSeed: "seed",
		changesCheckpoints: "checkpoints", changesScenarios: "scenarios", changesJournal: "journal", changesReport: "report",
	}
	all := map[string][]string{}
	for _, op := range operations {
		all[op.name] = nil
		for part := changes(1); part != 0; part <<= 1 {
			if op.changes&part != 0 {
				all[op.name] = append(all[op.name], names[part])
			}
		}
	}
	return all
}

// InSandbox tells whether an operation is on one sandbox that is there.
func InSandbox(name string) bool {
	for _, op := range operations {
		if op.name == name {
			return strings.Contains(op.at, "{sandbox}") && !op.has(makesSandbox)
		}
	}
	return false
}

// BoundStreams lets there be fewer streams, and time pass faster in them.
func (c *Control) BoundStreams(most int, heartbeat, grace time.Duration) {
	c.streams = streams{make(chan struct{}, most), heartbeat, grace}
}

// Streams is how many streams are under way.
func (c *Control) Streams() int { return len(c.streams.room) }

// AwaitStreams returns once so many streams are under way.
func (c *Control) AwaitStreams(n int) {
	for c.Streams() != n {
		time.Sleep(time.Millisecond)
	}
}
