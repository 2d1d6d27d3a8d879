package recorder

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Asked is the call of an entry as rules see calls, for the same matchers. It lacks
// what the journal did not keep: secrets, the bytes of files, and a body that was too
// long.
func (e Entry) Asked(c *contract.Contract) *when.Call {
	op, known := c.Operation(e.Operation)
	if !known {
		op = nil
	}
	return &when.Call{
		ID: e.ID, Operation: op, Request: requestOf(Request{e.Request, e.Header}.Plain(), op),
		Key: e.Key, Facts: e.Facts, Now: e.Time, Mask: e.mask,
	}
}

// requestOf is the request that a message was made of, as far as it was kept.
func requestOf(m journal.Message, op *contract.Operation) *exchange.Request {
	r := &exchange.Request{
		Method: m.Method, Path: m.Path, Header: m.Header, RawQuery: m.Query, Query: exchange.ParseQuery(m.Query),
	}
	if op == nil {
		return r
	}
	r.Params = op.Params(m.Path)
	if m.Parts != nil {
		r.MediaType, r.Form = "multipart/form-data", formOf(m)
		r.JSON = op.FormValue(r.MediaType, r.Form)
		return r
	}
	if m.Body != "" && !slices.Contains(m.Truncated, journal.TruncatedBody) {
		r.MediaType, r.Body = "application/json", []byte(m.Body)
		r.JSON, _ = exchange.DecodeJSON(r.Body) // what is no JSON has no properties
	}
	return r
}

func formOf(m journal.Message) *exchange.Form {
	form := &exchange.Form{Fields: map[string][]string{}, Files: map[string][]exchange.File{}}
	for _, p := range m.Parts {
		if p.SHA256 == "" {
			form.Fields[p.Name] = append(form.Fields[p.Name], p.Value)
			continue
		}
		file := exchange.File{Name: p.FileName, ContentType: p.ContentType, Size: p.Size}
		form.Files[p.Name] = append(form.Files[p.Name], file)
	}
	return form
}
