package yamlfile

import (
	"reflect"

	"gopkg.in/yaml.v3"
)

// pointer fills what a pointer leads to. A null is no value here, as it is none of any other
// type: who leaves a value out may leave its key out.
func (d *decoder) pointer(node *yaml.Node, path string, into reflect.Value) {
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
