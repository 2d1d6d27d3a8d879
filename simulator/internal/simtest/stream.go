package simtest

import (
	"bufio"
	"io"
	"strings"
	"testing"
)

// Event is one server-sent event, as a browser gets it.
type Event struct{ ID, Type, Data string }

// Stream is a stream of server-sent events, read as the HTML standard says.
type Stream struct {
	T      testing.TB
	LastID string // of the last block, also if that was no event
	lines  *bufio.Reader
}

// ReadStream reads a stream.
func ReadStream(t testing.TB, from io.Reader) *Stream {
	return &Stream{T: t, lines: bufio.NewReaderSize(from, 64<<10)}
}

// Next is the next event. It tells whether there is one: at the end, or once the
// connection is gone, there is none.
func (s *Stream) Next() (e Event, ok bool) {
	for {
		e, isEvent, ok := s.block()
		if isEvent || !ok {
			return e, ok
		}
	}
}

// Beat is the ID to go on after, as the next sign of life says it. No event may come before.
func (s *Stream) Beat() (id string) {
	s.T.Helper()
	if e, isEvent, ok := s.block(); isEvent || !ok {
		s.T.Fatalf("got %+v, %t, want a comment", e, ok)
	}
	return s.LastID
}

// block reads up to an empty line. What has no such line at its end counts for nothing.
func (s *Stream) block() (e Event, isEvent, ok bool) {
	e.Type = "message"
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			return Event{}, false, false
		}
		line = strings.TrimSuffix(line, "\n")
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case line == "":
			e.ID = s.LastID
			return e, isEvent, true
		case name == "":
		case name == "id":
			s.LastID = value
		case name == "event":
			e.Type = value
		case name == "data" && !isEvent:
			e.Data, isEvent = value, true
		default:
			s.T.Errorf("a stream has the line %q", line)
		}
	}
}

// Want is the next event, which must be there and of a type.
func (s *Stream) Want(eventType string) Event {
	s.T.Helper()
	e, ok := s.Next()
	if !ok || e.Type != eventType {
		s.T.Fatalf("got %+v, %t, want an event of the type %s", e, ok, eventType)
	}
	return e
}

// WantEnd checks that no event comes any more.
func (s *Stream) WantEnd() {
	s.T.Helper()
	if e, ok := s.Next(); ok {
		s.T.Fatalf("got %+v, want the end", e)
	}
}
