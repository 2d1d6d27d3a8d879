package yamlfile

import (
	"reflect"
	"regexp"
	"strconv"

	"gopkg.in/yaml.v3"
)

// Any is a value of any kind: nil, a bool, a float64, a string, a []any or a
// map[string]any. It tells a null from a value that was left out.
type Any struct {
	Set   bool // the file gives a value, if maybe one that could not be read
	Value any
}

var anyType = reflect.TypeFor[Any]()

func (d *decoder) any(node *yaml.Node, path string, into reflect.Value) {
	target := into.Addr().Interface().(*Any)
	target.Set = true
	d.value(node, path, reflect.ValueOf(&target.Value).Elem())
}

// isGeneric tells whether a type takes a value of any kind as it is.
func isGeneric(t reflect.Type) bool {
	return t.Kind() == reflect.Interface && t.NumMethod() == 0
}

// generic fills an interface with what JSON would have in the place of the node.
func (d *decoder) generic(node *yaml.Node, path string, into reflect.Value) {
	switch {
	case node.Kind == yaml.MappingNode:
		object := map[string]any{}
		d.dictionary(node, path, reflect.ValueOf(&object).Elem())
		into.Set(reflect.ValueOf(object))
	case node.Kind == yaml.SequenceNode:
		list := []any{}
		d.sequence(node, path, reflect.ValueOf(&list).Elem())
		into.Set(reflect.ValueOf(list))
	case isNull(node):
		into.SetZero()
	case node.Style != 0:
		into.Set(reflect.ValueOf(node.Value))
	default:
		d.word(node, path, into)
	}
}

// word fills an interface with a scalar without quotes.
func (d *decoder) word(node *yaml.Node, path string, into reflect.Value) {
	switch {
	case jsonNumber.MatchString(node.Value):
		d.number(node, path, into)
	case node.Tag == "!!int", node.Tag == "!!float", tooWide.MatchString(node.Value):
		d.refuse(node, path, "must be a decimal number; quote it if it is text, is %s", shortened(node.Value))
	case node.Value == "true", node.Value == "false":
		into.Set(reflect.ValueOf(node.Value == "true"))
	case node.Tag == "!!bool": // True, which few people write on purpose
		d.refuse(node, path, "must be true or false; quote it if it is text, is %s", shortened(node.Value))
	default:
		into.Set(reflect.ValueOf(node.Value))
	}
}

var jsonNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

// tooWide is a number that the parser takes for text since it has no room for it.
var tooWide = regexp.MustCompile(`(?i)^[-+]?(0x[0-9a-f_]+|0o[0-7_]+|0b[01_]+|\.?[0-9][0-9_]*(\.[0-9_]*)?e[-+]?[0-9][0-9_]*)$`)

func (d *decoder) number(node *yaml.Node, path string, into reflect.Value) {
	value, err := strconv.ParseFloat(node.Value, 64)
	if err != nil {
		d.refuse(node, path, "must be a number below 1.8e308; quote it if it is text, is %s", shortened(node.Value))
		return
	}
	into.Set(reflect.ValueOf(value))
}
