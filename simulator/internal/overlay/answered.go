package overlay

import (
	"strings"

	"github.com/pb33f/go-yaml"
)

// A property that becomes required breaks whoever sends a body without it, and nobody
// who reads one; with a property that is no longer required it is the other way round.
// The comparison of the library does not ask which of the two a schema is for.

// schemas is where a document has what others refer to by name.
const schemas = "components.schemas."

// judgeRequired says of a change to a list of required properties whether it breaks who
// sends them or who reads them.
func (c *Change) judgeRequired(before, after document) {
	if !strings.HasSuffix(c.Place, ".required") {
		return
	}
	sent, answered := strings.Contains(c.Place, ".requestBody."), strings.Contains(c.Place, ".responses.")
	if name, isSchema := strings.CutPrefix(c.Place, schemas); isSchema {
		name, _, _ = strings.Cut(name, ".")
		sent, answered = before.sent[name] || after.sent[name], before.answered[name] || after.answered[name]
	}
	if sent || answered {
		c.Breaking = sent && c.What == "added" || answered && c.What == "removed"
	}
}

// schemasIn are the names of the schemas that the operations of a document have
// something of in these of their properties.
func schemasIn(root *yaml.Node, properties ...string) map[string]bool {
	found := map[string]bool{}
	components := child(root, "components")
	var follow func(node *yaml.Node)
	follow = func(node *yaml.Node) {
		if node == nil {
			return
		}
		if kind, name := referred(node); name != "" && !found[kind+name] {
			found[kind+name] = true
			follow(child(child(components, kind), name))
		}
		for _, inner := range node.Content {
			follow(inner)
		}
	}
	each(child(root, "paths"), func(path *yaml.Node) {
		for _, property := range properties {
			follow(child(path, property))
			each(path, func(operation *yaml.Node) { follow(child(operation, property)) })
		}
	})
	names := map[string]bool{}
	for name := range found {
		if name, isSchema := strings.CutPrefix(name, "schemas"); isSchema {
			names[name] = true
		}
	}
	return names
}

// referred is the kind and the name of the component that a node refers to.
func referred(node *yaml.Node) (kind, name string) {
	if ref := child(node, "$ref"); ref != nil {
		if place, within := strings.CutPrefix(ref.Value, "#/components/"); within {
			kind, name, _ = strings.Cut(place, "/")
		}
	}
	return kind, name
}

// each calls f for each value of a mapping.
func each(node *yaml.Node, f func(*yaml.Node)) {
	if node == nil || node.Kind != yaml.MappingNode {
		return
	}
	for i := 1; i < len(node.Content); i += 2 {
		f(node.Content[i])
	}
}
