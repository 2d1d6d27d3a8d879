package api

// Create, with file, get and update a review:
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_createVendorSecurityReview/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_createVendorSecurityReviewWithFile/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_getVendorSecurityReview/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_updateVendorSecurityReview/

import (
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// createReview is POST /vendors/{vendorId}/security-reviews.
func createReview(c Call) (exchange.Response, error) {
	in, err := newReview(body(c.Request))
	if err != nil {
		return exchange.Response{}, err
	}
	review, err := c.World.AddReview(c.target(), in, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondReview(c, http.StatusCreated, &review)
}

// createReviewWithFile is POST /vendors/{vendorId}/security-reviews/with-file.
func createReviewWithFile(c Call) (exchange.Response, error) {
	in, err := newReview(body(c.Request))
	if err != nil {
		return exchange.Response{}, err
	}
	file, err := reviewFile(c.Request)
	if err != nil {
		return exchange.Response{}, err
	}
	review, err := c.World.AddReviewWithDocument(c.target(), in, file, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondReview(c, http.StatusCreated, &review)
}

// getReview is GET /vendors/{vendorId}/security-reviews/{securityReviewId}.
func getReview(c Call) (exchange.Response, error) {
	if known := c.World.Facts(c.target()).Review; known != nil && standsAlone(known) && len(c.query[expandKey]) == 0 {
		return c.Rendered.review(c, known)
	}
	review, err := c.World.Review(c.target())
	if err != nil {
		return exchange.Response{}, err
	}
	return respondReview(c, http.StatusOK, &review)
}

// updateReview is PUT /vendors/{vendorId}/security-reviews/{securityReviewId}.
func updateReview(c Call) (exchange.Response, error) {
	in := body(c.Request)
	change := state.ReviewChange{Title: text[string](in, "title"), SOCForm: socFormEdit(in.object("socForm"))}
	review, err := c.World.UpdateReview(c.target(), change, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondReview(c, http.StatusOK, &review)
}

func newReview(in object) (state.NewReview, error) {
	deadline, err := in.time("reviewDeadlineAt")
	if err != nil {
		return state.NewReview{}, err
	}
	requestedAt, err := in.time("requestedAt")
	if err != nil {
		return state.NewReview{}, err
	}
	return state.NewReview{
		Type:            *text[state.ReviewType](in, "securityReviewType"),
		Status:          *text[state.ReviewStatus](in, "securityReviewStatus"),
		Title:           text[string](in, "title"),
		Note:            text[string](in, "note"),
		RequestedAt:     requestedAt,
		DeadlineAt:      *deadline,
		RequesterUserID: in.id("requesterUserId"),
	}, nil
}

// respondReview is the answer with a review.
func respondReview(c Call, status int, r *state.Review) (exchange.Response, error) {
	a := newAnswer(c)
	a.review(r)
	return a.response(status), nil
}

// review writes VendorSecurityReviewResponsePublicV2Dto. It has no _links: the
// address of a review in the web application is not documented (A15). The form has
// the name of the published schema, not that of the published text (A62).
func (a *answer) review(r *state.Review) {
	a.open()
	a.field("id")
	a.number(r.ID)
	a.field("requestedAt")
	a.time(r.RequestedAt)
	a.field("reviewDeadlineAt")
	a.time(r.DeadlineAt)
	a.field("decision")
	a.text(string(r.Decision))
	if a.Revision.ReviewTitle {
		a.field("title")
		a.plain(r.Title)
	}
	a.field("note")
	a.plain(r.Note)
	a.field("status")
	a.text(string(r.Status))
	a.field("type")
	a.text(string(r.Type))
	a.field("userId")
	a.numbered(r.UserID)
	a.field("requesterUserId")
	a.numbered(r.RequesterUserID)
	a.reviewDetails(r, a.query[expandKey])
	a.close()
}

// reviewDetails writes what not every review and not every revision has.
func (a *answer) reviewDetails(r *state.Review, expand []string) {
	if slices.Contains(expand, "user") {
		a.field("user")
		a.user(r.UserID)
	}
	if slices.Contains(expand, "requesterUser") {
		a.field("requesterUser")
		a.user(r.RequesterUserID)
	}
	if a.Revision.ReviewTitle && r.SOCForm != nil {
		a.field("socReviewForm")
		a.socForm(r.SOCForm)
	}
	if !a.Revision.ReviewTimes {
		return
	}
	a.field("createdAt")
	a.time(r.CreatedAt)
	a.field("updatedAt")
	a.time(r.UpdatedAt)
	a.field("vendorId")
	a.number(r.VendorID)
	if slices.Contains(expand, "vendor") {
		if vendor, err := a.World.Vendor(a.AccountID, r.VendorID); err == nil {
			a.field("vendor")
			a.vendor(vendor.ID, vendor.Name)
		}
	}
}

// vendor writes VendorCompactResponsePublicV2Dto.
func (a *answer) vendor(id int64, name string) {
	a.open()
	a.field("id")
	a.number(id)
	a.field("name")
	a.text(name)
	a.close()
}
