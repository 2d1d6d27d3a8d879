package yamlfile

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
)

// mapping fills a struct, whose keys are known.
func (d *decoder) mapping(node *yaml.Node, path string, into reflect.Value) {
	fields := fieldsOf(into.Type())
	d.entries(node, path, into.Type(), func(key, value *yaml.Node) {
		if f, ok := fields.byName[key.Value]; ok {
			d.field(value, Join(path, key.Value), into.Field(f.index), f)
		} else {
			d.unknownKey(node, key, path, fields.names)
		}
	})
}

// dictionary fills a map, whose keys are any.
func (d *decoder) dictionary(node *yaml.Node, path string, into reflect.Value) {
	t := into.Type()
	filled := reflect.MakeMap(t)
	isMapping := d.entries(node, path, t, func(key, value *yaml.Node) {
		element := reflect.New(t.Elem()).Elem()
		d.value(value, Join(path, key.Value), element)
		filled.SetMapIndex(reflect.ValueOf(key.Value).Convert(t.Key()), element)
	})
	if isMapping {
		into.Set(filled)
	}
}

// entries calls visit with the keys that can be looked up, and their values. It
// is false, and reports a mismatch with the type, if the node has none to give.
func (d *decoder) entries(node *yaml.Node, path string, want reflect.Type, visit func(key, value *yaml.Node)) bool {
	if node.Kind != yaml.MappingNode {
		d.mismatch(node, path, want)
		return false
	}
	lines := map[string]int{} // of the keys so far
	for i := 0; i+1 < len(node.Content); i += 2 {
		if key := node.Content[i]; d.key(key, path, lines) {
			visit(key, node.Content[i+1])
		}
	}
	return true
}

// key tells whether a key can be looked up, and reports it otherwise.
func (d *decoder) key(key *yaml.Node, path string, lines map[string]int) bool {
	switch {
	case key.Kind == yaml.AliasNode, key.Anchor != "", key.Style&yaml.TaggedStyle != 0:
		d.note(key, path, "keys must be plain text without aliases, anchors and tags")
		return false
	case key.Kind != yaml.ScalarNode:
		d.note(key, path, "keys must be plain text, this one is %s", described(key))
		return false
	case key.Tag == "!!merge":
		d.note(key, path, "merge keys (<<) are not supported")
		return false
	}
	if line, taken := lines[key.Value]; taken {
		d.note(key, path, "the key %s is given twice, first on line %d", shortened(key.Value), line)
		return false
	}
	lines[key.Value] = key.Line
	return true
}

// unknownKey counts the value that a misspelt key was meant for as unread.
func (d *decoder) unknownKey(node, key *yaml.Node, path string, allowed []string) {
	near := suggest.Nearest(key.Value, allowed)
	if near == "" {
		known := strings.Join(allowed, ", ")
		d.note(key, path, "unknown key %s, the known keys are %s", shortened(key.Value), known)
		return
	}
	d.note(key, path, "unknown key %s, did you mean %q?", shortened(key.Value), near)
	if child(node, near) == nil {
		d.setUnread(Join(path, near))
	}
}
