package recorder

import (
	"maps"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// cloned is a message that shares nothing with another.
func cloned(m journal.Message) journal.Message {
	m.Header = maps.Clone(m.Header)
	for name, values := range m.Header {
		m.Header[name] = slices.Clone(values)
	}
	m.Parts, m.Truncated = slices.Clone(m.Parts), slices.Clone(m.Truncated)
	return m
}
