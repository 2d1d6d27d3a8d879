package recorder

import (
	"unsafe"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// maxFacts is how many bytes of records an entry may keep from being forgotten, the
// texts of a review together with its form.
const maxFacts = 2 << 10

// lightFacts are facts that hold little in memory. The world never changes a record
// in place, so an entry keeps what was there, also when the world has long gone on;
// of a large review it keeps what a rule can ask about.
func lightFacts(f state.Facts) state.Facts {
	if f.Vendor != nil && f.Vendor.Fields != nil { // which no rule asks about
		light := *f.Vendor
		light.Fields = nil
		f.Vendor = &light
	}
	if f.Review != nil && reviewSize(f.Review) > maxFacts {
		finalizable := f.Review.Allows(state.ActionFinalize, f.Rules)
		light := *f.Review
		light.Note, light.SOCForm = nil, nil
		f.Review, f.Finalizable = &light, &finalizable
	}
	return f
}

// factsSize is how many bytes the facts hold if the world has forgotten all of their
// records.
func factsSize(f state.Facts) int {
	n := 0
	if f.Vendor != nil {
		n += int(unsafe.Sizeof(*f.Vendor)) + len(f.Vendor.Name)
	}
	if f.Review != nil {
		n += reviewSize(f.Review)
	}
	return n
}

// reviewSize counts the bytes of texts, without what each takes in memory beside them.
func reviewSize(r *state.Review) int {
	n := int(unsafe.Sizeof(*r)) + textLen(r.Title) + textLen(r.Note)
	f := r.SOCForm
	if f == nil {
		return n
	}
	n += int(unsafe.Sizeof(*f)) + textLen(f.FollowUpActivity) + textLen(f.CPAFirm) + textLen(f.CPAProcedurePerformed) +
		textLen(f.SubserviceOrganization) + textLen(f.SubserviceProcedurePerformed)
	const item = 32 // of a list
	if n += item * (len(f.Findings) + len(f.UserControls) + len(f.Services) + len(f.Locations)); n > maxFacts {
		return n
	}
	for _, x := range f.Findings {
		n += len(x.Description)
	}
	for _, x := range f.UserControls {
		n += len(x.Description)
	}
	for _, x := range f.Services {
		n += len(x.Name)
	}
	for _, x := range f.Locations {
		n += len(x.City) + len(x.StateOrCountry)
	}
	return n
}

func textLen(text *string) int {
	if text == nil {
		return 0
	}
	return len(*text)
}
