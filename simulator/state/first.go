package state

import "time"

// WorkingKey is the first key by its text that nothing is refused to at that time,
// and its account: it gives full access, was not revoked, has not expired, and the
// account has accepted the terms and has the full plan. Without one it is empty.
func (w *World) WorkingKey(now time.Time) (token string, accountID int64) {
	defer w.hold()()
	return Share(w).WorkingKey(now)
}

// WorkingKey is that of World.
func (w Shared) WorkingKey(now time.Time) (token string, accountID int64) {
	w.keys.rows.Scan(func(_ string, key *Key) bool {
		account, known := w.accounts.get(key.AccountID)
		usable := known && account.TermsAccepted && account.Plan != PlanLimited && !key.Revoked && !key.Expired(now)
		if usable && key.Access == AccessFull {
			token, accountID = key.Token, key.AccountID
		}
		return token == ""
	})
	return token, accountID
}

// FirstReview is the review with the lowest id of the vendors of an account, and
// its vendor. Without one it is false.
func (w *World) FirstReview(accountID int64) (vendorID, reviewID int64, ok bool) {
	defer w.hold()()
	return Share(w).FirstReview(accountID)
}

// FirstReview is that of World.
func (w Shared) FirstReview(accountID int64) (vendorID, reviewID int64, ok bool) {
	w.reviews.rows.Scan(func(_ int64, review *Review) bool {
		if _, err := w.vendor(accountID, review.VendorID); err == nil {
			vendorID, reviewID, ok = review.VendorID, review.ID, true
		}
		return !ok
	})
	return vendorID, reviewID, ok
}
