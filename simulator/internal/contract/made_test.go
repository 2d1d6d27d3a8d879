package contract

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
)

// What is made of a document is the same contract as what is read of it: in every part,
// and every schema that is compiled late as it is when all are compiled together.
func TestMadeIsWhatIsRead(t *testing.T) {
	for name, text := range documents {
		t.Run(name, func(t *testing.T) {
			read, err := Load(text)
			if err != nil {
				t.Fatal(err)
			}
			data, err := Make(text)
			if err != nil {
				t.Fatal(err)
			}
			made, err := FromMade(data)
			if err != nil {
				t.Fatal(err)
			}
			for _, op := range made.Operations {
				for _, s := range wholeOf(op) {
					s.shape.ready()
				}
			}
			same{t: t, met: map[[2]any]bool{}}.compare("", reflect.ValueOf(read), reflect.ValueOf(made))
		})
	}
}

// wholeOf are the schemas of an operation.
func wholeOf(op *Operation) (schemas []*schema) {
	for _, p := range op.parameters {
		schemas = append(schemas, p.schema)
	}
	for _, s := range op.bodies {
		schemas = append(schemas, s)
	}
	for _, s := range op.responses {
		schemas = append(schemas, s)
	}
	return schemas
}

// same compares two values with all that they lead to.
type same struct {
	t   *testing.T
	met map[[2]any]bool // pairs of pointers
}

// left are the fields that need not be the same: how a schema came to be compiled, what
// only people read, and what the library keeps for itself.
var left = []string{"late", "answered", "Title", "Description", "Examples", "Extensions", "Default"}

func (s same) compare(at string, a, b reflect.Value) {
	if a.IsValid() != b.IsValid() || a.IsValid() && a.Type() != b.Type() {
		s.t.Errorf("%s: got %v, want %v", at, b, a)
		return
	}
	switch a.Kind() {
	case reflect.Pointer:
		s.pointer(at, a, b)
	case reflect.Interface:
		if !a.IsNil() || !b.IsNil() {
			s.compare(at, a.Elem(), b.Elem())
		}
	case reflect.Struct:
		for i := range a.NumField() {
			field := a.Type().Field(i)
			library := strings.Contains(a.Type().PkgPath(), "jsonschema")
			if !slices.Contains(left, field.Name) && !(library && !field.IsExported() && a.Type().Name() == "Schema") && field.Type.Kind() != reflect.Func {
				s.compare(at+"."+field.Name, a.Field(i), b.Field(i))
			}
		}
	case reflect.Slice:
		if a.Len() != b.Len() {
			s.t.Errorf("%s: got %d, want %d", at, b.Len(), a.Len())
			return
		}
		for i := range a.Len() {
			s.compare(fmt.Sprintf("%s[%d]", at, i), a.Index(i), b.Index(i))
		}
	case reflect.Map:
		if a.Len() != b.Len() {
			s.t.Errorf("%s: got %v, want %v", at, b.MapKeys(), a.MapKeys())
			return
		}
		for _, key := range a.MapKeys() {
			s.compare(fmt.Sprintf("%s[%v]", at, key), a.MapIndex(key), b.MapIndex(key))
		}
	default:
		if !a.Equal(b) {
			s.t.Errorf("%s: got %v, want %v", at, b, a)
		}
	}
}

func (s same) pointer(at string, a, b reflect.Value) {
	if a.IsNil() || b.IsNil() {
		if a.IsNil() != b.IsNil() {
			s.t.Errorf("%s: nil is %t, want %t", at, b.IsNil(), a.IsNil())
		}
		return
	}
	pair := [2]any{a.Pointer(), b.Pointer()}
	if s.met[pair] {
		return
	}
	s.met[pair] = true
	a, b = a.Elem(), b.Elem()
	switch a.Type() { // what the library has of these is functions
	case reflect.TypeFor[jsonschema.Format]():
		a, b = a.FieldByName("Name"), b.FieldByName("Name")
	case reflect.TypeFor[regexp.Regexp]():
		a, b = a.FieldByName("expr"), b.FieldByName("expr")
	}
	s.compare(at, a, b)
}
