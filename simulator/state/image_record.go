package state

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"
)

// recordImage is a record without its times and fields, which stand beside it: encoders
// know only some years, and not which types the fields have.
type recordImage[T any] struct {
	Record T
	Times  []instant   // in the order of instants
	Fields *valueImage // nil of none
}

// instant is seconds since 1970 and nanoseconds.
type instant [2]int64

func instantOf(t time.Time) instant { return instant{t.Unix(), int64(t.Nanosecond())} }

func (i instant) time() time.Time { return time.Unix(i[0], i[1]).UTC() }

func imageOfRecord[T any, R inImage[T]](row *T) recordImage[T] {
	image := recordImage[T]{Record: *row}
	record := R(&image.Record)
	for _, at := range record.instants() {
		image.Times = append(image.Times, instantOf(*at))
		*at = time.Time{}
	}
	if fields := record.fields(); fields != nil && *fields != nil {
		value := imageOfValue(map[string]any(*fields))
		image.Fields, *fields = &value, nil
	}
	return image
}

func rowOf[T any, R inImage[T]](image recordImage[T]) R {
	record := R(&image.Record)
	for i, at := range record.instants() {
		*at = image.Times[i].time()
	}
	if image.Fields != nil {
		*record.fields() = Fields(image.Fields.value().(map[string]any))
	}
	return record
}

// keyImage is a key without its time, as recordImage is a record.
type keyImage struct {
	Key       Key
	ExpiresAt *instant // nil never expires
}

func (k Key) image() keyImage {
	image := keyImage{Key: k}
	if k.ExpiresAt != nil {
		at := instantOf(*k.ExpiresAt)
		image.Key.ExpiresAt, image.ExpiresAt = nil, &at
	}
	return image
}

func (i keyImage) key() *Key {
	key := i.Key
	if i.ExpiresAt != nil {
		at := i.ExpiresAt.time()
		key.ExpiresAt = &at
	}
	return &key
}

// image is how the keyring differs from another one.
func (k *keyring) image(base *keyring) (image keyringImage) {
	k.rows.Scan(func(token string, key *Key) bool {
		old, there := base.rows.Get(token)
		if !there || old != key && !reflect.DeepEqual(old.image(), key.image()) {
			image.Put = append(image.Put, key.image())
		}
		return true
	})
	base.rows.Scan(func(token string, _ *Key) bool {
		if _, there := k.rows.Get(token); !there {
			image.Gone = append(image.Gone, token)
		}
		return true
	})
	return image
}

func (k *keyring) become(image keyringImage) {
	for _, token := range image.Gone {
		k.rows.Delete(token)
	}
	for _, key := range image.Put {
		k.put(key.key())
	}
}

// valueImage is a value of JSON, as Fields have them.
type valueImage struct {
	Kind    valueKind
	Number  float64
	Integer int64
	Text    string
	Items   []valueImage // of a list, or of an object in the order of its names
	Names   []string     // of an object
}

type valueKind uint8

const (
	valueNull valueKind = iota
	valueFalse
	valueTrue
	valueNumber
	valueInt
	valueInt64
	valueText
	valueList
	valueObject
)

func imageOfValue(value any) valueImage {
	switch v := value.(type) {
	case nil:
		return valueImage{}
	case bool:
		if v {
			return valueImage{Kind: valueTrue}
		}
		return valueImage{Kind: valueFalse}
	case float64:
		return valueImage{Kind: valueNumber, Number: v}
	case int:
		return valueImage{Kind: valueInt, Integer: int64(v)}
	case int64:
		return valueImage{Kind: valueInt64, Integer: v}
	case string:
		return valueImage{Kind: valueText, Text: v}
	case []any:
		image := valueImage{Kind: valueList}
		if v != nil { // null is answered for a list that is nil
			image.Items = make([]valueImage, 0, len(v))
		}
		for _, item := range v {
			image.Items = append(image.Items, imageOfValue(item))
		}
		return image
	case map[string]any:
		image := valueImage{Kind: valueObject, Names: slices.Sorted(maps.Keys(v))}
		if v != nil {
			image.Items = make([]valueImage, 0, len(v))
		}
		for _, name := range image.Names {
			image.Items = append(image.Items, imageOfValue(v[name]))
		}
		return image
	}
	panic(fmt.Sprintf("state: a field has a %T, which the check of fields refuses", value))
}

func (i valueImage) value() any {
	switch i.Kind {
	case valueNull:
	case valueFalse, valueTrue:
		return i.Kind == valueTrue
	case valueNumber:
		return i.Number
	case valueInt:
		return int(i.Integer)
	case valueInt64:
		return i.Integer
	case valueText:
		return i.Text
	case valueList:
		if i.Items == nil {
			return []any(nil)
		}
		list := make([]any, len(i.Items))
		for n, item := range i.Items {
			list[n] = item.value()
		}
		return list
	case valueObject:
		if i.Items == nil {
			return map[string]any(nil)
		}
		object := make(map[string]any, len(i.Items))
		for n, item := range i.Items {
			object[i.Names[n]] = item.value()
		}
		return object
	}
	return nil
}
