package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/pb33f/go-yaml"
)

// Make reads a document as Load does, and returns what it takes of that, for FromMade.
func Make(document []byte) ([]byte, error) {
	c, err := Load(document)
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(document, &root); err != nil {
		return nil, err
	}
	model, err := readModel(document)
	if err != nil {
		return nil, err
	}
	m := making{
		made:     made{Revision: c.Revision, madeSchemas: madeSchemas{majorMinor(model.Version), map[string]json.RawMessage{}}},
		document: root.Content[0], indexes: map[string]int{},
	}
	for _, op := range c.Operations {
		m.Operations = append(m.Operations, m.operation(op))
	}
	if m.err != nil {
		return nil, m.err
	}
	data, err := json.Marshal(m.made)
	if err != nil {
		return nil, err
	}
	return oneToALine(data)
}

// oneToALine puts each operation, shape and schema on a line of its own, for those who
// compare versions.
func oneToALine(data []byte) ([]byte, error) {
	var parts map[string]json.RawMessage
	if err := json.Unmarshal(data, &parts); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	text.WriteString("{")
	for i, name := range []string{"Revision", "Version", "Operations", "Shapes", "Schemas"} {
		if i > 0 {
			text.WriteString(",\n")
		}
		fmt.Fprintf(&text, "%q:", name)
		text.Write(bytes.ReplaceAll(parts[name], []byte(`},{"`), []byte("},\n{\"")))
	}
	text.WriteString("}\n")
	return text.Bytes(), nil
}

// making turns a contract into plain data, and keeps the first error.
type making struct {
	made
	document *yaml.Node
	indexes  map[string]int // of the shapes, by their text
	err      error
}

func (m *making) operation(op *Operation) madeOperation {
	o := madeOperation{
		ID: op.ID, FullID: op.FullID, Method: op.Method, Path: op.Path, Permission: op.Permission, PermissionName: op.PermissionName,
		Lookup: op.Lookup, Line: op.line, MediaTypes: op.MediaTypes, Bodies: map[string]madeSchema{}, BodyRequired: op.bodyRequired,
		Statuses: op.Statuses, Assumed: op.Assumed, Responses: map[int]madeSchema{}, Unchecked: op.unchecked,
	}
	for _, p := range op.parameters {
		o.Parameters = append(o.Parameters, madeParameter{Name: p.name, In: p.in, Required: p.required, Line: p.line, Schema: m.schema(p.schema)})
	}
	for _, mediaType := range op.MediaTypes {
		o.Bodies[mediaType] = m.schema(op.bodies[mediaType])
	}
	for _, status := range slices.Concat(op.Statuses, op.Assumed) {
		if s := op.responses[status]; s != nil {
			o.Responses[status] = m.schema(s)
		}
	}
	return o
}

func (m *making) schema(s *schema) madeSchema {
	m.keep(s.shape.at)
	return madeSchema{At: s.shape.at, Shape: m.shape(s.shape), Texts: s.ofTexts}
}

// keep takes the schema at a reference, and all that it refers to.
func (m *making) keep(at string) {
	if _, kept := m.Schemas[at]; kept {
		return
	}
	node := m.document
	for _, step := range stepsTo(at) {
		if node = child(node, step); node == nil {
			m.fail(fmt.Errorf("there is nothing at %s", at))
			return
		}
	}
	w := &jsonWriter{}
	w.write(withoutWords(node))
	if w.err != nil {
		m.fail(w.err)
		return
	}
	m.Schemas[at] = w.text.Bytes()
	for _, named := range references(m.Schemas[at]) {
		m.keep(named)
	}
}

// child is what a step of a pointer leads to; nil if there is none.
func child(node *yaml.Node, step string) *yaml.Node {
	if node.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(node.Content) {
			return node.Content[i]
		}
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == step {
			return node.Content[i+1]
		}
	}
	return nil
}

// withoutWords is a schema without the texts that only people read. A property of such a
// name is no text, and stays.
func withoutWords(node *yaml.Node) *yaml.Node {
	kept := *node
	kept.Content = nil
	for i, part := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			value := node.Content[i+1]
			if value.Kind == yaml.ScalarNode && slices.Contains([]string{"description", "title", "example", "x-vsrsim-says"}, part.Value) {
				continue
			}
			kept.Content = append(kept.Content, part, withoutWords(value))
		} else if node.Kind != yaml.MappingNode {
			kept.Content = append(kept.Content, withoutWords(part))
		}
	}
	return &kept
}

func (m *making) shape(s *shape) (index int) {
	made := madeShape{
		Types: s.types, Names: s.order, Required: slices.Sorted(maps.Keys(s.required)), Nullable: s.nullable, Format: s.format, Enum: s.enum,
		Line: s.line, Listed: s.listed, Appends: s.appends, Says: s.says,
	}
	for _, name := range s.order {
		made.Properties = append(made.Properties, m.shape(s.properties[name]))
	}
	if s.items != nil {
		made.Items = m.shape(s.items) + 1
	}
	if s.others != nil {
		made.Others = m.shape(s.others) + 1
	}
	text, err := json.Marshal(made)
	if err != nil {
		m.fail(err)
		return 0
	}
	index, known := m.indexes[string(text)]
	if !known {
		index = len(m.Shapes)
		m.indexes[string(text)] = index
		m.Shapes = append(m.Shapes, made)
	}
	return index
}

func (m *making) fail(err error) {
	if m.err == nil {
		m.err = err
	}
}
