package state

// Facts are the records that a call is about, as they were at one moment; nil
// where there is none, or none that the account can see. They are the world's
// own, which it never changes in place: they are to be read only.
type Facts struct {
	Vendor *Vendor
	Review *Review
	// Finalizable tells whether the review could be finalized, where it was found
	// out before; else nil, and the review knows.
	Finalizable *bool
}

// Facts returns what a target names. It copies nothing, since it is asked for
// each call.
func (w *World) Facts(t Target) Facts {
	w.mu.RLock()
	defer w.mu.RUnlock()
	var facts Facts
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
