package report

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

// schema is a JSON Schema, or a part of one.
type schema map[string]any

// Schema is the JSON Schema (draft 7) of reports as JSON. It is made of the types,
// so that neither can have a field that the other lacks. Others may have more
// fields, as a version may gain some. Its draft, its $id and its strictness are what
// SchemaStore asks for, from which editors take schemas.
func Schema() []byte {
	root := object(reflect.TypeFor[Report]())
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["$id"] = "https://raw.githubusercontent.com/vsrsim/vsrsim/main/spec/report.schema.json"
	root["title"] = "Report of vsrsim"
	root["properties"].(schema)["version"] = schema{"const": Version}
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil { // it is made of maps, lists and text
		panic(err)
	}
	return append(text, '\n')
}

// words are the types that have only certain texts.
var words = map[reflect.Type][]any{
	reflect.TypeFor[FindingKind](): {FindingCommand, FindingNoCalls, FindingViolation, FindingUnbroken, FindingSimulator, FindingExpectation, FindingCheck, FindingCoverage},
	reflect.TypeFor[Outcome]():     {Passed, Failed, Unproven},
	reflect.TypeFor[ElementKind](): {ElementParameter, ElementMedia, ElementProperty,
		ElementValue},
	reflect.TypeFor[journal.Side]():  {journal.InRequest, journal.InResponse},
	reflect.TypeFor[journal.Place](): {journal.InPath, journal.InQuery, journal.InHeader, journal.InBody, journal.InStatus},
}

func schemaOf(t reflect.Type) schema {
	if texts, ok := words[t]; ok {
		return schema{"type": "string", "enum": texts}
	}
	if t == reflect.TypeFor[time.Time]() {
		return schema{"type": "string", "format": "date-time"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem())
	case reflect.Slice:
		return schema{"type": "array", "items": schemaOf(t.Elem())}
	case reflect.Struct:
		return object(t)
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Float64:
		return schema{"type": "number", "minimum": 0, "maximum": 100} // percents
	case reflect.Int, reflect.Uint64:
		return schema{"type": "integer", "minimum": 0} // counts, numbers of lines, the seed
	}
	panic("the schema of reports has no form for " + t.String())
}

func object(t reflect.Type) schema {
	properties, required := schema{}, []string{}
	for _, field := range reflect.VisibleFields(t) {
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous { // its own fields follow
			continue
		}
		properties[name] = schemaOf(field.Type)
		if option != "omitempty" {
			required = append(required, name)
		}
	}
	return schema{"type": "object", "properties": properties, "required": required}
}
