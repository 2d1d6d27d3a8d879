package recorder

import (
	"strings"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// keeps tells whether a filter chooses an entry.
func keeps(f journal.Filter, e *Entry) bool {
	return (f.Operation == "" || f.Operation == e.Operation) &&
		(f.Method == "" || f.Method == e.Request.Method) &&
		(f.Status == 0 || f.Status == e.Response.Status) &&
		(f.Class == 0 || f.Class == e.Response.Status/100) &&
		(f.Rule == "" || f.Rule == e.Rule) &&
		(f.Since.IsZero() || !e.Time.Before(f.Since)) &&
		(f.Until.IsZero() || e.Time.Before(f.Until)) &&
		strings.Contains(e.Request.Path, f.Path) &&
		e.did(f) &&
		e.mentions(f.Text)
}

// did tells whether a filter chooses the entry for what came of the call.
func (e *Entry) did(f journal.Filter) bool {
	return (!f.Violating || e.Breaks() > 0) && (!f.Clean || e.Breaks() == 0) && (!f.Wrote || e.Wrote)
}

func (e *Entry) mentions(text string) bool {
	for _, where := range []string{e.Request.Path, e.Request.Query, e.Request.Body, e.Response.Body} {
		if strings.Contains(where, text) {
			return true
		}
	}
	for _, part := range e.Request.Parts {
		if strings.Contains(part.Value, text) || strings.Contains(part.FileName, text) {
			return true
		}
	}
	return false
}
