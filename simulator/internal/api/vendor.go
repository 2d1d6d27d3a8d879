package api

// List and get vendors:
// https://developers.drata.com/openapi/reference/v2/operation/VendorsPublicV2Controller_listVendors/
// https://developers.drata.com/openapi/reference/v2/operation/VendorsPublicV2Controller_getVendor/

import (
	"iter"
	"math"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// listVendors is GET /vendors.
func listVendors(c Call) (exchange.Response, error) {
	q, err := c.pageQuery()
	if err != nil {
		return exchange.Response{}, err
	}
	return respondRecords(c, &vendors, q, c.World.VendorPage(c.AccountID, keeps(c, &vendors), q))
}

// getVendor is GET /vendors/{vendorId}.
func getVendor(c Call) (exchange.Response, error) {
	vendor, err := c.World.Vendor(c.AccountID, c.target().VendorID)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondRecord(c, &vendors, &vendor)
}

// vendors are VendorResponsePublicV2Dto.
var vendors = kind[state.Vendor]{
	name: "vendors",
	facts: func(v *state.Vendor) (madeup.Record, state.Fields) {
		return madeup.Record{ID: v.ID, Name: v.Name, Since: v.CreatedAt}, v.Fields
	},
	own: map[string]func(*answer, *state.Vendor){
		"id":        func(a *answer, v *state.Vendor) { a.number(v.ID) },
		"name":      func(a *answer, v *state.Vendor) { a.text(v.Name) },
		"createdAt": func(a *answer, v *state.Vendor) { a.time(v.CreatedAt) },
		"updatedAt": func(a *answer, v *state.Vendor) { a.time(v.UpdatedAt) },
		"user":      func(a *answer, v *state.Vendor) { a.user(v.SecurityOwner) },
		"documents": func(a *answer, v *state.Vendor) { a.json(a.documentsOf(v)) },

		"lastQuestionnaire":     func(a *answer, v *state.Vendor) { a.json(a.lastQuestionnaire(v)) },
		"latestSecurityReviews": func(a *answer, v *state.Vendor) { a.latestReviews(v) },

		// A56
		"_links": func(a *answer, v *state.Vendor) {
			a.body = append(a.body, `{"self":{"href":"https://app.drata.com/risk/vendors/profile/`...)
			a.body = append(strconv.AppendInt(a.body, v.ID, 10), `/overview"}}`...)
		},
	},
}

// newestFirst goes through a list a page at a time, so that who stops early has paid for
// little. It ends where there is no list.
func newestFirst[T any](pages func(state.PageQuery) (state.Page[T], error)) iter.Seq[T] {
	return func(yield func(T) bool) {
		q := state.PageQuery{Size: pageSize, Descending: true}
		for {
			page, err := pages(q)
			if err != nil {
				return
			}
			for _, record := range page.Records {
				if !yield(record) {
					return
				}
			}
			if q.After = page.Next; q.After == nil {
				return
			}
		}
	}
}

var reviewTypes = len(state.ReviewTypes())

// documentView is VendorDocumentResponsePublicV2Dto within a vendor: without the address
// that the file can be downloaded from.
type documentView struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	CreatedAt string `json:"createdAt"`
	UpdatedAt string `json:"updatedAt"`
	Type      string `json:"type"`
}

func (c Call) documentsOf(v *state.Vendor) []documentView {
	all := state.PageQuery{Size: math.MaxInt}
	page, _ := c.World.DocumentPage(v.AccountID, v.ID, func(*state.Document) bool { return true }, all) // none, if it is gone meanwhile
	return each(page.Records, func(d state.Document) documentView {
		return documentView{d.ID, d.Name, timestamp(d.CreatedAt), documentUpdate(&d), string(documentType(&d, c.Revision.DocumentTypes))}
	})
}

// lastQuestionnaireView is VendorQuestionnaireResponsePublicV2Dto.
type lastQuestionnaireView struct {
	VendorID       int64  `json:"vendorId"`
	SendAt         string `json:"sendAt"`
	SentEmail      string `json:"sentEmail"`
	File           string `json:"file"`
	RespondedAt    string `json:"respondedAt"`
	ResponseID     int64  `json:"responseId"`
	IsManualUpload bool   `json:"isManualUpload"`
	CompletedBy    string `json:"completedBy"`
}

// lastQuestionnaire is the last one that was answered: the contract has no room for one
// that was not (A48).
func (c Call) lastQuestionnaire(v *state.Vendor) *lastQuestionnaireView {
	of := state.Target{AccountID: v.AccountID, VendorID: v.ID}
	pages := func(q state.PageQuery) (state.Page[state.Questionnaire], error) {
		return c.World.QuestionnairePage(of, q)
	}
	for q := range newestFirst(pages) {
		if q.ResponseID == nil || q.CompletedBy == nil {
			continue
		}
		view := &lastQuestionnaireView{
			VendorID: q.VendorID, SendAt: timestamp(q.DateSent), SentEmail: q.RecipientEmail, RespondedAt: timestamp(q.DateSent),
			ResponseID: *q.ResponseID, IsManualUpload: q.IsManualUpload, CompletedBy: *q.CompletedBy,
		}
		if file, err := c.World.AnyDocument(*q.ResponseID); err == nil {
			view.File, view.RespondedAt = file.Name, timestamp(file.CreatedAt)
		}
		return view
	}
	return nil
}

// compactReviewView is VendorSecurityReviewCompactResponsePublicV2Dto.
type compactReviewView struct {
	ID               int64              `json:"id"`
	RequestedAt      string             `json:"requestedAt"`
	ReviewDeadlineAt string             `json:"reviewDeadlineAt"`
	Decision         state.Decision     `json:"decision"`
	Title            *string            `json:"title"`
	Note             *string            `json:"note"`
	Status           state.ReviewStatus `json:"status"`
	Type             state.ReviewType   `json:"type"`
}

// latestReviews are the review of each type that was made last; null if there is none (A48).
func (a *answer) latestReviews(v *state.Vendor) {
	pages := func(q state.PageQuery) (state.Page[state.Review], error) {
		return a.World.ReviewPage(v.AccountID, v.ID, state.ReviewFilter{}, q)
	}
	var views []compactReviewView
	met := map[state.ReviewType]bool{}
	for r := range newestFirst(pages) {
		if len(met) == reviewTypes {
			break
		}
		if met[r.Type] {
			continue
		}
		met[r.Type] = true
		views = append(views, compactReviewView{
			r.ID, timestamp(r.RequestedAt), timestamp(r.DeadlineAt), r.Decision, r.Title, r.Note, r.Status, r.Type,
		})
	}
	if len(views) == 0 {
		a.null()
		return
	}
	a.json(views)
}
