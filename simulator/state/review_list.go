package state

import (
	"slices"
	"time"
)

// ReviewFilter says which reviews a list has. What is empty lets all pass.
type ReviewFilter struct {
	Statuses    []ReviewStatus
	Types       []ReviewType
	Decisions   []Decision
	Vendors     []int64
	CreatedFrom *Date // the days are those of UTC (A28), and both are in
	CreatedTo   *Date
	UpdatedFrom *Date
	UpdatedTo   *Date
}

func (f ReviewFilter) keeps(r *Review) bool {
	return among(f.Statuses, r.Status) && among(f.Types, r.Type) && among(f.Decisions, r.Decision) && among(f.Vendors, r.VendorID) &&
		within(f.CreatedFrom, f.CreatedTo, r.CreatedAt) && within(f.UpdatedFrom, f.UpdatedTo, r.UpdatedAt)
}

func among[T comparable](allowed []T, value T) bool {
	return len(allowed) == 0 || slices.Contains(allowed, value)
}

func within(from, to *Date, at time.Time) bool {
	if from == nil && to == nil {
		return true
	}
	day := DateOf(at)
	return (from == nil || day >= *from) && (to == nil || day <= *to)
}

// ReviewPage is a page of the reviews of a vendor, or with the vendor 0 of all of the
// account's. It fails with NotFound. The records are the world's own.
func (w Shared) ReviewPage(accountID, vendorID int64, f ReviewFilter, q PageQuery) (Page[Review], error) {
	if vendorID == 0 {
		return page(w.unlocked, &w.reviews, reviewsOfAccount, accountID, q, f.keeps), nil
	}
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return Page[Review]{}, err
	}
	return page(w.unlocked, &w.reviews, reviewsOfVendor, vendorID, q, f.keeps), nil
}

// QuestionnairePage is a page of the questionnaires of a review, or with the review 0
// of all of the vendor's. It fails with NotFound. The records are the world's own.
func (w Shared) QuestionnairePage(t Target, q PageQuery) (Page[Questionnaire], error) {
	if t.ReviewID == 0 {
		if _, err := w.vendor(t.AccountID, t.VendorID); err != nil {
			return Page[Questionnaire]{}, err
		}
		return page(w.unlocked, &w.questionnaires, questionnairesOfVendor, t.VendorID, q, all), nil
	}
	if _, err := w.review(t); err != nil {
		return Page[Questionnaire]{}, err
	}
	return page(w.unlocked, &w.questionnaires, questionnairesOfReview, t.ReviewID, q, all), nil
}

func all[T any](*T) bool { return true }
