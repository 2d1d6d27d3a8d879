package scenario

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/fault"
	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// Schema is the JSON Schema (draft 7, which editors know best) of scenario
// files. It is made of the types that a file is read into, so that neither can
// have a field that the other lacks. It knows the form of a file; what is true
// to the contract, Load knows. The published one is made of the newest revision, which has
// every operation.
func Schema(c *contract.Contract) []byte {
	root := newSchemaMaker(c).object(reflect.TypeFor[file]())
	root["required"] = []string{"name"}
	return schema.Document(root, "scenarios/scenario.schema.json", "Scenario of vsrsim")
}

// schemaMaker makes the schemas of what a file is made of.
type schemaMaker struct {
	schema.Maker
	contract *contract.Contract
}

func newSchemaMaker(c *contract.Contract) *schemaMaker {
	m := &schemaMaker{contract: c}
	m.Maker = schema.Maker{Word: wordForm, Object: m.object}
	return m
}

// object is a mapping with the fields of a struct, or also what its plain field
// takes.
func (m *schemaMaker) object(t reflect.Type) schema.Schema {
	properties := schema.Schema{}
	mapping := schema.Schema{"type": "object", "additionalProperties": false, "properties": properties}
	var plain schema.Schema
	for i := range t.NumField() {
		field := t.Field(i)
		tag, given := field.Tag.Lookup("yaml")
		name, option, _ := strings.Cut(tag, ",")
		switch {
		case !given:
		case option == "plain":
			plain = m.plain(field.Type)
		default:
			properties[name] = m.field(field, option)
		}
	}
	if plain == nil {
		return mapping
	}
	mapping["minProperties"] = 1 // or else it says nothing
	return schema.AnyOf(plain, mapping)
}

// plain is what stands in the place of a mapping: anything but a mapping, if it
// may be any value.
func (m *schemaMaker) plain(t reflect.Type) schema.Schema {
	if t == reflect.TypeFor[yamlfile.Any]() {
		return schema.Schema{"not": schema.Schema{"type": "object"}}
	}
	return m.Of(t)
}

func (m *schemaMaker) field(field reflect.StructField, option string) schema.Schema {
	value := m.Of(field.Type)
	if option == "single" {
		item := m.item(field)
		value = schema.AnyOf(item, schema.Schema{"type": "array", "items": item})
	}
	described := schema.Schema{"description": field.Tag.Get("about")}
	maps.Copy(described, value)
	maps.Copy(described, formOf(field.Tag.Get("form")))
	return described
}

// formOf is what the tag form says of a value, beside its type: name, or the numbers from and
// to which it goes. Lint refuses what is beyond, in words of its own.
func formOf(tag string) schema.Schema {
	if tag == "name" {
		return schema.AnyOf(schema.Schema{"type": "string", "pattern": nameForm.String()}, schema.Schema{"type": "number"}, schema.Schema{"type": "boolean"})
	}
	form := schema.Schema{}
	least, most, _ := strings.Cut(tag, "..")
	for name, bound := range map[string]string{"minimum": least, "maximum": most} {
		if bound != "" {
			form[name] = json.Number(bound)
		}
	}
	return form
}

// item is one element of a list that may be given as its only element.
func (m *schemaMaker) item(field reflect.StructField) schema.Schema {
	if element := field.Type.Elem(); element.Kind() == reflect.Struct {
		return m.Of(element)
	}
	return m.names(field.Name)
}

// names are what a list of names may hold: those of the contract for editors to
// offer, and patterns with *.
func (m *schemaMaker) names(field string) schema.Schema {
	var known []string
	pattern := `\*`
	for _, op := range m.contract.Operations {
		switch field {
		case "Operation":
			known = append(known, op.ID)
			pattern = `\*|_` // full names are not worth offering
		case "Method":
			known = append(known, op.Method, strings.ToLower(op.Method))
		case "Permission":
			known = append(known, op.Permission)
		}
	}
	if known == nil {
		return schema.AnyText()
	}
	slices.Sort(known)
	return schema.AnyOf(schema.OneWord(slices.Compact(known)...), schema.Schema{"type": "string", "pattern": pattern})
}

// foreignForms are the forms of the types of others that are written as one word. Our own
// know theirs.
var foreignForms = map[reflect.Type]schema.Schema{
	reflect.TypeFor[time.Time]():           {"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}`},
	reflect.TypeFor[yamlfile.Any]():        {},
	reflect.TypeFor[yamlfile.Raw]():        {"type": "object"},
	reflect.TypeFor[exchange.Garbage]():    schema.OneWord(fault.GarbageWords...),
	reflect.TypeFor[exchange.Connection](): schema.OneWord(fault.ConnectionWords...),
}

// wordForm is the form of a type that is written as one word.
func wordForm(t reflect.Type) (form schema.Schema, ok bool) {
	if form, ok := foreignForms[t]; ok {
		return form, true
	}
	switch t.Kind() {
	case reflect.String:
		return schema.AnyText(), true
	case reflect.Int:
		return schema.Schema{"type": "integer"}, true
	case reflect.Float64:
		return schema.Schema{"type": "number"}, true
	case reflect.Bool:
		return schema.Schema{"type": "boolean"}, true
	}
	return nil, false
}
