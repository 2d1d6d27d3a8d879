package journal

import (
	"maps"
	"slices"
)

// Clone is a copy that shares nothing with the journal it comes from, nor with a
// world. Entries as a Journal hands them out do share: they must not be changed.
func (e Entry) Clone() Entry {
	e.Request, e.Response = e.Request.clone(), e.Response.clone()
	e.Violations, e.Hints = slices.Clone(e.Violations), slices.Clone(e.Hints)
	e.Rules = slices.Clone(e.Rules)
	e.Facts = e.Facts.Clone()
	if e.Facts.Finalizable != nil {
		finalizable := *e.Facts.Finalizable
		e.Facts.Finalizable = &finalizable
	}
	return e
}

func (m Message) clone() Message {
	m.Header = maps.Clone(m.Header)
	for name, values := range m.Header {
		m.Header[name] = slices.Clone(values)
	}
	m.Parts, m.Cut = slices.Clone(m.Parts), slices.Clone(m.Cut)
	return m
}
