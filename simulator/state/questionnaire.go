package state

import (
	"cmp"
	"slices"
	"time"
)

// Questionnaire is a security questionnaire of a vendor, perhaps as a part of a review.
type Questionnaire struct {
	ID             int64     `yaml:"id"`
	VendorID       int64     `yaml:"vendor"`
	ReviewID       *int64    `yaml:"review,omitempty"`
	Title          string    `yaml:"title"`
	RecipientEmail string    `yaml:"recipientEmail"`
	CompletedBy    *string   `yaml:"completedBy,omitempty"` // nil while not completed
	IsCompleted    bool      `yaml:"isCompleted"`
	DateSent       time.Time `yaml:"dateSent"`
	IsManualUpload bool      `yaml:"isManualUpload"`
	ResponseID     *int64    `yaml:"responseId,omitempty"` // the document that holds the answers
}

func (q Questionnaire) clone() Questionnaire {
	q.ReviewID = clonePointer(q.ReviewID)
	q.CompletedBy = clonePointer(q.CompletedBy)
	q.ResponseID = clonePointer(q.ResponseID)
	return q
}

// UploadQuestionnaire records a questionnaire that was completed elsewhere and
// came in as files, of which there must be one or more; the first file names
// it. It belongs to the vendor and to no review. It fails with NotFound.
func (w *World) UploadQuestionnaire(accountID, vendorID int64, files []NewDocument, now time.Time) (Questionnaire, error) {
	defer w.change()()
	questionnaire, err := Share(w).UploadQuestionnaire(accountID, vendorID, cloneAll(slices.Clone(files)), now)
	return questionnaire.clone(), err
}

// UploadQuestionnaire is that of World without copies.
func (w Shared) UploadQuestionnaire(accountID, vendorID int64, files []NewDocument, now time.Time) (Questionnaire, error) {
	vendor, err := w.vendor(accountID, vendorID)
	if err != nil {
		return Questionnaire{}, err
	}
	return w.uploadQuestionnaire(vendor, nil, files, now)
}

// UploadReviewQuestionnaire is UploadQuestionnaire for a review of the vendor.
func (w *World) UploadReviewQuestionnaire(t Target, files []NewDocument, now time.Time) (Questionnaire, error) {
	defer w.change()()
	questionnaire, err := Share(w).UploadReviewQuestionnaire(t, cloneAll(slices.Clone(files)), now)
	return questionnaire.clone(), err
}

// UploadReviewQuestionnaire is that of World without copies.
func (w Shared) UploadReviewQuestionnaire(t Target, files []NewDocument, now time.Time) (Questionnaire, error) {
	review, err := w.review(t)
	if err != nil {
		return Questionnaire{}, err
	}
	vendor, err := w.vendor(t.AccountID, t.VendorID)
	if err != nil {
		return Questionnaire{}, err
	}
	return w.uploadQuestionnaire(vendor, &review.ID, files, now)
}

// uploadQuestionnaire does not touch the review itself: an upload does not change its status (A21).
func (w *unlocked) uploadQuestionnaire(vendor *Vendor, reviewID *int64, files []NewDocument, now time.Time) (Questionnaire, error) {
	if err := cmp.Or(w.questionnaires.room(1), w.documents.room(len(files))); err != nil {
		return Questionnaire{}, err
	}
	questionnaire := Questionnaire{
		ID: w.questionnaires.next(), VendorID: vendor.ID, ReviewID: reviewID,
		Title: files[0].Name, IsCompleted: true, DateSent: kept(now), IsManualUpload: true, // A19
	}
	if admin, ok := w.platformAdmin(vendor.AccountID); ok {
		name := admin.DisplayName()
		questionnaire.RecipientEmail, questionnaire.CompletedBy = admin.Email, &name // A20
	}
	of := Document{VendorID: vendor.ID, ReviewID: reviewID, QuestionnaireID: &questionnaire.ID}
	for i, file := range files {
		document := w.addDocument(of, file, now)
		if i == 0 {
			questionnaire.ResponseID = &document.ID
		}
	}
	put(w, &w.questionnaires, questionnaire.ID, &questionnaire)
	w.changed()
	return questionnaire, nil
}

// Questionnaires returns the questionnaires of the vendor by id, or NotFound.
func (w *World) Questionnaires(accountID, vendorID int64) ([]Questionnaire, error) {
	defer w.hold()()
	questionnaires, err := Share(w).Questionnaires(accountID, vendorID)
	return cloneAll(questionnaires), err
}

// Questionnaires is that of World without copies.
func (w Shared) Questionnaires(accountID, vendorID int64) ([]Questionnaire, error) {
	if _, err := w.vendor(accountID, vendorID); err != nil {
		return nil, err
	}
	return w.questionnaires.values(func(q *Questionnaire) bool { return q.VendorID == vendorID }), nil
}

func (w *unlocked) platformAdmin(accountID int64) (*User, bool) {
	account, ok := w.accounts.get(accountID)
	if !ok {
		return nil, false
	}
	return w.user(accountID, account.PlatformAdmin)
}
