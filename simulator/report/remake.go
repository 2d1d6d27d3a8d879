package report

import (
	"reflect"
	"time"
)

// whole is a copy of the report as JSON can hold it: no list is nil, which would be
// null and not [], and all texts are UTF-8.
func (r Report) whole() Report {
	return r.remade(func(text string) string { return string([]rune(text)) })
}

// remade is a copy in which no list is nil, and each text is what change makes of
// it. It goes over the types, so that no field can be forgotten.
func (r Report) remade(change func(string) string) Report {
	remake(reflect.ValueOf(&r).Elem(), change)
	return r
}

func remake(v reflect.Value, change func(string) string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(change(v.String()))
	case reflect.Slice:
		list := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(list, v)
		for i := range list.Len() {
			remake(list.Index(i), change)
		}
		v.Set(list)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			remake(v.Field(i), change)
		}
	}
}
