package report

import (
	"reflect"
	"time"
)

// whole is a copy of the report as JSON can hold it: no list is nil, which would be
// null and not [], and all texts are UTF-8.
func (r Report) whole() Report {
	return r.sanitized(func(text string) string { return string([]rune(text)) })
}

// sanitized is a copy in which no list is nil, and each text is what change makes of
// it. It goes over the types, so that no field can be forgotten.
func (r Report) sanitized(change func(string) string) Report {
	sanitize(reflect.ValueOf(&r).Elem(), change)
	return r
}

func sanitize(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(change(v.String()))
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		for i := range list.Len() {
			sanitize(list.Index(i), change)
		}
		v.Set(list)
	case reflect.Map:
		if v.IsNil() {
			return
		}
		changed := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, value := range v.Seq2() {
			settable := [2]reflect.Value{reflect.New(key.Type()).Elem(), reflect.New(value.Type()).Elem()}
			for i, part := range []reflect.Value{key, value} {
				settable[i].Set(part)
				sanitize(settable[i], change)
			}
			changed.SetMapIndex(settable[0], settable[1])
		}
		v.Set(changed)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		copied := reflect.New(v.Type().Elem())
		copied.Elem().Set(v.Elem())
		sanitize(copied.Elem(), change)
		v.Set(copied)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			sanitize(v.Field(i), change)
		}
	}
}
