package state

import "time"

// WorkingKey is the first key by its text that nothing is refused to at that time:
// it gives full access, was not revoked, has not expired, and its account has
// accepted the terms and has the full plan. Without one it is false.
func (w *World) WorkingKey(now time.Time) (found Key, ok bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	w.keys.rows.Scan(func(_ string, key *Key) bool {
		account, known := w.accounts.get(key.AccountID)
		usable := known && account.TermsAccepted && account.Plan != PlanLimited && !key.Revoked && !key.Expired(now)
		if ok = usable && key.Access == AccessFull; ok {
			found = *key
		}
		return !ok
	})
	return found, ok
}

// FirstReview is the review with the lowest id of the vendors of an account.
func (w *World) FirstReview(accountID int64) (found Review, ok bool) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	w.reviews.rows.Scan(func(_ int64, review *Review) bool {
		if _, err := w.vendor(accountID, review.VendorID); err == nil {
			found, ok = *review, true
		}
		return !ok
	})
	return found, ok
}
