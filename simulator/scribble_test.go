package simulator_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// scribbler writes over everything that a value leads to, as whoever got the
// value may. It also notes which pointers, lists and maps there were to write
// over, so that a test can tell whether it has tried them all.
type scribbler struct {
	met   map[string]bool // field of a type -> it was there at least once
	depth int
}

func newScribbler() *scribbler { return &scribbler{met: map[string]bool{}} }

// wantAll fails for what never was there, but for what never is.
func (s *scribbler) wantAll(t *testing.T, never ...string) {
	t.Helper()
	for field, there := range s.met {
		if !there && !slices.Contains(never, field) {
			t.Errorf("%s never was there to write over: let there be one on the stage", field)
		}
	}
}

var timeType = reflect.TypeFor[time.Time]()

// over writes over what v leads to, and over v itself if that can be set.
func (s *scribbler) over(v reflect.Value) {
	if s.depth++; s.depth > 50 {
		panic("a value leads back to itself")
	}
	defer func() { s.depth-- }()
	if !v.IsValid() || isLive(v.Type()) {
		return
	}
	s.overMethods(v)
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		s.over(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			s.over(v.Index(i))
			v.Index(i).SetZero()
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			s.over(v.MapIndex(key))
			v.SetMapIndex(key, reflect.Value{})
		}
	case reflect.Struct:
		s.overFields(v)
	}
	if v.CanSet() {
		v.SetZero()
	}
}

func (s *scribbler) overFields(v reflect.Value) {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if !field.IsExported() {
			continue
		}
		switch field.Type.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Slice:
			name := v.Type().String() + "." + field.Name
			s.met[name] = s.met[name] || !v.Field(i).IsNil() && (field.Type.Kind() == reflect.Pointer || v.Field(i).Len() > 0)
		}
		s.over(v.Field(i))
	}
}

// overMethods asks our own types for more, and writes over that as well.
func (s *scribbler) overMethods(v reflect.Value) {
	t := v.Type()
	if !strings.HasPrefix(t.PkgPath(), strings.TrimSuffix(module, "/")) {
		return
	}
	for i := range t.NumMethod() {
		if method := v.Method(i); method.Type().NumIn() == 0 && method.Type().NumOut() == 1 && method.Type().Out(0) != t { // as a clone is
			s.over(method.Call(nil)[0])
		}
	}
}

// isLive tells whether a type is no data: it has nothing that others can reach,
// or it is what the test itself goes through.
func isLive(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Func, reflect.Chan, reflect.UnsafePointer:
		return true
	case reflect.Pointer:
		return isLive(t.Elem())
	case reflect.Struct:
		if t == timeType || t.NumField() == 0 {
			return t.NumField() == 0
		}
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				return false
			}
		}
		return true
	}
	return false
}
