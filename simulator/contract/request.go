package contract

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// CheckRequest returns everything in which the request differs from the
// contract. broken is what kept the body from being read, or nil. Query keys
// and headers that the contract does not name are let pass (A8).
func (op *Operation) CheckRequest(r *exchange.Request, broken error) []Violation {
	var violations []Violation
	for _, p := range op.parameters {
		for _, f := range p.check(r) {
			v := op.violation(InRequest, p.in, f, p.line)
			v.Name = p.name
			violations = append(violations, v)
		}
	}
	if len(op.bodies) == 0 {
		return violations
	}
	return append(violations, op.checkBody(r, broken)...)
}

// CheckQueryKeys returns a violation for every query key that the contract does
// not name, for an API that does not let them pass.
func (op *Operation) CheckQueryKeys(r *exchange.Request) []Violation {
	named := &shape{properties: map[string]*shape{}}
	for _, p := range op.parameters {
		if p.in == InQuery {
			named.properties[p.name] = p.shape
		}
	}
	var violations []Violation
	for _, key := range slices.Sorted(maps.Keys(r.Query)) {
		if named.properties[key] == nil {
			unknown := named.unknown([]string{key})
			unknown.path = nil
			v := op.violation(InRequest, InQuery, unknown, op.line)
			v.Name = key
			violations = append(violations, v)
		}
	}
	return violations
}

func (op *Operation) checkBody(r *exchange.Request, broken error) []Violation {
	if broken != nil {
		return []Violation{op.brokenBody(broken)}
	}
	if r.MediaType == "" {
		if !op.bodyRequired {
			return nil
		}
		missing := finding{
			text: "is required, with the Content-Type " + strings.Join(op.MediaTypes, " or "),
			fix:  "send a body with that Content-Type",
		}
		return []Violation{op.violation(InRequest, InBody, missing, op.line)}
	}
	body, ok := op.bodies[r.MediaType]
	if !ok {
		allowed := strings.Join(op.MediaTypes, " or ")
		wrong := finding{text: fmt.Sprintf("must be %s, is %s", allowed, r.MediaType), fix: "send the body as " + allowed}
		v := op.violation(InRequest, InHeader, wrong, op.line)
		v.Name = "Content-Type"
		return []Violation{v}
	}
	return op.bodyViolations(InRequest, body, r.JSON)
}

func (op *Operation) brokenBody(broken error) Violation {
	if body, ok := errors.AsType[*exchange.BodyError](broken); ok {
		v := op.violation(InRequest, InBody, finding{text: body.Text, fix: "send a body that can be read"}, op.line)
		v.Pointer = body.Where
		return v
	}
	return op.violation(InRequest, InBody, finding{text: "cannot be read: " + broken.Error()}, op.line)
}

func (op *Operation) bodyViolations(side Side, body *schema, value any) []Violation {
	var violations []Violation
	for _, f := range body.check(value) {
		violations = append(violations, op.violation(side, InBody, f, body.shape.lineOf(f.path)))
	}
	return violations
}

// Appends tells whether a JSON body adds to what is there, so that sending it
// twice is another thing than sending it once, whatever the method.
func (op *Operation) Appends(body any) bool {
	s := op.bodies["application/json"]
	return s != nil && s.shape.adds(body)
}

func (op *Operation) violation(side Side, in Place, f finding, line int) Violation {
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
	for name, texts := range form.Fields {
		value[name] = formField(body.shape.properties[name], texts)
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
