package state

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
)

// imaged says of each field that a world is made of where an image has it, or why not.
var imaged = map[string]string{
	"World.lock":            "is of the process",
	"World.unlocked":        "WorldImage",
	"unlocked.version":      "WorldImage.Version",
	"unlocked.rules":        "WorldImage.Rules",
	"unlocked.walks":        "WorldImage.Walks",
	"unlocked.tables":       "WorldImage",
	"unlocked.written":      "is counted for the way back alone",
	"unlocked.past":         "who restores a world cannot go back behind that",
	"tables.accounts":       "WorldImage.Accounts",
	"tables.keys":           "WorldImage.Keys",
	"tables.users":          "WorldImage.Users",
	"tables.vendors":        "WorldImage.Vendors",
	"tables.reviews":        "WorldImage.Reviews",
	"tables.documents":      "WorldImage.Documents",
	"tables.index":          "follows from the records",
	"table.rows":            "tableImage.Put",
	"table.last":            "tableImage.Last",
	"keyring.rows":          "keyringImage.Put",
	"walks.last":            "walksImage.Last",
	"walks.kept":            "walksImage.Kept",
	"walk.number":           "walkImage.Number",
	"walk.index":            "walkImage.With",
	"index.tree":            "walkImage.With",
	"place.list":            "placeImage",
	"place.by":              "placeImage",
	"place.of":              "placeImage",
	"place.at":              "placeImage",
	"place.id":              "placeImage",
	"lock.own":              "is of the process",
	"lock.guard":            "is of the process",
	"lock.noted":            "is of the process",
	"tables.questionnaires": "WorldImage.Questionnaires",
}

func TestImagesHaveEveryFieldOfAWorld(t *testing.T) {
	known := map[string]bool{}
	for _, of := range []reflect.Type{
		reflect.TypeFor[WorldImage](), reflect.TypeFor[tableImage[User]](), reflect.TypeFor[keyringImage](), reflect.TypeFor[walksImage](),
		reflect.TypeFor[walkImage](), reflect.TypeFor[placeImage](),
	} {
		known[plainName(of)] = true
		if of.Kind() == reflect.Struct {
			for i := range of.NumField() {
				known[plainName(of)+"."+of.Field(i).Name] = true
			}
		}
	}
	there := map[string]bool{}
	for _, of := range []reflect.Type{
		reflect.TypeFor[World](), reflect.TypeFor[lock](), reflect.TypeFor[unlocked](), reflect.TypeFor[tables](), reflect.TypeFor[table[User]](),
		reflect.TypeFor[keyring](), reflect.TypeFor[walks](), reflect.TypeFor[walk](), reflect.TypeFor[index](), reflect.TypeFor[place](),
	} {
		for i := range of.NumField() {
			name := plainName(of) + "." + of.Field(i).Name
			there[name] = true
			if where := imaged[name]; !known[where] && !strings.Contains(where, " ") {
				t.Errorf("an image must have %s, or it must be said why not: %q", name, where)
			}
		}
	}
	for name := range imaged {
		if !there[name] {
			t.Errorf("a world has no %s", name)
		}
	}
}

// plainName is the name of a type without its parameters.
func plainName(of reflect.Type) string {
	name, _, _ := strings.Cut(of.Name(), "[")
	return name
}

// Whatever field a record has, or gets, is in its image, and what encoders do not know is
// out of the record there.
func TestImagesHaveEveryFieldOfARecord(t *testing.T) {
	inImageAndBack[Account](t)
	inImageAndBack[User](t)
	inImageAndBack[Vendor](t)
	inImageAndBack[Review](t)
	inImageAndBack[Questionnaire](t)
	inImageAndBack[Document](t)
	var key Key
	fill(reflect.ValueOf(&key).Elem())
	image := key.image()
	expectPlain(t, reflect.ValueOf(image.Key), "Key")
	if got := encoded(t, image).key(); !reflect.DeepEqual(*got, key) {
		t.Errorf("got %+v, want %+v", *got, key)
	}
}

func inImageAndBack[T any, R inImage[T]](t *testing.T) {
	t.Helper()
	var record T
	fill(reflect.ValueOf(&record).Elem())
	image := imageOfRecord[T, R](&record)
	expectPlain(t, reflect.ValueOf(image.Record), reflect.TypeFor[T]().Name())
	if got := (*T)(rowOf[T, R](encoded(t, image))); !reflect.DeepEqual(*got, record) {
		t.Errorf("got %+v, want %+v", *got, record)
	}
}

func encoded[T any](t *testing.T, value T) (read T) {
	t.Helper()
	data, err := cbor.Marshal(value)
	if err == nil {
		err = cbor.Unmarshal(data, &read)
	}
	if err != nil {
		t.Fatal(err)
	}
	return read
}

// fill sets all of a value.
func fill(value reflect.Value) {
	switch value.Interface().(type) {
	case time.Time:
		value.Set(reflect.ValueOf(time.Date(12000, 1, 2, 3, 4, 5, 6, time.UTC)))
		return
	case Fields:
		value.Set(reflect.ValueOf(Fields{"all": everyValue()}))
		return
	}
	switch value.Kind() {
	case reflect.Struct:
		for i := range value.NumField() {
			fill(value.Field(i))
		}
	case reflect.Pointer:
		value.Set(reflect.New(value.Type().Elem()))
		fill(value.Elem())
	case reflect.Slice:
		value.Set(reflect.MakeSlice(value.Type(), 2, 2))
		fill(value.Index(1))
	case reflect.String:
		value.SetString("text")
	case reflect.Bool:
		value.SetBool(true)
	case reflect.Int64:
		value.SetInt(math.MaxInt64)
	case reflect.Uint8:
		value.SetUint(255)
	default:
		panic("set a " + value.Type().String() + " as well")
	}
}

// expectPlain looks for what encoders do not know, or not whole.
func expectPlain(t *testing.T, value reflect.Value, at string) {
	t.Helper()
	switch value.Kind() {
	case reflect.Struct:
		if of, isTime := value.Interface().(time.Time); isTime {
			if !of.IsZero() {
				t.Errorf("%s is a time in an image: instants lacks it", at)
			}
			return
		}
		for i := range value.NumField() {
			expectPlain(t, value.Field(i), at+"."+value.Type().Field(i).Name)
		}
	case reflect.Pointer:
		if !value.IsNil() {
			expectPlain(t, value.Elem(), at)
		}
	case reflect.Map, reflect.Interface, reflect.Func, reflect.Chan:
		if !value.IsNil() {
			t.Errorf("%s is a %s in an image", at, value.Type())
		}
	case reflect.Slice:
		for i := range value.Len() {
			expectPlain(t, value.Index(i), at)
		}
	}
}

// everyValue has a value of each type that fields can have.
func everyValue() any {
	return map[string]any{
		"": nil, "yes": true, "no": false, "number": -0.5, "int": 1 << 60, "int64": int64(-1), "text": "t", "list": []any{nil, []any{}},
		"nil list": []any(nil), "object": map[string]any{}, "nil object": map[string]any(nil),
	}
}
