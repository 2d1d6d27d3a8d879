package scenario

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// Schema is the JSON Schema (draft 7, which editors know best) of scenario
// files. It is made of the types that a file is read into, so that neither can
// have a field that the other lacks. It knows the form of a file; what is true
// to the contract, Load knows. Its draft, its $id and its strictness are what
// SchemaStore asks for, from which editors take schemas.
func Schema(c *contract.Contract) []byte {
	root := schemaMaker{c}.object(reflect.TypeFor[file]())
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["$id"] = "https://raw.githubusercontent.com/vsrsim/vsrsim/main/scenarios/scenario.schema.json"
	root["title"] = "Scenario of vsrsim"
	root["required"] = []string{"name"}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil { // it is made of maps, lists and text
		panic(err)
	}
	return append(text, '\n')
}

type schemaMaker struct{ contract *contract.Contract }

func (m schemaMaker) of(t reflect.Type) schema {
	if word, ok := m.word(t); ok {
		return word
	}
	switch t.Kind() {
	case reflect.Pointer:
		return m.of(t.Elem())
	case reflect.Slice:
		return schema{"type": "array", "items": m.of(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": m.of(t.Elem())}
	case reflect.Struct:
		return m.object(t)
	default:
		return schema{} // any value
	}
}

// object is a mapping with the fields of a struct, or also what its plain field
// takes.
func (m schemaMaker) object(t reflect.Type) schema {
	properties := schema{}
	mapping := schema{"type": "object", "additionalProperties": false, "properties": properties}
	var plain schema
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
	return schema{"anyOf": []schema{plain, mapping}}
}

// plain is what stands in the place of a mapping: anything but a mapping, if it
// may be any value.
func (m schemaMaker) plain(t reflect.Type) schema {
	if t == reflect.TypeFor[yamlfile.Any]() {
		return schema{"not": schema{"type": "object"}}
	}
	return m.of(t)
}

func (m schemaMaker) field(field reflect.StructField, option string) schema {
	value := m.of(field.Type)
	if option == "single" {
		item := m.item(field)
		value = schema{"anyOf": []schema{item, {"type": "array", "items": item}}}
	}
	described := schema{"description": field.Tag.Get("about")}
	for name, rule := range value {
		described[name] = rule
	}
	return described
}

// item is one element of a list that may be given as its only element.
func (m schemaMaker) item(field reflect.StructField) schema {
	if element := field.Type.Elem(); element.Kind() == reflect.Struct {
		return m.of(element)
	}
	return m.names(field.Name)
}

// names are what a list of names may hold: those of the contract for editors to
// offer, and patterns with *.
func (m schemaMaker) names(field string) schema {
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
		return anyText()
	}
	slices.Sort(known)
	return schema{"anyOf": []schema{{"enum": slices.Compact(known)}, {"type": "string", "pattern": pattern}}}
}

const durationForm = `^[-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$|^[-+]?0$`

const sizeForm = `^[0-9.,]+ *([kKmMgGtTpPeE]?[iI]?[bB]?)?(/s)?$`

// word is the form of a type that is written as one word. Numbers stand for
// themselves where a file need not quote them.
func (m schemaMaker) word(t reflect.Type) (schema, bool) {
	switch t {
	case reflect.TypeFor[Duration]():
		return schema{"anyOf": []schema{{"const": 0}, form(durationForm, "250ms", "2s")}}, true // 0 needs no unit
	case reflect.TypeFor[Millis]():
		return schema{"anyOf": []schema{{"type": "number"}, form(durationForm+`|^[0-9.]+$`, "80ms")}}, true
	case reflect.TypeFor[Size]():
		return schema{"anyOf": []schema{{"type": "number", "minimum": 0}, form(sizeForm, "64KiB")}}, true
	case reflect.TypeFor[Amount]():
		return schema{"anyOf": []schema{{"type": "number", "minimum": 0}, form(`^[0-9.]+%$`, "50%"), form(sizeForm, "100B")}}, true
	case reflect.TypeFor[Count]():
		return schema{"anyOf": []schema{{"type": "integer", "minimum": 0}, form(countForm.String(), ">=1")}}, true
	case reflect.TypeFor[RetryAfter]():
		return schema{"anyOf": []schema{{"enum": []any{"window", 0}}, form(durationForm, "30s")}}, true
	case reflect.TypeFor[Bound]():
		return oneType("number", "string"), true
	case reflect.TypeFor[Pattern]():
		return anyText(), true
	case reflect.TypeFor[time.Time]():
		return schema{"type": "string", "pattern": `^[0-9]{4}-[0-9]{2}-[0-9]{2}`}, true
	case reflect.TypeFor[yamlfile.Any]():
		return schema{}, true
	case reflect.TypeFor[yamlfile.Raw]():
		return schema{"type": "object"}, true
	case reflect.TypeFor[WireMockFault]():
		return oneWord(wireMockNames()...), true
	case reflect.TypeFor[Check]():
		return checkForm(), true
	case reflect.TypeFor[Phase]():
		return oneWord(string(PhaseBefore), string(PhaseAfter)), true
	case reflect.TypeFor[OverBy]():
		return oneWord(string(OverByIP), string(OverByKey), string(OverBySandbox)), true
	case reflect.TypeFor[exchange.Garbage]():
		return oneWord(garbageWords...), true
	case reflect.TypeFor[exchange.Connection]():
		return oneWord(connectionWords...), true
	}
	switch t.Kind() {
	case reflect.String:
		return anyText(), true
	case reflect.Int:
		return schema{"type": "integer"}, true
	case reflect.Float64:
		return schema{"type": "number"}, true
	case reflect.Bool:
		return schema{"type": "boolean"}, true
	}
	return nil, false
}

// checkForm is any check, with its limit if it takes one.
func checkForm() schema {
	names, limited := []string{}, []string{}
	for _, kind := range checkKinds {
		names = append(names, kind.Name)
		if kind.Limited {
			limited = append(limited, kind.Name)
		}
	}
	return schema{"anyOf": []schema{{"enum": names}, {"type": "string", "pattern": "^(" + strings.Join(limited, "|") + ")=[0-9]+$"}}}
}

// anyText is a text, which need not be quoted where it looks like another value.
func anyText() schema { return oneType("string", "number", "boolean") }

// oneType is a value of one of the types. A list of types would be shorter, but what
// editors check schemas with refuses it.
func oneType(types ...string) schema {
	var each []schema
	for _, name := range types {
		each = append(each, schema{"type": name})
	}
	return schema{"anyOf": each}
}

func form(pattern string, examples ...string) schema {
	return schema{"type": "string", "pattern": pattern, "examples": examples}
}

func oneWord(words ...string) schema { return schema{"enum": words} }
