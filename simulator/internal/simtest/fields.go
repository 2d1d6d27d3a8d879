package simtest

import (
	"reflect"
	"strings"
	"testing"
)

// FieldsImaged fails if a field of the types is not told of in imaged: by "Type.field",
// where images have it, as "Image.Field" or "Image", or why they do not, in words. So
// whoever adds a field has to think of images.
func FieldsImaged(t *testing.T, imaged map[string]string, types, images []reflect.Type) {
	t.Helper()
	known := map[string]bool{}
	for _, of := range images {
		known[plainName(of)] = true
		for field := range fields(of) {
			known[field] = true
		}
	}
	there := map[string]bool{}
	for _, of := range types {
		for field := range fields(of) {
			there[field] = true
			if where := imaged[field]; !known[where] && !strings.Contains(where, " ") {
				t.Errorf("an image must have %s, or it must be said why not: %q", field, where)
			}
		}
	}
	for field := range imaged {
		if !there[field] {
			t.Errorf("there is no field %s", field)
		}
	}
}

func fields(of reflect.Type) map[string]bool {
	all := map[string]bool{}
	for i := range of.NumField() {
		all[plainName(of)+"."+of.Field(i).Name] = true
	}
	return all
}

// plainName is the name of a type without its parameters.
func plainName(of reflect.Type) string {
	name, _, _ := strings.Cut(of.Name(), "[")
	return name
}

// Fill sets all of a plain value that can be set: no field of it is left zero, but for
// those of interfaces.
func Fill(value reflect.Value) {
	switch value.Kind() {
	case reflect.Struct:
		for i := range value.NumField() {
			if value.Field(i).CanSet() {
				Fill(value.Field(i))
			}
		}
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		Fill(value.Elem())
	case reflect.Array:
		for i := range value.Len() {
			Fill(value.Index(i))
		}
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		Fill(value.Index(1))
	case reflect.Map:
		key, element := reflect.New(value.Type().Key()).Elem(), reflect.New(value.Type().Elem()).Elem()
		Fill(key)
		if element.Kind() != reflect.Interface {
			Fill(element)
		}
		value.Set(reflect.MakeMap(value.Type()))
		value.SetMapIndex(key, element)
	case reflect.String:
		value.SetString("text \xff")
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int, reflect.Int64:
		value.SetInt(1<<62 + 1)
	case reflect.Uint64:
		value.SetUint(1<<63 + 1)
	case reflect.Float64:
		value.SetFloat(0.1)
	default:
		panic("fill a " + value.Type().String() + " as well")
	}
}
