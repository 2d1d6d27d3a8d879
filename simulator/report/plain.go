package report

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// forPeople is a copy of the report whose texts can be shown: much of it comes
// from clients, which send what they like. Look-ups that nobody called are not in it.
func (r Report) forPeople() Report {
	bodies := r.ShownCalls
	r = r.sanitized(func(text string) string { return visible.Line(visible.Shortened(text)) })
	for i, c := range bodies { // they are longer, and have lines
		r.ShownCalls[i].Request.Body = visible.Lines(layOut(c.Request.Body))
		r.ShownCalls[i].Response.Body = visible.Lines(layOut(c.Response.Body))
	}
	r.Operations = slices.DeleteFunc(slices.Clone(r.Operations), func(op Operation) bool { return op.Lookup && op.Calls == 0 })
	return r
}
