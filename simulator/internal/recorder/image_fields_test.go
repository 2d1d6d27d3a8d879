package recorder

import (
	"reflect"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// imaged says of each field where an image has it, or why not.
var imaged = map[string]string{
	"Journal.settings": "the sandbox has them from the command line",
	"Journal.entries":  "JournalImage.Entries",
	"Journal.own":      "no copy has any of the entries of a restored journal",
	"Journal.bytes":    "counted again",
	"Journal.shared":   "counted again",
	"Journal.dropped":  "JournalImage.Dropped",
	"ring.slots":       "JournalImage.Slots",
	"ring.first":       "the oldest is the first of a restored journal",
	"ring.n":           "as many as there are entries",
	"kept.Entry":       "EntryImage",
	"kept.bytes":       "counted again",

	"sharedRules.sets":      "counted again",
	"sharedRules.scenarios": "counted again",

	"Coverage.unknownPath":       "CoverageImage.UnknownPath",
	"Coverage.unknownKey":        "CoverageImage.UnknownKey",
	"Coverage.operations":        "CoverageImage.Operations",
	"Coverage.keys":              "CoverageImage.Keys",
	"Coverage.violations":        "CoverageImage.Violations",
	"Coverage.hints":             "CoverageImage.Hints",
	"Coverage.unsimulated":       "CoverageImage.Unsimulated",
	"Coverage.onPurpose":         "CoverageImage.OnPurpose",
	"OperationCoverage.Calls":    "OperationImage.Calls",
	"OperationCoverage.Statuses": "OperationImage.Statuses",
	"OperationCoverage.Used":     "OperationImage.Used",
	"OperationCoverage.marks":    "they mean something within one call only",
	"KeyCoverage.Calls":          "KeyImage.Calls",
	"KeyCoverage.Needed":         "KeyImage.Needed",
	"counts.kept":                "CountsImage.Kept",
	"counts.order":               "CountsImage.Kept",
	"counts.bytes":               "counted again",
	"counts.omitted":             "CountsImage.Omitted",
}

func TestImagesHaveEveryField(t *testing.T) {
	simtest.FieldsImaged(t, imaged, []reflect.Type{
		reflect.TypeFor[Journal](), reflect.TypeFor[ring](), reflect.TypeFor[kept](), reflect.TypeFor[sharedRules](),
		reflect.TypeFor[Coverage](), reflect.TypeFor[OperationCoverage](), reflect.TypeFor[KeyCoverage](), reflect.TypeFor[counts[string]](),
	}, []reflect.Type{
		reflect.TypeFor[JournalImage](), reflect.TypeFor[EntryImage](),
		reflect.TypeFor[CoverageImage](), reflect.TypeFor[OperationImage](), reflect.TypeFor[KeyImage](), reflect.TypeFor[CountsImage[string]](),
	})
}

// Whatever field an entry has, or gets, comes back.
func TestImagesHaveEveryFieldOfAnEntry(t *testing.T) {
	var want Entry
	simtest.Fill(reflect.ValueOf(&want.Call).Elem())
	simtest.Fill(reflect.ValueOf(&want.Facts).Elem())
	at := time.Date(12000, 1, 2, 3, 4, 5, 6, time.UTC)
	want.Rules = nil // which entries do not have
	want.Time = at
	want.Facts.Vendor.Fields = nil // which no entry keeps
	for _, of := range [][]*time.Time{vendorTimes(want.Facts.Vendor), reviewTimes(want.Facts.Review)} {
		for _, when := range of {
			*when = at
		}
	}
	timesImaged(t, reflect.ValueOf(want.Facts))
	timesImaged(t, reflect.ValueOf(want.Call))

	var facts factsImages
	image := JournalImage{Entries: []EntryImage{want.image(nil, facts.image(want.Facts))}, Vendors: facts.vendors.images, Reviews: facts.reviews.images}
	simtest.ThroughCBOR(t, &image)
	restored, err := image.restoredFacts()
	if err != nil {
		t.Fatal(err)
	}
	got, err := image.Entries[0].entry(engine.Traces{}, restored)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%v: got  %+v\nwant %+v", err, got, want)
	}
}

// timesImaged fails if a value has a time that was not set above: an encoder loses it.
func timesImaged(t *testing.T, value reflect.Value) {
	t.Helper()
	switch value.Kind() {
	case reflect.Pointer:
		timesImaged(t, value.Elem())
	case reflect.Struct:
		if at, isTime := value.Interface().(time.Time); isTime {
			if at.Year() != 12000 {
				t.Errorf("an image lacks a time: %v", at)
			}
			return
		}
		for i := range value.NumField() {
			if f := value.Field(i); f.Kind() == reflect.Struct || f.Kind() == reflect.Pointer {
				timesImaged(t, f)
			}
		}
	}
}

// Plain values of other packages are in images as they are.
func TestImagesHaveEveryFieldOfWhatIsPlain(t *testing.T) {
	through(t, OnPurpose{})
	through(t, StatusCoverage{})
	through(t, Counted[Hint]{})
	through(t, Counted[journal.Violation]{})
	through(t, journal.Part{})
	through(t, state.Rules{})
}

func through[T any](t *testing.T, value T) {
	t.Helper()
	simtest.Fill(reflect.ValueOf(&value).Elem())
	read := value
	simtest.ThroughCBOR(t, &read)
	if !reflect.DeepEqual(read, value) {
		t.Errorf("got  %+v\nwant %+v", read, value)
	}
}
