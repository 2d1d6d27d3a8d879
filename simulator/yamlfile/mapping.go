package yamlfile

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// fields is what a struct calls its fields in a file, in the order of the struct.
type fields struct {
	names []string
	index map[string]int
}

// fieldsOf reads the yaml tags. A field without one cannot be set by a file.
func (d *decoder) fieldsOf(t reflect.Type) fields {
	if known, ok := d.structs[t]; ok {
		return known
	}
	found := fields{index: map[string]int{}}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		if name != "" && name != "-" {
			found.names = append(found.names, name)
			found.index[name] = i
		}
	}
	d.structs[t] = found
	return found
}

func (d *decoder) mapping(node *yaml.Node, path string, into reflect.Value) {
	if node.Kind != yaml.MappingNode {
		d.mismatch(node, path, into.Type())
		return
	}
	fields := d.fieldsOf(into.Type())
	lines := map[string]int{} // of the keys so far
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if !d.key(key, path, lines) {
			continue
		}
		if index, ok := fields.index[key.Value]; ok {
			d.value(value, join(path, key.Value), into.Field(index))
		} else {
			d.unknownKey(node, key, path, fields.names)
		}
	}
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
	near := nearest(key.Value, allowed)
	if near == "" {
		known := strings.Join(allowed, ", ")
		d.note(key, path, "unknown key %s, the known keys are %s", shortened(key.Value), known)
		return
	}
	d.note(key, path, "unknown key %s, did you mean %q?", shortened(key.Value), near)
	if child(node, near) == nil {
		d.unread[join(path, near)] = true
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
