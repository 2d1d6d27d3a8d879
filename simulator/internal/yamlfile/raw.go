package yamlfile

import (
	"reflect"

	"gopkg.in/yaml.v3"
)

// Raw is a value that is read later, when it is known what to read it into. It
// may be read any number of times, also at the same time. The zero Raw, which
// is one that the file does not give or that could not be read, holds nothing.
type Raw struct {
	file *File
	node *yaml.Node
	path string
}

var rawType = reflect.TypeFor[Raw]()

// Path is where in the file the value is.
func (r Raw) Path() string { return r.path }

// Text is the scalar at the path below the value as it is written; ok is false if
// the file has none there.
func (r Raw) Text(below string) (text string, ok bool) {
	node := r.at(below)
	if node == nil || node.Kind != yaml.ScalarNode {
		return "", false
	}
	return node.Value, true
}

// Has tells whether the file has something at the path below the value.
func (r Raw) Has(below string) bool { return r.at(below) != nil }

func (r Raw) at(below string) *yaml.Node {
	node := r.node
	for _, step := range split(below) {
		if node == nil {
			return nil
		}
		node = child(node, step.name)
	}
	return node
}

// Problem says that something is wrong with the value at the path below the
// value, or if that is empty, with the value itself. The value was read.
func (r Raw) Problem(below, text string) Problem {
	if below == "" {
		return r.file.Problem(r.path, text)
	}
	return r.file.Problem(r.path+"."+below, text)
}

// Add is Add of the file that the value is in, for several problems.
func (r Raw) Add(problems Problems, more ...Problem) Problems {
	for _, p := range more {
		problems = r.file.Add(problems, p)
	}
	return problems
}

// Decode fills the value that into points to, over what it holds already:
// fields that the file does not give stay as they are, also those behind a
// pointer, which then points to a changed copy. Lists and maps are replaced.
//
// What could not be read counts as unread for the methods of the file, too.
func (r Raw) Decode(into any) Problems {
	if r.node == nil {
		return nil
	}
	d := newDecoder(r.file)
	d.value(r.node, r.path, reflect.ValueOf(into).Elem())
	d.problems.Sort()
	return d.problems
}

// keep puts the node aside. An anchor of it has been reported by now.
func (d *decoder) keep(node *yaml.Node, path string, into reflect.Value) {
	kept := *node
	kept.Anchor = ""
	into.Set(reflect.ValueOf(Raw{d.File, &kept, path}))
}
