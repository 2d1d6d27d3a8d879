package sandbox

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/events"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// publish tells readers what a command has done. Nothing of it is state: a sandbox has the
// feed of the registry that it stands in, so one that was replayed or restored tells
// nobody. The sandbox is locked.
func (s *Sandbox) publish(what ...journal.EventData) {
	if !s.feed.Live() {
		return
	}
	now := s.clock.Now(s.at)
	for _, data := range what {
		s.feed.Publish(journal.Event{Time: now, Sandbox: s.Name, Data: data})
	}
}

// publishClock tells readers of another setting of the clock.
func (s *Sandbox) publishClock() {
	s.publish(journal.ClockEvent{Mode: string(s.clock.Mode), Now: s.clock.Now(s.at)})
}

// publishChange tells readers that others than clients have changed the world, unless err
// says that they have not.
func (s *Sandbox) publishChange(err error) {
	if err == nil {
		s.publish(journal.WorldEvent{Change: journal.ChangeChanged})
	}
}

// publishCall tells readers of a call that has come to stand in the journal, and of what it
// has met: what the journal hides or cuts off, an event does not have either.
func (s *Sandbox) publishCall(e *recorder.Entry) {
	if !s.feed.Live() {
		return
	}
	tell := func(data journal.EventData) {
		s.feed.Publish(journal.Event{Time: e.Time, Sandbox: s.Name, Data: data})
	}
	call := journal.CallEvent{
		ID: e.ID, Method: e.Request.Method, Path: strings.Clone(e.Request.Path), // which may be a part of a longer text
		Operation: e.Operation, Rule: e.Rule, Fault: e.Fault,
		Violations: e.Breaks(), Hints: len(e.Hints), OnPurpose: e.OnPurpose,
	}
	if !e.Response.Unsent {
		call.Status = e.Response.Status
	}
	tell(call)
	if e.Rule != "" {
		tell(journal.RuleEvent{Call: e.ID, Rule: e.Rule, Fault: e.Fault})
	}
	for _, v := range e.Violations {
		if e.Counts(v) {
			tell(journal.ViolationEvent{Call: e.ID, Violation: v})
		}
	}
	for _, h := range e.Hints {
		tell(journal.HintEvent{Call: e.ID, Hint: h})
	}
}

// publishWait tells readers that a fault begins to hold up a call, or no longer does.
func (s *Sandbox) publishWait(w *wait, change journal.EventChange) {
	s.publish(journal.WaitEvent{Call: w.step.id, Change: change, Rule: w.step.rule, Fault: w.step.fault, Until: w.until, Waiting: s.waiting()})
}

// Events are what happens in the sandboxes of the registry, and in none.
func (r *Registry) Events() *events.Feed { return r.events }

// TellNoSandbox tells readers of a call that reached no sandbox, with the status that it
// was answered with.
func (r *Registry) TellNoSandbox(c *Call, status int) {
	if !r.events.Live() {
		return
	}
	message := r.Message(&exchange.Request{Method: c.Request.Method, Path: c.Request.Path})
	told := journal.CallEvent{Method: message.Method, Path: strings.Clone(message.Path), Status: status}
	if c.Operation.Operation != nil {
		told.Operation = c.Operation.ID
	}
	r.events.Tell(told)
}

// publishAbout tells readers what has become of a sandbox in the registry, which is locked.
func (r *Registry) publishAbout(box *Sandbox, data journal.SandboxEvent) {
	if r.events.Live() {
		r.events.Publish(journal.Event{Time: box.Now(), Sandbox: box.Name, Data: data})
	}
}
