// Package schema makes JSON Schemas of Go types, so that a schema and the type that
// is read or written cannot have fields that the other lacks.
package schema

import (
	"encoding/json"
	"reflect"
)

// Schema is a JSON Schema, or a part of one.
type Schema map[string]any

// Maker makes schemas of the types of one format. The two functions are what formats
// differ in.
type Maker struct {
	// Word is the form of a type that has no parts; ok is false if it has, or if
	// nothing is known of it.
	Word func(t reflect.Type) (form Schema, ok bool)
	// Object is the form of a struct: what its fields are called is up to the format.
	Object func(t reflect.Type) Schema
}

// Formed is a type that knows its form itself, whatever its kind in Go is. The method
// is called on the zero value.
type Formed interface {
	SchemaForm() Schema
}

// Of is the schema of a type. It panics for a type that has none, which is a mistake
// of who wrote the type.
func (m Maker) Of(t reflect.Type) Schema {
	if formed, ok := reflect.Zero(t).Interface().(Formed); ok && t.Kind() != reflect.Pointer {
		return formed.SchemaForm()
	}
	if word, ok := m.Word(t); ok {
		return word
	}
	switch t.Kind() {
	case reflect.Pointer:
		return m.Of(t.Elem())
	case reflect.Slice:
		return Schema{"type": "array", "items": m.Of(t.Elem())}
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": m.Of(t.Elem())}
	case reflect.Struct:
		return m.Object(t)
	case reflect.Interface:
		return Schema{} // any value
	default:
		panic("schema: there is no form for " + t.String())
	}
}

// Document is a schema as a file: path is where it stands in the repository, from
// which editors fetch it. Its draft, 7, its $id and its strictness are what SchemaStore
// asks for, from which editors take schemas.
func Document(root Schema, path, title string) []byte {
	root["$schema"] = "http://json-schema.org/draft-07/schema#"
	root["$id"] = "https://raw.githubusercontent.com/vsrsim/vsrsim/main/" + path
	root["title"] = title
	text, err := json.MarshalIndent(root, "", "  ")
	if err != nil { // it is made of maps, lists and text
		panic(err)
	}
	return append(text, '\n')
}
