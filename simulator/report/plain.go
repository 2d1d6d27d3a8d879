package report

import (
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// forPeople is a copy of the report whose texts can be shown: much of it comes
// from clients, which send what they like.
func (r Report) forPeople() Report {
	return r.sanitized(func(text string) string { return visible.Line(visible.Shortened(text)) })
}
