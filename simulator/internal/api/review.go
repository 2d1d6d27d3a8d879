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
	return exchange.JSONResponse(http.StatusCreated, c.viewReview(review))
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
	return exchange.JSONResponse(http.StatusCreated, c.viewReview(review))
}

// getReview is GET /vendors/{vendorId}/security-reviews/{securityReviewId}.
func getReview(c Call) (exchange.Response, error) {
	review, err := c.World.Review(c.target())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusOK, c.viewReview(review))
}

// updateReview is PUT /vendors/{vendorId}/security-reviews/{securityReviewId}.
func updateReview(c Call) (exchange.Response, error) {
	in := body(c.Request)
	change := state.ReviewChange{Title: text[string](in, "title"), SOCForm: socFormEdit(in.object("socForm"))}
	review, err := c.World.UpdateReview(c.target(), change, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusOK, c.viewReview(review))
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

// reviewView is VendorSecurityReviewResponsePublicV2Dto. It has no _links: the
// address of a review in the web application is not documented (A15). The form has
// the name of the published schema, not that of the published text (A62).
type reviewView struct {
	ID               int64              `json:"id"`
	RequestedAt      string             `json:"requestedAt"`
	ReviewDeadlineAt string             `json:"reviewDeadlineAt"`
	Decision         state.Decision     `json:"decision"`
	Title            **string           `json:"title,omitzero"`
	Note             *string            `json:"note"`
	Status           state.ReviewStatus `json:"status"`
	Type             state.ReviewType   `json:"type"`
	UserID           *int64             `json:"userId"`
	RequesterUserID  *int64             `json:"requesterUserId"`
	User             **userView         `json:"user,omitzero"` // absent, null or a user
	RequesterUser    **userView         `json:"requesterUser,omitzero"`
	SOCReviewForm    *socFormView       `json:"socReviewForm,omitzero"`
	CreatedAt        string             `json:"createdAt,omitzero"`
	UpdatedAt        string             `json:"updatedAt,omitzero"`
	VendorID         int64              `json:"vendorId,omitzero"`
	Vendor           *vendorView        `json:"vendor,omitzero"`
}

// vendorView is VendorCompactResponsePublicV2Dto.
type vendorView struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func (c Call) viewReview(r state.Review) reviewView {
	view := reviewView{
		ID: r.ID, RequestedAt: timestamp(r.RequestedAt), ReviewDeadlineAt: timestamp(r.DeadlineAt),
		Decision: r.Decision, Note: r.Note, Status: r.Status, Type: r.Type,
		UserID: r.UserID, RequesterUserID: r.RequesterUserID,
	}
	expand := c.query[expandKey]
	if slices.Contains(expand, "user") {
		view.User = c.viewUser(r.UserID)
	}
	if slices.Contains(expand, "requesterUser") {
		view.RequesterUser = c.viewUser(r.RequesterUserID)
	}
	if c.Revision.ReviewTitle {
		view.Title = &r.Title
		if r.SOCForm != nil {
			view.SOCReviewForm = c.viewSOCForm(r.SOCForm)
		}
	}
	if c.Revision.ReviewTimes {
		view.CreatedAt, view.UpdatedAt, view.VendorID = timestamp(r.CreatedAt), timestamp(r.UpdatedAt), r.VendorID
		if slices.Contains(expand, "vendor") {
			if vendor, err := c.World.Vendor(c.AccountID, r.VendorID); err == nil {
				view.Vendor = &vendorView{vendor.ID, vendor.Name}
			}
		}
	}
	return view
}
