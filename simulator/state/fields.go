package state

import (
	"cmp"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Fields are what look-ups answer of a record that nothing else in the world says, by
// the names of the API. The values are those of JSON: nil, bool, float64, string,
// []any and map[string]any; an int or an int64 becomes a float64. What is left out is
// made up.
type Fields map[string]any

func (f Fields) clone() Fields {
	if len(f) == 0 {
		return nil
	}
	return cloneJSON(map[string]any(f)).(map[string]any)
}

func cloneJSON(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, value := range v {
			out[name] = cloneJSON(value)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, value := range v {
			out[i] = cloneJSON(value)
		}
		return out
	case int:
		return float64(v)
	case int64:
		return float64(v)
	}
	return value
}

// fieldRule is what the value of a field can be.
type fieldRule struct {
	Type     string
	Format   string
	Enum     []string
	Nullable bool
	Fields   map[string]*fieldRule
	Items    *fieldRule
}

// fieldsFile has the fields of each kind of record, in all revisions of the contract. A
// test of the package api makes it of the contract.
//
//go:embed fields.json
var fieldsFile []byte

// fieldRules are read when the first record has fields: most worlds have none.
var fieldRules = sync.OnceValue(func() map[string]*fieldRule {
	var rules map[string]*fieldRule
	if err := json.Unmarshal(fieldsFile, &rules); err != nil {
		panic(fmt.Sprintf("state: fields.json: %v", err))
	}
	return rules
})

// fields notes what is wrong with the fields of a record; kind is the name of its list
// in a snapshot.
func (p *problems) fields(path, kind string, fields Fields) {
	if len(fields) > 0 {
		p.object(path, map[string]any(fields), fieldRules()[kind])
	}
}

func (p *problems) object(path string, object map[string]any, rule *fieldRule) {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		of, known := rule.Fields[name]
		switch at := path + "." + name; {
		case known:
			p.value(at, object[name], of)
		case len(rule.Fields) == 0: // any may stand there
			p.value(at, object[name], &fieldRule{Nullable: true})
		default:
			p.add(at, "is no field that can be set here, those are %s", strings.Join(slices.Sorted(maps.Keys(rule.Fields)), ", "))
		}
	}
}

// value notes what is wrong with a value. A rule without a type lets all of JSON pass.
func (p *problems) value(path string, value any, rule *fieldRule) {
	kind := kindOf(value)
	switch {
	case kind == "null" && rule.Nullable:
	case kind == "", kind == "null", rule.Type != "" && kind != rule.Type:
		p.add(path, "must be %s, is %s", rule.words(), describe(value))
	case kind == "object":
		p.object(path, value.(map[string]any), rule)
	case kind == "array":
		for i, item := range value.([]any) {
			p.value(fmt.Sprintf("%s[%d]", path, i), item, cmp.Or(rule.Items, &fieldRule{Nullable: true}))
		}
	case kind == "string" && len(rule.Enum) > 0:
		oneOf(p, path, value.(string), rule.Enum)
	case kind == "string" && !rule.hasForm(value.(string)):
		p.add(path, "must be %s", rule.words())
	}
}

// kindOf is the type of a value as the contract calls it; none for what JSON cannot have.
func kindOf(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case bool:
		return "boolean"
	case int, int64:
		return "number"
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return "number"
		}
	case string:
		if utf8.ValidString(v) {
			return "string"
		}
	}
	return ""
}

func describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	case string:
		return fmt.Sprintf("the text %.100q", v)
	case bool, int, int64, float64:
		return fmt.Sprint(v)
	}
	return fmt.Sprintf("a %T of Go, which JSON has not", value)
}

// fieldLayouts are the forms that a text can be asked to have.
var fieldLayouts = map[string]string{"date-time": time.RFC3339, "date": time.DateOnly}

func (r *fieldRule) hasForm(text string) bool {
	layout, asked := fieldLayouts[r.Format]
	if !asked {
		return true
	}
	_, err := time.Parse(layout, text)
	return err == nil
}

// words are what a value must be.
func (r *fieldRule) words() string {
	words := map[string]string{
		"": "a value of JSON", "string": "text", "number": "a number", "boolean": "true or false", "array": "a list", "object": "an object",
	}[r.Type]
	switch {
	case len(r.Enum) > 0:
		words = "one of " + strings.Join(r.Enum, ", ")
	case r.Format == "date":
		words = "a date like 2026-01-31"
	case r.Format == "date-time":
		words = "a date and time like 2026-01-31T12:00:00.000Z"
	}
	if r.Nullable {
		words += " or null"
	}
	return words
}
