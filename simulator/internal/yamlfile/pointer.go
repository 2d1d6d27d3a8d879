package yamlfile

import (
	"reflect"

	"gopkg.in/yaml.v3"
)

// pointer makes a null a nil pointer, unless it points to a struct that reads
// nulls itself.
func (d *decoder) pointer(node *yaml.Node, path string, into reflect.Value) {
	if isNull(node) && node.Anchor == "" && d.plainField(into.Type().Elem()) == nil {
		into.SetZero()
		return
	}
	target := copied(into)
	d.value(node, path, target.Elem())
	into.Set(target)
}

// copied is a pointer to a copy: others may hold the pointer that is there.
func copied(pointer reflect.Value) reflect.Value {
	target := reflect.New(pointer.Type().Elem())
	if !pointer.IsNil() {
		target.Elem().Set(pointer.Elem())
	}
	return target
}
