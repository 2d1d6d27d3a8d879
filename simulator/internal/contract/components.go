package contract

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/pb33f/jsonschema/v6"
	"github.com/pb33f/libopenapi-validator/helpers"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/pb33f/libopenapi/orderedmap"
)

const componentsPath = "#/components/schemas/"

// wholeURL is what the library calls the document that its schemas stand in.
const wholeURL = "file:///contract.json"

// compileAll compiles all schemas of a document together, and returns them by
// reference: those that have a name, and those that stand in operations. The library
// reads the whole document anew for each schema that it is given alone.
func (c *compiler) compileAll(model *v3.Document) (map[string]*jsonschema.Schema, error) {
	if model.Components != nil && model.Components.Schemas != nil {
		for name := range model.Components.Schemas.FromOldest() {
			c.note(componentsPath + name)
		}
	}
	for path, item := range model.Paths.PathItems.FromOldest() {
		c.noteParameters(operationPath(path), item.Parameters)
		for method, described := range item.GetOperations().FromOldest() {
			c.noteOperation(path, method, described)
		}
	}
	const entry = "file:///components.json"
	references := map[string]any{}
	for _, at := range c.noted {
		references[at] = map[string]string{"$ref": wholeURL + at}
	}
	root, err := json.Marshal(map[string]any{"properties": references})
	if err != nil {
		return nil, err
	}
	resources := map[string][]byte{wholeURL: c.text, entry: root}
	compiled, err := helpers.NewCompiledSchemaResourcesWithVersion(entry, resources, c.options, c.version)
	if err != nil {
		return nil, fmt.Errorf("compile the schemas: %w", err)
	}
	schemas := make(map[string]*jsonschema.Schema, len(compiled.Properties))
	for at, property := range compiled.Properties {
		schemas[at] = property.Ref
	}
	return schemas, nil
}

// note adds the reference of a schema to those that are compiled.
func (c *compiler) note(at string) { c.noted = append(c.noted, at) }

func (c *compiler) noteParameters(place string, parameters []*v3.Parameter) {
	for i, p := range parameters {
		if p.Schema != nil && p.Schema.GetReference() == "" {
			c.note(parameterPath(place, i, p))
		}
	}
}

// noteOperation adds the schemas that stand in an operation itself.
func (c *compiler) noteOperation(path, method string, described *v3.Operation) {
	c.noteParameters(operationPath(path, method), described.Parameters)
	if body := described.RequestBody; body != nil {
		c.noteContent(bodyPlace(path, method, body), body.Content)
	}
	if described.Responses == nil {
		return
	}
	for code, response := range described.Responses.Codes.FromOldest() {
		c.noteContent(responsePlace(path, method, code, response), response.Content)
	}
}

func (c *compiler) noteContent(place string, content *orderedmap.Map[string, *v3.MediaType]) {
	for mediaType, media := range content.FromOldest() {
		if media.Schema != nil && media.Schema.GetReference() == "" {
			c.note(contentPath(place, mediaType))
		}
	}
}

// operationPath is the reference to a path, an operation of it, or something that stands
// in that.
func operationPath(path string, steps ...string) string {
	at := "#/paths"
	for _, step := range append([]string{path}, steps...) {
		at += "/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(step))
	}
	return at
}

// parameterPath is the reference to the schema of a parameter of a path or an operation.
func parameterPath(place string, index int, p *v3.Parameter) string {
	if named := p.GoLow().GetReference(); named != "" {
		return named + "/schema"
	}
	return fmt.Sprintf("%s/parameters/%d/schema", place, index)
}

// bodyPlace is the reference to the body of the requests to an operation.
func bodyPlace(path, method string, body *v3.RequestBody) string {
	return cmp.Or(body.GoLow().GetReference(), operationPath(path, strings.ToLower(method), "requestBody"))
}

// responsePlace is the reference to an answer of an operation.
func responsePlace(path, method, code string, response *v3.Response) string {
	return cmp.Or(response.GoLow().GetReference(), operationPath(path, strings.ToLower(method), "responses", code))
}

// contentPath is the reference to the schema of a body or answer of a media type.
func contentPath(place, mediaType string) string {
	return place + "/content/" + url.PathEscape(strings.ReplaceAll(mediaType, "/", "~1")) + "/schema"
}

// errDirections says what no contract has, and what would ask for a schema of its own
// for each side of a call.
var errDirections = errors.New("readOnly and writeOnly are not supported: describe what is sent and what is answered by schemas of their own")

// directional tells whether a schema of the document may mean another thing in
// a request than in a response.
func directional(document string) bool {
	return strings.Contains(document, "readOnly") || strings.Contains(document, "writeOnly")
}
