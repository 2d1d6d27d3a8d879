package recorder

import (
	"maps"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
)

// sharedThings are what several entries of a journal hold together, such as the rules
// of a scenario: each stays in memory as long as one of the entries holds it. The zero
// value is none.
type sharedThings struct {
	held map[any]shared
}

// shared is one such thing.
type shared struct{ entries, bytes int }

// hold counts what an entry holds with others. It returns the bytes that are then
// taken, where so many were before.
func (s *sharedThings) hold(t engine.Trace, taken int) int {
	t.EachShared(func(thing any, bytes int) {
		if s.held == nil {
			s.held = map[any]shared{}
		}
		one := s.held[thing]
		if one.entries == 0 {
			one.bytes = bytes
			taken += bytes
		}
		one.entries++
		s.held[thing] = one
	})
	return taken
}

// release is the reverse of hold.
func (s *sharedThings) release(t engine.Trace, taken int) int {
	t.EachShared(func(thing any, _ int) {
		one := s.held[thing]
		if one.entries--; one.entries > 0 {
			s.held[thing] = one
			return
		}
		taken -= one.bytes
		delete(s.held, thing)
	})
	return taken
}

func (s sharedThings) clone() sharedThings { return sharedThings{maps.Clone(s.held)} }
