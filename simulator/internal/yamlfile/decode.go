package yamlfile

import (
	"fmt"
	"reflect"
	"time"

	"gopkg.in/yaml.v3"
)

// Decode reads a file into the struct that into points to. The name is what
// the problems call the file. Where there are problems, in the order of the
// file, what could be read has been read nevertheless. Of many, MaxProblems come
// back; All says how many more there are.
//
// The types it can fill are structs whose fields have yaml tags, pointers,
// slices, maps with strings for keys, []byte, strings, integers, float64, bool,
// time.Time, any, Any, Raw, and types made of these. It panics on any other. A
// null is a nil any, and a nil pointer in a field that omitempty says may be without a
// value; it is nothing else. A string takes any plain scalar as it is written.
//
// A type that is an encoding.TextUnmarshaler reads its scalar itself, quoted or
// not. Its error is the text of the problem. If it has a method Expected() string,
// that completes "must be" for what is no such scalar.
//
// An any takes what JSON would have in the place: nil, bool, float64, string,
// []any or map[string]any. Numbers that JSON writes in another way are refused.
//
// Options may follow the name in a yaml tag, after a comma:
//
//   - omitempty is that of writers of YAML: it lets a pointer be null.
//   - plain, without a name, is the field of a struct that takes whatever is
//     not a mapping.
//   - single lets a slice be given as its only element, without the list.
func Decode(name string, data []byte, into any) (*File, Problems) {
	d := newDecoder(&File{name: name, unread: map[string]bool{}})
	d.root, d.problems = d.parse(data)
	if d.root == nil {
		d.setUnread("")
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
	depth    int // of the value that is filled
}

// maxDepth is how deep values may be nested. A path is a text for each level.
const maxDepth = 100

func newDecoder(file *File) *decoder {
	return &decoder{File: file}
}

// value fills a value of any type.
func (d *decoder) value(node *yaml.Node, path string, into reflect.Value) {
	t := into.Type()
	d.depth++
	defer func() { d.depth-- }()
	switch {
	case d.depth > maxDepth:
		d.refuse(node, path, "is nested more than %d levels deep", maxDepth)
		return
	case t.Kind() == reflect.Pointer:
		d.pointer(node, path, into)
		return
	case t == anyType:
		d.any(node, path, into)
		return
	}
	if plain := d.plainField(t); plain != nil && node.Kind != yaml.MappingNode {
		d.plain(node, path, into, *plain)
		return
	}
	if d.supported(node, path, t) {
		d.fill(node, path, into)
	}
}

// fill fills a value from a node that is supported.
func (d *decoder) fill(node *yaml.Node, path string, into reflect.Value) {
	t := into.Type()
	switch kind := t.Kind(); {
	case t == rawType:
		d.keep(node, path, into)
	case isScalar(into):
		d.scalar(node, path, into)
	case isGeneric(t):
		d.generic(node, path, into)
	case kind == reflect.Struct:
		d.mapping(node, path, into)
	case kind == reflect.Slice:
		d.sequence(node, path, into)
	case kind == reflect.Map && t.Key().Kind() == reflect.String:
		d.dictionary(node, path, into)
	default:
		panic(fmt.Sprintf("yamlfile: cannot read into a %s", t))
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

func (d *decoder) sequence(node *yaml.Node, path string, into reflect.Value) {
	if node.Kind != yaml.SequenceNode {
		d.mismatch(node, path, into.Type())
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), len(node.Content), len(node.Content)))
	for i, item := range node.Content {
		d.value(item, Element(path, i), into.Index(i))
	}
}

// refuse says why the value at the path was not read.
func (d *decoder) refuse(node *yaml.Node, path, format string, args ...any) {
	d.setUnread(path)
	d.note(node, path, format, args...)
}

func (d *decoder) note(node *yaml.Node, path, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	d.problems = d.Add(d.problems, d.problem(node.Line, node.Column, path, text))
}

const binaryTag = "!!binary"

var timeType = reflect.TypeFor[time.Time]()

// isScalar tells whether a value is written as one word or text.
func isScalar(v reflect.Value) bool {
	isNumber := v.CanInt() || v.CanUint() || v.CanFloat()
	return isNumber || v.Kind() == reflect.Bool || v.Type() == timeType || isText(v.Type()) || readsText(v.Type())
}

// isText tells whether a type holds text or the bytes of one.
func isText(t reflect.Type) bool {
	isBytes := t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8 && !readsText(t.Elem())
	return (t.Kind() == reflect.String || isBytes) && !readsText(t)
}

func isNull(node *yaml.Node) bool {
	return node.Kind == yaml.ScalarNode && node.Tag == "!!null" && node.Style == 0
}
