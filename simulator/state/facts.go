package state

// Facts are the records that a call is about, as they were at one moment; nil
// where there is none, or none that the account can see.
type Facts struct {
	Vendor *Vendor
	Review *Review
	// Finalizable tells whether the review could be finalized, where it was found
	// out before; else nil, and the review knows.
	Finalizable *bool
	Rules       Rules // of the world
}

// Clone is a copy that shares nothing with a world.
func (f Facts) Clone() Facts {
	if f.Vendor != nil {
		vendor := f.Vendor.clone()
		f.Vendor = &vendor
	}
	if f.Review != nil {
		review := f.Review.clone()
		f.Review = &review
	}
	return f
}

// Facts returns what a target names. It copies nothing, since it is asked for
// each call.
func (w Shared) Facts(t Target) Facts {
	facts := Facts{Rules: w.rules}
	if vendor, err := w.vendor(t.AccountID, t.VendorID); err == nil {
		facts.Vendor = vendor
	}
	if t.ReviewID != 0 {
		if review, err := w.review(t); err == nil {
			facts.Review = review
		}
	}
	return facts
}
