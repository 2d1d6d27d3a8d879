package state

import (
	"fmt"
	"slices"
	"time"
)

// Review is a security review of a vendor.
type Review struct {
	ID              int64        `yaml:"id"`
	VendorID        int64        `yaml:"vendor"`
	Type            ReviewType   `yaml:"type"`
	Status          ReviewStatus `yaml:"status"`
	Decision        Decision     `yaml:"decision"`
	Title           *string      `yaml:"title,omitempty"`
	Note            *string      `yaml:"note,omitempty"`
	RequestedAt     time.Time    `yaml:"requestedAt"`
	DeadlineAt      time.Time    `yaml:"reviewDeadlineAt"`
	UserID          *int64       `yaml:"userId,omitempty"` // who conducts it
	RequesterUserID *int64       `yaml:"requesterUserId,omitempty"`
	CreatedAt       time.Time    `yaml:"createdAt"`
	UpdatedAt       time.Time    `yaml:"updatedAt"`
	SOCForm         *SOCForm     `yaml:"socForm,omitempty"` // of a SOC_REPORT review, else nil
}

func (r Review) clone() Review {
	r.Title, r.Note = clonePointer(r.Title), clonePointer(r.Note)
	r.UserID, r.RequesterUserID = clonePointer(r.UserID), clonePointer(r.RequesterUserID)
	if r.SOCForm != nil {
		form := r.SOCForm.clone()
		r.SOCForm = &form
	}
	return r
}

// ReviewType is what a review is about.
type ReviewType string

// The types of a review.
const (
	TypeSecurity     ReviewType = "SECURITY"
	TypeSOCReport    ReviewType = "SOC_REPORT"
	TypeUploadReport ReviewType = "UPLOAD_REPORT"
)

var reviewTypes = []ReviewType{TypeSecurity, TypeSOCReport, TypeUploadReport}

// ReviewStatus is how far a review is.
type ReviewStatus string

// The statuses of a review.
const (
	StatusNotYetStarted ReviewStatus = "NOT_YET_STARTED"
	StatusInProgress    ReviewStatus = "IN_PROGRESS"
	StatusCompleted     ReviewStatus = "COMPLETED"
	StatusNotRequired   ReviewStatus = "NOT_REQUIRED"
)

var reviewStatuses = []ReviewStatus{StatusNotYetStarted, StatusInProgress, StatusCompleted, StatusNotRequired}

// Decision is what a review came to.
type Decision string

// The decisions about a review.
const (
	DecisionPending                Decision = "PENDING"
	DecisionApproved               Decision = "APPROVED"
	DecisionApprovedWithConditions Decision = "APPROVED_WITH_CONDITIONS"
	DecisionRejected               Decision = "REJECTED"
)

var decisions = []Decision{DecisionPending, DecisionApproved, DecisionApprovedWithConditions, DecisionRejected}

// ReviewTypes are all types of a review.
func ReviewTypes() []ReviewType { return slices.Clone(reviewTypes) }

// ReviewStatuses are all statuses of a review.
func ReviewStatuses() []ReviewStatus { return slices.Clone(reviewStatuses) }

// Decisions are all decisions about a review.
func Decisions() []Decision { return slices.Clone(decisions) }

// NewReview is what a caller says of a review that is to be made.
type NewReview struct {
	Type            ReviewType
	Status          ReviewStatus
	Title, Note     *string
	RequestedAt     *time.Time // nil: now
	DeadlineAt      time.Time
	RequesterUserID *int64 // nil: the default requester of the vendor (A26)
}

func (n NewReview) clone() NewReview {
	n.Title, n.Note = clonePointer(n.Title), clonePointer(n.Note)
	n.RequesterUserID = clonePointer(n.RequesterUserID)
	return n
}

// Review returns a review of the vendor, or NotFound.
func (w *World) Review(t Target) (Review, error) {
	defer w.hold()()
	review, err := Share(w).Review(t)
	return review.clone(), err
}

// Review is that of World without a copy.
func (w Shared) Review(t Target) (Review, error) {
	review, err := w.review(t)
	if err != nil {
		return Review{}, err
	}
	return *review, nil
}

// Reviews returns the reviews of the vendor by id, or NotFound.
func (w *World) Reviews(accountID, vendorID int64) ([]Review, error) {
	defer w.hold()()
	reviews, err := Share(w).Reviews(accountID, vendorID)
	return cloneAll(reviews), err
}

// Reviews is that of World without copies.
func (w Shared) Reviews(accountID, vendorID int64) ([]Review, error) {
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return nil, err
	}
	return w.reviews.values(func(r *Review) bool { return r.VendorID == vendorID }), nil
}

// AddReview makes a review of the vendor. It fails with NotFound or Invalid.
func (w *World) AddReview(t Target, in NewReview, now time.Time) (Review, error) {
	defer w.change()()
	review, err := Share(w).AddReview(t, in.clone(), now)
	return review.clone(), err
}

// AddReview is that of World without copies.
func (w Shared) AddReview(t Target, in NewReview, now time.Time) (Review, error) {
	return w.addReview(t, in, now)
}

// AddReviewWithDocument makes a review and attaches a document to it, both or
// neither. It fails with NotFound or Invalid.
func (w *World) AddReviewWithDocument(t Target, in NewReview, file NewDocument, now time.Time) (Review, error) {
	defer w.change()()
	review, err := Share(w).AddReviewWithDocument(t, in.clone(), file.clone(), now)
	return review.clone(), err
}

// AddReviewWithDocument is that of World without copies.
func (w Shared) AddReviewWithDocument(t Target, in NewReview, file NewDocument, now time.Time) (Review, error) {
	if err := w.documents.room(1); err != nil {
		return Review{}, err
	}
	review, err := w.addReview(t, in, now)
	if err != nil {
		return Review{}, err
	}
	w.addDocument(Document{VendorID: review.VendorID, ReviewID: &review.ID}, file, now)
	return review, nil
}

// ReviewChange is what a caller wants changed in a review. What is nil stays.
type ReviewChange struct {
	Title *string
	// SOCForm edits a copy of the form, whose lists it may replace or append to. It is
	// called while the world is locked, and with it the sandbox that it is of: it must
	// call neither. It is not called at all unless the review is a SOC_REPORT.
	SOCForm func(*SOCForm)
}

// clone lets the edit have a form of its own, and keep nothing of the world's.
func (c ReviewChange) clone() ReviewChange {
	c.Title = clonePointer(c.Title)
	if edit := c.SOCForm; edit != nil {
		c.SOCForm = func(form *SOCForm) {
			own := form.clone()
			edit(&own)
			*form = own.clone()
		}
	}
	return c
}

// UpdateReview changes a review in any status (A16). It fails with NotFound or Invalid.
func (w *World) UpdateReview(t Target, change ReviewChange, now time.Time) (Review, error) {
	defer w.change()()
	review, err := Share(w).UpdateReview(t, change.clone(), now)
	return review.clone(), err
}

// UpdateReview is that of World without copies.
func (w Shared) UpdateReview(t Target, change ReviewChange, now time.Time) (Review, error) {
	old, err := w.review(t)
	if err != nil {
		return Review{}, err
	}
	review := *old
	if change.Title != nil {
		review.Title = change.Title
	}
	if change.SOCForm != nil && review.Type == TypeSOCReport {
		review.SOCForm = old.SOCForm.edited(change.SOCForm)
		if err := w.checkEdit(t.AccountID, old.SOCForm, review.SOCForm, now); err != nil {
			return Review{}, err
		}
	}
	return w.putReview(review, now), nil
}

// review finds a review under its own vendor only.
func (w *unlocked) review(t Target) (*Review, error) {
	if _, err := w.vendor(t.AccountID, t.VendorID); err != nil {
		return nil, err
	}
	review, ok := w.reviews.get(t.ReviewID)
	if !ok || review.VendorID != t.VendorID {
		return nil, NotFound{Kind: "security review", ID: t.ReviewID, Of: fmt.Sprintf("vendor %d", t.VendorID)}
	}
	return review, nil
}

func (w *unlocked) addReview(t Target, in NewReview, now time.Time) (Review, error) {
	vendor, err := w.vendor(t.AccountID, t.VendorID)
	if err != nil {
		return Review{}, err
	}
	if err := w.reviews.room(1); err != nil {
		return Review{}, err
	}
	requester := in.RequesterUserID
	if requester == nil {
		requester = w.defaultRequester(vendor)
	} else if _, ok := w.user(t.AccountID, *requester); !ok {
		return Review{}, Invalid{[]Problem{{Field: "requesterUserId", Text: "must be the id of a user of the account"}}} // A12
	}
	requestedAt := now
	if in.RequestedAt != nil {
		requestedAt = *in.RequestedAt
	}
	review := Review{
		ID: w.reviews.next(), VendorID: vendor.ID, Type: in.Type, Status: in.Status,
		Decision: DecisionPending, // A13
		Title:    in.Title, Note: in.Note, RequestedAt: kept(requestedAt), DeadlineAt: kept(in.DeadlineAt),
		RequesterUserID: requester, CreatedAt: kept(now),
	}
	if review.Type == TypeSOCReport {
		review.SOCForm = &SOCForm{}
	}
	return w.putReview(review, now), nil
}

func (w *unlocked) putReview(review Review, now time.Time) Review {
	review.UpdatedAt = kept(now)
	put(w, &w.reviews, review.ID, &review)
	w.changed()
	return review
}
