package when

import (
	"slices"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// The places of a call that are facts: what the world knows of the vendor and
// the review that the path names.

func (m VendorMatcher) conditions() []Condition {
	return slices.Concat(
		factConditions("vendor.id", m.ID, numbers, ofVendor(func(v *state.Vendor) *int64 { return &v.ID })),
		factConditions("vendor.name", m.Name, texts, ofVendor(func(v *state.Vendor) *string { return &v.Name })),
		factConditions("vendor.securityOwner", m.SecurityOwner, numbers, ofVendor(func(v *state.Vendor) *int64 { return v.SecurityOwner })),
	)
}

func (m ReviewMatcher) conditions() []Condition {
	return slices.Concat(
		factConditions("review.id", m.ID, numbers, ofReview(func(r *state.Review) *int64 { return &r.ID })),
		factConditions("review.type", m.Type, texts, ofReview(func(r *state.Review) *string { return (*string)(&r.Type) })),
		factConditions("review.status", m.Status, texts, ofReview(func(r *state.Review) *string { return (*string)(&r.Status) })),
		factConditions("review.decision", m.Decision, texts, ofReview(func(r *state.Review) *string { return (*string)(&r.Decision) })),
		factConditions("review.title", m.Title, texts, ofReview(func(r *state.Review) *string { return r.Title })),
		factConditions("review.userId", m.UserID, numbers, ofReview(func(r *state.Review) *int64 { return r.UserID })),
		factConditions("review.requesterUserId", m.RequesterUserID, numbers, ofReview(func(r *state.Review) *int64 { return r.RequesterUserID })),
		factConditions("review.finalizable", m.Finalizable, booleans, (*Call).isFinalizable),
	)
}

// factType is how a kind of fact is compared with the values of a file.
type factType[T comparable] struct {
	asJSON  func(T) any
	fromAny func(any) (value T, ok bool) // not ok if no fact is equal to it
}

var (
	texts    = factType[string]{func(s string) any { return s }, func(v any) (string, bool) { return textOf(v), true }}
	booleans = factType[bool]{func(b bool) any { return b }, func(v any) (bool, bool) { b, ok := v.(bool); return b, ok }}
	numbers  = factType[int64]{func(n int64) any { return float64(n) }, func(v any) (int64, bool) {
		number, ok := v.(float64)
		return int64(number), ok && float64(int64(number)) == number
	}}
)

// factConditions makes the conditions of a fact. read returns nil where a call has none.
func factConditions[T comparable](name string, m *Matcher, kind factType[T], read func(*Call) *T) []Condition {
	if m == nil {
		return nil
	}
	values := func(c *Call) []any {
		if value := read(c); value != nil {
			return []any{kind.asJSON(*value)}
		}
		return nil
	}
	is := func(want any) func(*Call) bool {
		wanted, ok := kind.fromAny(want)
		return func(c *Call) bool {
			value := read(c)
			return ok && value != nil && *value == wanted
		}
	}
	return place{name: name, values: values, is: is}.conditions(*m)
}

func ofVendor[T any](field func(*state.Vendor) *T) func(*Call) *T {
	return func(c *Call) *T {
		if c.Facts.Vendor == nil {
			return nil
		}
		return field(c.Facts.Vendor)
	}
}

func ofReview[T any](field func(*state.Review) *T) func(*Call) *T {
	return func(c *Call) *T {
		if c.Facts.Review == nil {
			return nil
		}
		return field(c.Facts.Review)
	}
}
