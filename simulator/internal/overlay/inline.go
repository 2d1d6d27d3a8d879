package overlay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pb33f/go-yaml"
)

// inline puts the components of some kinds where they are referred to, and takes
// them out of the components.
func inline(document *yaml.Node, kinds ...string) error {
	components := child(document, "components")
	for _, kind := range kinds {
		named := child(components, kind)
		if named == nil {
			continue
		}
		if err := replace(child(document, "paths"), "#/components/"+kind+"/", named); err != nil {
			return err
		}
		remove(components, kind)
	}
	return nil
}

// replace turns each reference with a prefix into a copy of what it names.
func replace(node *yaml.Node, prefix string, named *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		if ref := child(node, "$ref"); ref != nil && strings.HasPrefix(ref.Value, prefix) {
			target := child(named, strings.TrimPrefix(ref.Value, prefix))
			if target == nil {
				return fmt.Errorf("%s names nothing", ref.Value)
			}
			*node = *clone(target)
			return nil
		}
	}
	for _, part := range node.Content {
		if err := replace(part, prefix, named); err != nil {
			return err
		}
	}
	return nil
}

// child is the value of a property; nil if there is none.
func child(node *yaml.Node, name string) *yaml.Node {
	if node == nil {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return node.Content[i+1]
		}
	}
	return nil
}

func remove(node *yaml.Node, name string) {
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			node.Content = slices.Delete(node.Content, i, i+2)
			return
		}
	}
}

func clone(node *yaml.Node) *yaml.Node {
	copied := *node
	copied.Content = make([]*yaml.Node, len(node.Content))
	for i, part := range node.Content {
		copied.Content[i] = clone(part)
	}
	return &copied
}
