package report

import (
	"reflect"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/schema"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Schema is the JSON Schema (draft 7) of reports as JSON. It is made of the types,
// so that neither can have a field that the other lacks. Others may have more
// fields, as a version may gain some.
func Schema() []byte {
	root := object(reflect.TypeFor[Report]())
	root["properties"].(schema.Schema)["version"] = schema.Schema{"const": Version}
	return schema.Document(root, "spec/report.schema.json", "Report of vsrsim")
}

// words are the types that have only certain texts.
var words = map[reflect.Type][]any{
	reflect.TypeFor[FindingKind](): {FindingCommand, FindingNoCalls, FindingViolation, FindingNoViolation, FindingSimulator, FindingExpectation, FindingCheck, FindingCoverage},
	reflect.TypeFor[Outcome]():     {Passed, Failed, Unproven},
	reflect.TypeFor[ElementKind](): {ElementParameter, ElementMedia, ElementProperty,
		ElementValue},
	reflect.TypeFor[journal.Side]():  {journal.InRequest, journal.InResponse},
	reflect.TypeFor[journal.Place](): {journal.InPath, journal.InQuery, journal.InHeader, journal.InBody, journal.InStatus},
}

// maker makes the schemas of what a report is made of.
func maker() schema.Maker { return schema.Maker{Word: word, Object: object} }

func word(t reflect.Type) (form schema.Schema, ok bool) {
	if texts, ok := words[t]; ok {
		return schema.Schema{"type": "string", "enum": texts}, true
	}
	if t == reflect.TypeFor[time.Time]() {
		return schema.Schema{"type": "string", "format": "date-time"}, true
	}
	switch t.Kind() {
	case reflect.String:
		return schema.Schema{"type": "string"}, true
	case reflect.Bool:
		return schema.Schema{"type": "boolean"}, true
	case reflect.Float64:
		return schema.Schema{"type": "number", "minimum": 0, "maximum": 100}, true // percents
	case reflect.Int, reflect.Int64, reflect.Uint64:
		return schema.Schema{"type": "integer", "minimum": 0}, true // counts, numbers of lines, the seed
	}
	return nil, false
}

func object(t reflect.Type) schema.Schema {
	properties, required := schema.Schema{}, []string{}
	for _, field := range reflect.VisibleFields(t) {
		name, option, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous { // its own fields follow
			continue
		}
		form := maker().Of(field.Type)
		if about := field.Tag.Get("about"); about != "" {
			form["description"] = about
		}
		properties[name] = form
		if option != "omitempty" {
			required = append(required, name)
		}
	}
	return schema.Schema{"type": "object", "properties": properties, "required": required}
}
