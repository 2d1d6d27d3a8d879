package recorder

import (
	"fmt"
	"reflect"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// FactsImage is facts as a plain value. The records stand beside it, since entries share
// them.
type FactsImage struct {
	Vendor      int // from 1, in JournalImage.Vendors; 0 for none
	Review      int // from 1, in JournalImage.Reviews; 0 for none
	Finalizable *bool
	Rules       state.Rules
}

// VendorImage is a vendor whose times stand apart. It has no fields, which no entry keeps.
type VendorImage struct {
	Record state.Vendor
	Times  []engine.Instant // in the order of vendorTimes
}

// ReviewImage is a review whose times stand apart.
type ReviewImage struct {
	Record state.Review
	Times  []engine.Instant // in the order of reviewTimes
}

func vendorTimes(v *state.Vendor) []*time.Time { return []*time.Time{&v.CreatedAt, &v.UpdatedAt} }

func reviewTimes(r *state.Review) []*time.Time {
	return []*time.Time{&r.RequestedAt, &r.DeadlineAt, &r.CreatedAt, &r.UpdatedAt}
}

func imageOfVendor(v *state.Vendor) VendorImage {
	image := VendorImage{Record: *v}
	image.Times = taken(vendorTimes(&image.Record))
	return image
}

func (i VendorImage) vendor() (*state.Vendor, bool) {
	return &i.Record, given(vendorTimes(&i.Record), i.Times)
}

func imageOfReview(r *state.Review) ReviewImage {
	image := ReviewImage{Record: *r}
	image.Times = taken(reviewTimes(&image.Record))
	return image
}

func (i ReviewImage) review() (*state.Review, bool) {
	return &i.Record, given(reviewTimes(&i.Record), i.Times)
}

// taken takes times out of a record.
func taken(times []*time.Time) []engine.Instant {
	instants := make([]engine.Instant, len(times))
	for i, at := range times {
		instants[i], *at = engine.InstantOf(*at), time.Time{}
	}
	return instants
}

// given is the reverse of taken. It tells whether there is an instant for each time.
func given(times []*time.Time, instants []engine.Instant) bool {
	if len(times) != len(instants) {
		return false
	}
	for i, at := range times {
		*at = instants[i].Time()
	}
	return true
}

// factsImages makes the images of facts that share records. The zero value has none.
type factsImages struct {
	vendors records[state.Vendor, VendorImage]
	reviews records[state.Review, ReviewImage]
}

func (i *factsImages) image(f state.Facts) FactsImage {
	image := FactsImage{Finalizable: f.Finalizable, Rules: f.Rules}
	if f.Vendor != nil {
		image.Vendor = 1 + i.vendors.index(f.Vendor.ID, f.Vendor, imageOfVendor)
	}
	if f.Review != nil {
		image.Review = 1 + i.reviews.index(f.Review.ID, f.Review, imageOfReview)
	}
	return image
}

// records are images of records of one kind, in the order in which entries have them. A
// record that is equal to the one before of the same id is not there again. It goes by the
// contents, not by the pointers: a journal that was restored shares other ones.
type records[T, Image any] struct {
	images []Image
	last   map[int64]lastRecord[T]
}

type lastRecord[T any] struct {
	record *T
	index  int
}

func (r *records[T, Image]) index(id int64, record *T, imageOf func(*T) Image) int {
	last, there := r.last[id]
	if there && last.record == record {
		return last.index
	}
	image := imageOf(record)
	if !there || !reflect.DeepEqual(image, r.images[last.index]) {
		last.index = len(r.images)
		r.images = append(r.images, image)
	}
	if r.last == nil {
		r.last = map[int64]lastRecord[T]{}
	}
	r.last[id] = lastRecord[T]{record, last.index}
	return last.index
}

// restoredFacts makes facts of their images.
type restoredFacts struct {
	vendors []*state.Vendor
	reviews []*state.Review
}

func (i JournalImage) restoredFacts() (facts restoredFacts, err error) {
	for _, image := range i.Vendors {
		vendor, whole := image.vendor()
		if !whole {
			return facts, fmt.Errorf("a vendor of the image has %d times", len(image.Times))
		}
		facts.vendors = append(facts.vendors, vendor)
	}
	for _, image := range i.Reviews {
		review, whole := image.review()
		if !whole {
			return facts, fmt.Errorf("a review of the image has %d times", len(image.Times))
		}
		facts.reviews = append(facts.reviews, review)
	}
	return facts, nil
}

func (f restoredFacts) of(image FactsImage) (state.Facts, error) {
	facts := state.Facts{Finalizable: image.Finalizable, Rules: image.Rules}
	if image.Vendor < 0 || image.Vendor > len(f.vendors) || image.Review < 0 || image.Review > len(f.reviews) {
		return facts, fmt.Errorf("it is about the vendor %d of %d and the review %d of %d", image.Vendor, len(f.vendors), image.Review, len(f.reviews))
	}
	if image.Vendor > 0 {
		facts.Vendor = f.vendors[image.Vendor-1]
	}
	if image.Review > 0 {
		facts.Review = f.reviews[image.Review-1]
	}
	return facts, nil
}
