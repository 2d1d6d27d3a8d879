package journal

import "strings"

// Filter keeps the entries for which all that is given holds; the zero value
// keeps all.
type Filter struct {
	Operation string // exactly
	Method    string // exactly
	Status    int    // exactly
	Path      string // is a part of the path
	Text      string // is a part of the path, the query or a body
	Rule      string // that fired, exactly
	Violating bool   // has violations
	Clean     bool   // has none
}

func (f Filter) keeps(e Entry) bool {
	return (f.Operation == "" || f.Operation == e.Operation) &&
		(f.Method == "" || f.Method == e.Request.Method) &&
		(f.Status == 0 || f.Status == e.Response.Status) &&
		(f.Rule == "" || f.Rule == e.Rule) &&
		strings.Contains(e.Request.Path, f.Path) &&
		(!f.Violating || len(e.Violations) > 0) &&
		(!f.Clean || len(e.Violations) == 0) &&
		e.mentions(f.Text)
}

func (e Entry) mentions(text string) bool {
	for _, where := range []string{e.Request.Path, e.Request.Query, e.Request.Body, e.Response.Body} {
		if strings.Contains(where, text) {
			return true
		}
	}
	return false
}
