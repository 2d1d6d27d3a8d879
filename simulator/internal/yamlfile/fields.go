package yamlfile

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// fields is what a struct calls its fields in a file, in the order of the struct.
type fields struct {
	names  []string
	byName map[string]field
	plain  *field // takes what is not a mapping; nil if there is none
}

type field struct {
	index  int
	single bool // a list that may be given as its only element
	null   bool // a pointer that a null makes nil
}

// structs are the fields of types that were met, by reflect.Type. They are kept for
// all files, since each Raw is read on its own.
var structs sync.Map

// fieldsOf reads the yaml tags. A field without one cannot be set by a file.
func fieldsOf(t reflect.Type) fields {
	if known, ok := structs.Load(t); ok {
		return known.(fields)
	}
	found := fields{byName: map[string]field{}}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("yaml"), ",")
		f := field{index: i, single: hasOption(options, "single")}
		f.null = hasOption(options, "omitempty") && t.Field(i).Type.Kind() == reflect.Pointer
		switch {
		case name == "" && hasOption(options, "plain"):
			found.setPlain(t, f)
		case name != "" && name != "-":
			found.names = append(found.names, name)
			found.byName[name] = f
		}
	}
	structs.Store(t, found)
	return found
}

func hasOption(options, name string) bool {
	return slices.Contains(strings.Split(options, ","), name)
}

func (f *fields) setPlain(t reflect.Type, plain field) {
	if f.plain != nil {
		panic("yamlfile: two plain fields in " + t.String())
	}
	f.plain = &plain
}

// plainField is the plain field of a type, or nil.
func (d *decoder) plainField(t reflect.Type) *field {
	if t.Kind() != reflect.Struct || readsText(t) {
		return nil
	}
	return fieldsOf(t).plain
}

// plain fills the plain field of a struct.
func (d *decoder) plain(node *yaml.Node, path string, into reflect.Value, plain field) {
	target := into.Field(plain.index)
	for target.Kind() == reflect.Pointer {
		target.Set(copied(target))
		target = target.Elem()
	}
	d.field(node, path, target, plain)
}

// field fills a field of a struct by the options of its tag.
func (d *decoder) field(node *yaml.Node, path string, into reflect.Value, f field) {
	if f.null && isNull(node) && node.Anchor == "" {
		into.SetZero()
		return
	}
	if !f.single || node.Kind == yaml.SequenceNode {
		d.value(node, path, into)
		return
	}
	into.Set(reflect.MakeSlice(into.Type(), 1, 1))
	d.value(node, path, into.Index(0))
}
