package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Description is what a document says of an operation to who calls it: in words, and with
// the schemas of what the operation takes, as JSON Schemas in which no reference is left.
type Description struct {
	ID          string // its operationId
	Tag         string // the first
	Summary     string
	Description string           `json:",omitzero"`
	Parameters  []DescribedInput `json:",omitzero"`
	Body        *DescribedBody   `json:",omitzero"` // nil if it takes none
}

// DescribedInput is a parameter.
type DescribedInput struct {
	Name        string
	In          string // path or query
	Required    bool   `json:",omitzero"`
	Description string `json:",omitzero"`
	Schema      JSONSchema
}

// DescribedBody is the body of a request.
type DescribedBody struct {
	Required bool       `json:",omitzero"`
	YAML     string     `json:",omitzero"` // what it says of the body as YAML; empty if it is none
	Schema   JSONSchema // of the body as JSON
}

// JSONSchema is a JSON Schema.
type JSONSchema map[string]any

// Describe returns what a document says of its operations, as Descriptions reads it.
func Describe(document []byte) ([]byte, error) {
	text, err := JSON(document)
	if err != nil {
		return nil, err
	}
	d := describing{}
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, fmt.Errorf("describe the operations: %w", err)
	}
	var described []Description
	for _, path := range slices.Sorted(maps.Keys(d.Paths)) {
		for _, method := range slices.Sorted(maps.Keys(d.Paths[path])) {
			if method != "parameters" {
				described = append(described, d.operation(path, method))
			}
		}
	}
	data, err := json.Marshal(described)
	if err != nil {
		return nil, err
	}
	return append(bytes.ReplaceAll(data, []byte(`},{"ID"`), []byte("},\n{\"ID\"")), '\n'), nil
}

// Descriptions reads what Describe has written, by the names of the operations.
func Descriptions(data []byte) (map[string]Description, error) {
	var all []Description
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("read the descriptions of operations: %w", err)
	}
	byID := make(map[string]Description, len(all))
	for _, one := range all {
		byID[one.ID] = one
	}
	return byID, nil
}

// describing is as much of a document of OpenAPI as descriptions are made of. It panics
// where the document is none that the package takes: it comes with the simulator.
type describing struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Parameters map[string]parameterText  `json:"parameters"`
		Schemas    map[string]map[string]any `json:"schemas"`
	} `json:"components"`
}

type parameterText struct {
	Ref         string         `json:"$ref"`
	Name        string         `json:"name"`
	In          string         `json:"in"`
	Required    bool           `json:"required"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"schema"`
}

type operationText struct {
	ID          string          `json:"operationId"`
	Tags        []string        `json:"tags"`
	Summary     string          `json:"summary"`
	Description string          `json:"description"`
	Parameters  []parameterText `json:"parameters"`
	Body        *struct {
		Required bool `json:"required"`
		Content  map[string]struct {
			Schema map[string]any `json:"schema"`
		} `json:"content"`
	} `json:"requestBody"`
}

func (d describing) operation(path, method string) Description {
	var shared []parameterText
	decodeInto(d.Paths[path]["parameters"], &shared)
	var text operationText
	decodeInto(d.Paths[path][method], &text)
	one := Description{ID: text.ID, Tag: text.Tags[0], Summary: text.Summary, Description: strings.TrimSpace(text.Description)}
	for _, p := range append(shared, text.Parameters...) {
		if p.Ref != "" {
			p = d.Components.Parameters[nameIn(p.Ref)]
		}
		one.Parameters = append(one.Parameters, DescribedInput{
			Name: p.Name, In: p.In, Required: p.Required, Description: strings.TrimSpace(p.Description), Schema: d.schema(p.Schema),
		})
	}
	if text.Body != nil {
		one.Body = &DescribedBody{Required: text.Body.Required, Schema: d.schema(text.Body.Content["application/json"].Schema)}
		one.Body.YAML = JSONSchema(text.Body.Content["application/yaml"].Schema).Text()
	}
	return one
}

func decodeInto(text json.RawMessage, into any) {
	if text == nil {
		return
	}
	if err := json.Unmarshal(text, into); err != nil {
		panic(err)
	}
}

// nameIn is the name that a reference ends in.
func nameIn(ref string) string { return ref[strings.LastIndex(ref, "/")+1:] }

// schema is a schema of OpenAPI 3.0 as a JSON Schema, with what it refers to in the place
// of references.
func (d describing) schema(of map[string]any) JSONSchema {
	made := JSONSchema{}
	if ref, ok := of["$ref"].(string); ok {
		return d.schema(d.Components.Schemas[nameIn(ref)])
	}
	if all, ok := of["allOf"].([]any); ok && len(all) == 1 { // a reference with words beside it
		made = d.schema(all[0].(map[string]any))
	}
	for key, value := range of {
		switch {
		case key == "allOf" && len(made) > 0, key == "nullable", key == "example", strings.HasPrefix(key, "x-"):
		case key == "description":
			made[key] = strings.TrimSpace(value.(string))
		case key == "properties":
			properties := map[string]JSONSchema{}
			for name, property := range value.(map[string]any) {
				properties[name] = d.schema(property.(map[string]any))
			}
			made[key] = properties
		case key == "items":
			made[key] = d.schema(value.(map[string]any))
		case key == "oneOf", key == "anyOf", key == "allOf":
			var each []JSONSchema
			for _, one := range value.([]any) {
				each = append(each, d.schema(one.(map[string]any)))
			}
			made[key] = each
		default:
			made[key] = value
		}
	}
	if of["nullable"] == true {
		made["type"] = []any{made["type"], "null"}
	}
	return made
}

// Property is the schema of a property; empty if there is none of that name.
func (b *DescribedBody) Property(name string) JSONSchema {
	properties, _ := b.Schema["properties"].(map[string]any)
	property, _ := properties[name].(map[string]any)
	return property
}

// Requires tells whether a property must be there.
func (b *DescribedBody) Requires(name string) bool {
	required, _ := b.Schema["required"].([]any)
	return slices.Contains(required, any(name))
}

// Text is what the schema says to people.
func (s JSONSchema) Text() string {
	text, _ := s["description"].(string)
	return text
}
