package yamlfile

import (
	"encoding"
	"fmt"
	"reflect"

	"gopkg.in/yaml.v3"
)

var textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()

// readsText tells whether a type reads its text itself. A time does, too, but
// here it may also be a mere date.
func readsText(t reflect.Type) bool {
	return t != timeType && reflect.PointerTo(t).Implements(textUnmarshaler)
}

// ownText lets the type read the scalar. What it says is the problem.
func (d *decoder) ownText(node *yaml.Node, path string, into reflect.Value) {
	target := reflect.New(into.Type()) // so that half a value is never seen
	err := target.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(node.Value))
	if err != nil {
		d.refuse(node, path, "%s", err)
		return
	}
	into.Set(target.Elem())
}

// expectedText is what a type that reads its text says of it.
func expectedText(t reflect.Type) string {
	if text, ok := reflect.New(t).Interface().(interface{ Expected() string }); ok {
		return text.Expected()
	}
	return "text"
}

// Unexpected is the error of a type that cannot read a text: what it expects, and
// what is there.
func Unexpected(value interface{ Expected() string }, text []byte) error {
	return fmt.Errorf("must be %s, is %q", value.Expected(), text)
}
