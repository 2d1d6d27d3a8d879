package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi-validator/helpers"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
)

const componentsPath = "#/components/schemas/"

// compileComponents compiles the named schemas of a document together, and those that
// stand in parameters, and returns them by reference. The library reads the whole document anew for each
// schema that refers to another one, which was most of the time of a start.
func (c *compiler) compileComponents(model *v3.Document, document []byte) (map[string]*jsonschema.Schema, error) {
	if model.Components == nil || model.Components.Schemas == nil || directional(document) {
		return nil, nil
	}
	const whole, entry = "file:///contract.json", "file:///components.json"
	references := map[string]any{}
	for name := range model.Components.Schemas.FromOldest() {
		references[componentsPath+name] = map[string]string{"$ref": whole + componentsPath + name}
	}
	for path, item := range model.Paths.PathItems.FromOldest() {
		for method, described := range item.GetOperations().FromOldest() {
			for i, p := range described.Parameters {
				if at := parameterPath(path, method, i, p); p.Schema != nil && p.Schema.GetReference() == "" {
					references[at] = map[string]string{"$ref": whole + at}
				}
			}
		}
	}
	root, err := json.Marshal(map[string]any{"properties": references})
	if err != nil {
		return nil, err
	}
	text, err := JSON(document)
	if err != nil {
		return nil, err
	}
	resources := map[string][]byte{whole: text, entry: root}
	compiled, err := helpers.NewCompiledSchemaResourcesWithVersion(entry, resources, c.options, c.version)
	if err != nil {
		return nil, fmt.Errorf("compile the schemas: %w", err)
	}
	components := make(map[string]*jsonschema.Schema, len(compiled.Properties))
	for at, property := range compiled.Properties {
		components[at] = property.Ref
	}
	return components, nil
}

// parameterPath is the reference to the schema of a parameter of an operation.
func parameterPath(path, method string, index int, p *v3.Parameter) string {
	if named := p.GoLow().GetReference(); named != "" {
		return named + "/schema"
	}
	escaped := url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(path))
	return fmt.Sprintf("#/paths/%s/%s/parameters/%d/schema", escaped, strings.ToLower(method), index)
}

// directional tells whether a schema of the document may mean another thing in
// a request than in a response. The library knows how to tell them apart.
func directional(document []byte) bool {
	return bytes.Contains(document, []byte("readOnly")) || bytes.Contains(document, []byte("writeOnly"))
}
