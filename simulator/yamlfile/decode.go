package yamlfile

import (
	"fmt"
	"reflect"
	"time"

	"gopkg.in/yaml.v3"
)

// Decode reads a file into the struct that into points to. The name is what
// the problems call the file. Where there are problems, in the order of the
// file, what could be read has been read nevertheless.
//
// The types it can fill are structs whose fields have yaml tags, pointers,
// slices, []byte, strings, integers, float64, bool and time.Time, and types
// made of these. It panics on any other. A null is a nil pointer and nothing
// else; a string takes any plain scalar as it is written.
func Decode(name string, data []byte, into any) (*File, Problems) {
	d := &decoder{
		File:    &File{name: name, unread: map[string]bool{}},
		structs: map[reflect.Type]fields{},
	}
	d.root, d.problems = d.parse(data)
	if d.root == nil {
		d.unread[""] = true
		return d.File, d.problems
	}
	d.value(d.root, "", reflect.ValueOf(into).Elem())
	d.problems.Sort()
	return d.File, d.problems
}

// decoder fills values from nodes and notes what is wrong on the way.
type decoder struct {
	*File
	problems Problems
	structs  map[reflect.Type]fields
}

// value fills a value of any type.
func (d *decoder) value(node *yaml.Node, path string, into reflect.Value) {
	if into.Kind() == reflect.Pointer {
		d.pointer(node, path, into)
		return
	}
	if !d.supported(node, path, into.Type()) {
		return
	}
	switch kind := into.Kind(); {
	case isScalar(into):
		d.scalar(node, path, into)
	case kind == reflect.Struct:
		d.mapping(node, path, into)
	case kind == reflect.Slice:
		d.sequence(node, path, into)
	default:
		panic(fmt.Sprintf("yamlfile: cannot read into a %s", into.Type()))
	}
}

// supported refuses the parts of YAML that are left out. An anchor alone does
// no harm, so what is under it is still read.
func (d *decoder) supported(node *yaml.Node, path string, into reflect.Type) bool {
	if node.Anchor != "" {
		d.note(node, path, "anchors such as &%s are not supported", node.Anchor)
	}
	switch {
	case node.Kind == yaml.AliasNode:
		d.refuse(node, path, "aliases such as *%s are not supported; quote the text if it is not one", node.Value)
		return false
	case node.Style&yaml.TaggedStyle != 0 && !(node.Tag == binaryTag && isText(into)):
		d.refuse(node, path, "the tag %s is not supported here", shortened(node.Tag))
		return false
	}
	return true
}

func (d *decoder) pointer(node *yaml.Node, path string, into reflect.Value) {
	if isNull(node) && node.Anchor == "" {
		return
	}
	target := reflect.New(into.Type().Elem())
	d.value(node, path, target.Elem())
	into.Set(target)
}

func (d *decoder) sequence(node *yaml.Node, path string, into reflect.Value) {
	if node.Kind != yaml.SequenceNode {
		d.mismatch(node, path, into.Type())
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		d.value(item, fmt.Sprintf("%s[%d]", path, i), into.Index(i))
	}
}

// refuse says why the value at the path was not read.
func (d *decoder) refuse(node *yaml.Node, path, format string, args ...any) {
	d.unread[path] = true
	d.note(node, path, format, args...)
}

func (d *decoder) note(node *yaml.Node, path, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	d.problems = append(d.problems, d.problem(node.Line, node.Column, path, text))
}

const binaryTag = "!!binary"

var timeType = reflect.TypeFor[time.Time]()

// isScalar tells whether a value is written as one word or text.
func isScalar(v reflect.Value) bool {
	isNumber := v.CanInt() || v.CanUint() || v.CanFloat()
	return isNumber || isText(v.Type()) || v.Type() == timeType || v.Kind() == reflect.Bool
}

// isText tells whether a type holds text or the bytes of one.
func isText(t reflect.Type) bool {
	return t.Kind() == reflect.String || t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
}

func isNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.Tag == "!!null" && node.Style == 0
}
