package journal

import (
	"strings"
	"time"
)

// Filter keeps the entries for which all that is given holds; the zero value
// keeps all.
type Filter struct {
	Operation string    // exactly
	Method    string    // exactly
	Status    int       // exactly
	Path      string    // is a part of the path
	Text      string    // is a part of the path, the query, a body, or a value or file name of a form
	Rule      string    // that fired, exactly
	Since     time.Time // by the clock of the sandbox: then or later
	Until     time.Time // by the clock of the sandbox: before
	Violating bool      // has violations
	Clean     bool      // has none
}

func (f Filter) keeps(e *Entry) bool {
	return (f.Operation == "" || f.Operation == e.Operation) &&
		(f.Method == "" || f.Method == e.Request.Method) &&
		(f.Status == 0 || f.Status == e.Response.Status) &&
		(f.Rule == "" || f.Rule == e.Rule) &&
		(f.Since.IsZero() || !e.Time.Before(f.Since)) &&
		(f.Until.IsZero() || e.Time.Before(f.Until)) &&
		strings.Contains(e.Request.Path, f.Path) &&
		(!f.Violating || len(e.Violations) > 0) &&
		(!f.Clean || len(e.Violations) == 0) &&
		e.mentions(f.Text)
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
