package journal

import (
	"encoding/json"
	"time"
)

// Event is something that has happened in a simulator, told while it happens: it is
// plain data, without secrets, and is kept only as long as somebody may still read it.
type Event struct {
	ID      uint64    // one more than that of the event before, of whatever sandbox and type
	Time    time.Time // by the clock of the sandbox; of a call, and of what it has met, that of the call
	Sandbox string    // empty for what has happened in none
	Data    EventData // what has happened
}

// EventData is what has happened: one of the types whose names end in Event.
type EventData interface{ Type() EventType }

// EventType is the type of an event.
type EventType string

// The types of events.
const (
	EventCall       EventType = "call"
	EventRule       EventType = "rule"
	EventViolation  EventType = "violation"
	EventHint       EventType = "hint"
	EventSandbox    EventType = "sandbox"
	EventClock      EventType = "clock"
	EventWait       EventType = "wait"
	EventScenario   EventType = "scenario"
	EventWorld      EventType = "world"
	EventCheckpoint EventType = "checkpoint"
	EventJournal    EventType = "journal"
	EventReport     EventType = "report"
	EventMissed     EventType = "missed"
)

// CallEvent tells that a call has come to stand in the journal, or that one came which
// reached no sandbox: that one has no ID. Its rule, its violations and its hints follow as
// events of their own, as far as the journal keeps them.
type CallEvent struct {
	ID         string `json:"id"`
	Method     string `json:"method"`
	Path       string `json:"path"`
	Operation  string `json:"operation"`  // empty for a call to no operation
	Status     int    `json:"status"`     // 0 if no answer is sent
	Rule       string `json:"rule"`       // of a scenario, that fired; empty if none did
	Fault      string `json:"fault"`      // what goes wrong because of it
	Violations int    `json:"violations"` // that count, see Call.Counts
	Hints      int    `json:"hints"`
	OnPurpose  bool   `json:"onPurpose"` // see Call.OnPurpose
}

// RuleEvent tells that a rule of a scenario has fired.
type RuleEvent struct {
	Call  string `json:"call"` // the ID of the call that it fired for
	Rule  string `json:"rule"`
	Fault string `json:"fault"` // what goes wrong because of it; empty if nothing does
}

// ViolationEvent tells in what a call differs from the contract.
type ViolationEvent struct {
	Call string `json:"call"` // the ID of the call
	Violation
}

// HintEvent tells of a near miss.
type HintEvent struct {
	Call string `json:"call"` // the ID of the call
	Hint
}

// EventChange is what became of something.
type EventChange string

// What becomes of things. Each type of event has those of them that go with it.
const (
	ChangeMade      EventChange = "made"
	ChangeChanged   EventChange = "changed"
	ChangeDeleted   EventChange = "deleted"
	ChangeReset     EventChange = "reset"
	ChangePlayed    EventChange = "played"
	ChangeStopped   EventChange = "stopped"
	ChangeReplaced  EventChange = "replaced"
	ChangeSaved     EventChange = "saved"
	ChangeRewound   EventChange = "rewound"
	ChangeEmptied   EventChange = "emptied"
	ChangeRestarted EventChange = "restarted"
	ChangeBegun     EventChange = "begun"
	ChangeEnded     EventChange = "ended"
)

// SandboxEvent tells that a sandbox was made, was changed (its seed, or whether it is
// pinned), was reset, or is there no more. A reset changes all of a sandbox, and no other
// event says so.
type SandboxEvent struct {
	Change EventChange `json:"change"`
	// Evicted tells of a sandbox that is there no more that nobody has deleted it: it made
	// room for another, or nobody used it for too long.
	Evicted bool `json:"evicted,omitempty"`
}

// ClockEvent tells that a clock runs in another way, or shows another time.
type ClockEvent struct {
	Mode string    `json:"mode"`
	Now  time.Time `json:"now"`
}

// WaitEvent tells that a fault begins to hold up a call, or does so no longer. The call may
// not stand in the journal yet.
type WaitEvent struct {
	Call    string      `json:"call"` // its ID
	Change  EventChange `json:"change"`
	Rule    string      `json:"rule"`    // that holds it up
	Fault   string      `json:"fault"`   // what the rule does
	Until   time.Time   `json:"until"`   // by the clock of the sandbox
	Waiting int         `json:"waiting"` // how many calls of the sandbox are held up now
}

// ScenarioEvent tells that a scenario was let play, was stopped, was taken back to its
// beginning, or has taken the place of an older text of it.
type ScenarioEvent struct {
	Scenario string      `json:"scenario"`
	Change   EventChange `json:"change"`
}

// WorldEvent tells that a world was changed, or replaced, by others than clients.
type WorldEvent struct {
	Change EventChange `json:"change"`
}

// CheckpointEvent tells that a checkpoint was saved, was gone back to, or was deleted.
type CheckpointEvent struct {
	Checkpoint string      `json:"checkpoint"`
	Change     EventChange `json:"change"`
}

// JournalEvent tells that a journal was emptied.
type JournalEvent struct {
	Change EventChange `json:"change"`
}

// ReportEvent tells that a new run has begun, see Simulator.ResetAll.
type ReportEvent struct {
	Change EventChange `json:"change"`
}

// MissedEvent tells a reader that was too slow, or that asked for more than is kept, that
// events are missing before the next one.
type MissedEvent struct {
	Events *uint64 `json:"events"` // of all sandboxes and types; nil if that is not known
}

// Type is EventCall.
func (CallEvent) Type() EventType { return EventCall }

// Type is EventRule.
func (RuleEvent) Type() EventType { return EventRule }

// Type is EventViolation.
func (ViolationEvent) Type() EventType { return EventViolation }

// Type is EventHint.
func (HintEvent) Type() EventType { return EventHint }

// Type is EventSandbox.
func (SandboxEvent) Type() EventType { return EventSandbox }

// Type is EventClock.
func (ClockEvent) Type() EventType { return EventClock }

// Type is EventWait.
func (WaitEvent) Type() EventType { return EventWait }

// Type is EventScenario.
func (ScenarioEvent) Type() EventType { return EventScenario }

// Type is EventWorld.
func (WorldEvent) Type() EventType { return EventWorld }

// Type is EventCheckpoint.
func (CheckpointEvent) Type() EventType { return EventCheckpoint }

// Type is EventJournal.
func (JournalEvent) Type() EventType { return EventJournal }

// Type is EventReport.
func (ReportEvent) Type() EventType { return EventReport }

// Type is EventMissed.
func (MissedEvent) Type() EventType { return EventMissed }

// MarshalJSON is the event as GET /_sim/events sends it: its time, its sandbox and what
// has happened, in one object. Its ID and its type stand beside that.
func (e Event) MarshalJSON() ([]byte, error) {
	head, err := json.Marshal(struct {
		Time    time.Time `json:"time"`
		Sandbox string    `json:"sandbox"`
	}{e.Time, e.Sandbox})
	if err != nil {
		return nil, err
	}
	data, err := json.Marshal(e.Data)
	if err != nil {
		return nil, err
	}
	head[len(head)-1] = ','
	return append(head, data[1:]...), nil
}

// EventFilter chooses the events for which all that is given holds; the zero value
// chooses all.
type EventFilter struct {
	Sandbox string      // exactly
	Types   []EventType // one of these; EventMissed is chosen anyway
}
