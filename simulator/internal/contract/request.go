package contract

import (
	"errors"
	"net"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// CheckRequest returns in what the request differs from the contract. unreadable is
// what kept the body from being read, or nil. Query keys and headers that the
// contract does not name are let pass (A8). Its cost goes by what was sent, however
// much of that is wrong.
func (op *Operation) CheckRequest(r *exchange.Request, unreadable error) Violations {
	var violations Violations
	for _, p := range op.parameters {
		violations.AddAll(op.violations(p.check(r), func(f difference) Violation {
			v := op.violation(InRequest, p.in, f, p.line)
			v.Name = p.name
			return v
		}))
	}
	if len(op.bodies) > 0 {
		violations.AddAll(op.checkBody(r, unreadable))
	}
	op.sayRevisions(r, &violations)
	return violations
}

// violations are differences with what the operation knows of them.
func (op *Operation) violations(found differences, violation func(difference) Violation) Violations {
	all := Violations{More: found.more, AtLeast: found.atLeast}
	for _, f := range found.list {
		all.add(violation(f), f.constraint)
	}
	return all
}

// one is a single violation.
func one(v Violation) (violations Violations) {
	violations.Add(v)
	return violations
}

// noBody is a single violation because of which nothing of the body counts: the API
// finds that all of it is missing (A74).
func noBody(v Violation) (violations Violations) {
	violations.add(v, constraint{key: isNotEmpty})
	return violations
}

// CheckQueryKeys returns a violation for every query key that the contract does
// not name, for an API that does not let them pass.
func (op *Operation) CheckQueryKeys(r *exchange.Request) Violations {
	named := &shape{properties: map[string]*shape{}}
	for _, p := range op.parameters {
		if p.in == InQuery {
			named.properties[p.name] = p.shape
		}
	}
	keys, more := leastNames(func(yield func(string) bool) {
		for key := range r.Query {
			if named.properties[key] == nil && !yield(key) {
				return
			}
		}
	})
	violations := Violations{More: more}
	for _, key := range keys {
		unknown := named.unknown([]string{key})
		unknown.path = nil
		v := op.violation(InRequest, InQuery, unknown, op.line)
		v.Name = key
		violations.Add(v)
	}
	return violations
}

func (op *Operation) checkBody(r *exchange.Request, unreadable error) Violations {
	if unreadable != nil {
		return one(op.unreadableBody(unreadable))
	}
	body, ok := op.bodies[r.MediaType]
	switch {
	case ok:
		return op.bodyViolations(InRequest, body, r.JSON)
	case r.MediaType != "":
		return noBody(op.contentType("must be "+op.mediaTypes()+", is "+exchange.Excerpt(r.MediaType), "send the body as "+op.mediaTypes()))
	case len(r.Body) > 0:
		return noBody(op.contentType("is missing, must be "+op.mediaTypes(), "send the body as "+op.mediaTypes()))
	case !op.bodyRequired:
		return Violations{}
	}
	text := "is required, with the Content-Type " + op.mediaTypes()
	if r.Header.Get(contentType) != "" {
		text = "is required, is empty"
	}
	return noBody(op.violation(InRequest, InBody, difference{text: text, fix: "send a body with the Content-Type " + op.mediaTypes()}, op.line))
}

const contentType = "Content-Type"

// mediaTypes are those that a body may have, for people.
func (op *Operation) mediaTypes() string { return strings.Join(op.MediaTypes, " or ") }

// contentType is a violation by the header that says what the body is.
func (op *Operation) contentType(text, fix string) Violation {
	v := op.violation(InRequest, InHeader, difference{text: text, fix: fix}, op.line)
	v.Name = contentType
	return v
}

// readFailure is why a body could not be read, without the addresses of the connection:
// the same call is told the same.
func readFailure(err error) string {
	connection, ok := errors.AsType[*net.OpError](err)
	switch {
	case !ok:
		return err.Error()
	case connection.Timeout():
		return "it did not come in time"
	}
	return "the connection ended"
}

func (op *Operation) unreadableBody(unreadable error) Violation {
	body, ok := errors.AsType[*exchange.BodyError](unreadable)
	switch {
	case !ok:
		return op.violation(InRequest, InBody, difference{text: "cannot be read: " + readFailure(unreadable)}, op.line)
	case body.Header == contentType:
		return op.contentType(body.Text+", must be "+op.mediaTypes(), "send it once, as "+op.mediaTypes())
	}
	v := op.violation(InRequest, InBody, difference{text: body.Text, fix: "send a body that can be read"}, op.line)
	v.Pointer = body.Where
	return v
}

func (op *Operation) bodyViolations(side Side, body *schema, value any) Violations {
	return op.bodyViolationsFor(side, body, value, func(difference) bool { return true })
}

// bodyViolationsFor are those that count.
func (op *Operation) bodyViolationsFor(side Side, body *schema, value any, counts func(difference) bool) Violations {
	return op.violations(body.checkFor(value, counts), func(f difference) Violation {
		return op.violation(side, InBody, f, body.shape.lineOf(f.path))
	})
}

// Appends tells whether a JSON body adds to what is there, so that sending it
// twice is another thing than sending it once, whatever the method.
func (op *Operation) Appends(body any) bool {
	s := op.bodies["application/json"]
	return s != nil && s.shape.adds(body)
}

func (op *Operation) violation(side Side, in Place, f difference, line int) Violation {
	return Violation{Side: side, In: in, Pointer: pointer(f.path), Text: f.text, Fix: f.fix, Operation: op.ID, Line: line}
}

// Place fills in where in the contract a violation of the body is, for rules
// that the contract has in prose only.
func (op *Operation) Place(v Violation, mediaType string) Violation {
	v.Side, v.In, v.Operation, v.Line = InRequest, InBody, op.ID, op.line
	if body := op.bodies[mediaType]; body != nil {
		v.Line = body.shape.lineOf(strings.Split(strings.TrimPrefix(v.Pointer, "/"), "/"))
	}
	return v
}

// FormValue is a form as the JSON value that its schema describes: text fields
// as the types they stand for, files as their names.
func (op *Operation) FormValue(mediaType string, form *exchange.Form) any {
	value := map[string]any{}
	body := op.bodies[mediaType]
	if body == nil {
		return value
	}
	for name, given := range form.Values() {
		value[name] = fieldValue(body.shape.properties[name], given)
	}
	for name, files := range form.Files {
		names := make([]string, len(files))
		for i, file := range files {
			names[i] = file.Name
		}
		value[name] = formField(body.shape.properties[name], names)
	}
	return value
}

// fieldValue is a text field, or those that came as one (A58). Only texts stand
// for other types: what is in a list or an object of a name in brackets is a text.
func fieldValue(s *shape, given any) any {
	switch given := given.(type) {
	case string:
		return formField(s, []string{given})
	case []any:
		texts := make([]string, 0, len(given))
		for _, item := range given {
			text, isText := item.(string)
			if !isText {
				return given
			}
			texts = append(texts, text)
		}
		if s != nil && s.is("array") && s.items != nil {
			return formField(s, texts)
		}
	}
	return given
}

func formField(s *shape, texts []string) any {
	if s == nil {
		return texts[0]
	}
	item := s
	if s.is("array") && s.items != nil {
		item = s.items
	}
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = item.parse(text)
	}
	if len(values) == 1 && !s.is("array") {
		return values[0]
	}
	return values
}
