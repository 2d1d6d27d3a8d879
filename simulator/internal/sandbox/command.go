package sandbox

import (
	"time"
)

// Command is one thing that may change a sandbox. What a sandbox is follows from the
// commands that were applied to it, one after the other, and from nothing else: a command
// reads no clock, no file and no random source, goes by no order of a map, and whatever
// state it meets, it has a result and leaves a state. Commands are values. Who has handed
// one to Apply must not change it any more.
type Command interface {
	// apply carries the command out. The sandbox is locked, and its time is that of the
	// command.
	apply(s *Sandbox) (result any, err error)
}

// Applied is a command that was applied, with all that Apply goes by and all that came
// of it.
type Applied struct {
	N       uint64    // the ordinal of the command in its sandbox, which begins at 1
	At      time.Time // by the machine
	Command Command

	Result   any
	Err      error
	Released []*Answer // of calls that waited until this command, in order
}

// Apply applies a command now.
func (s *Sandbox) Apply(c Command) (result any, err error) { return s.ApplyAt(c, s.machine()) }

// ApplyAt applies a command at a time of the machine. The time of a sandbox never runs
// backwards: if the machine's did, it stands still.
func (s *Sandbox) ApplyAt(c Command, machine time.Time) (result any, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if machine.After(s.at) {
		s.at = machine
	}
	s.release()
	result, err = c.apply(s)
	if answer, is := result.(*Answer); is && answer.without() { // which is no command
		if len(s.released) > 0 {
			s.note(Tick{}, nil, nil)
		}
		return result, err
	}
	s.release()
	s.note(c, result, err)
	return result, err
}

// note counts a command that was applied, and shows it to who follows the sandbox.
func (s *Sandbox) note(c Command, result any, err error) {
	s.applied++
	s.boundPast()
	released := s.released
	s.released = nil
	if s.settings.Applied != nil {
		s.settings.Applied(s, Applied{s.applied, s.at, c, result, err, released})
	}
}

// Tick is the command that lets nothing happen but the time pass, for calls that wait.
type Tick struct{}

func (Tick) apply(*Sandbox) (any, error) { return nil, nil }
