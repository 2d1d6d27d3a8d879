package api

// Lists, which came with later revisions:
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_listVendorSecurityReviews/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_listVendorSecurityReviewSecurityQuestionnaires/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_listVendorSecurityReviewsAcrossVendors/

import (
	"math"
	"strconv"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// listReviews is GET /vendors/{vendorId}/security-reviews.
func listReviews(c Call) (exchange.Response, error) { return c.listReviews(c.target().VendorID) }

// listAllReviews is GET /vendor-security-reviews.
func listAllReviews(c Call) (exchange.Response, error) { return c.listReviews(0) }

func (c Call) listReviews(vendorID int64) (exchange.Response, error) {
	q, err := c.pageQuery()
	if err != nil {
		return exchange.Response{}, err
	}
	page, err := c.World.ReviewPage(c.AccountID, vendorID, c.reviewFilter(), q)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondList(newAnswer(c), q, page, (*answer).review)
}

func (c Call) reviewFilter() state.ReviewFilter {
	query := c.query
	f := state.ReviewFilter{
		Statuses:    values[state.ReviewStatus](query["status[]"]),
		Types:       values[state.ReviewType](query["type[]"]),
		Decisions:   values[state.Decision](query["decision[]"]),
		CreatedFrom: day(query.Get("createdAtFrom")), CreatedTo: day(query.Get("createdAtTo")),
		UpdatedFrom: day(query.Get("updatedAtFrom")), UpdatedTo: day(query.Get("updatedAtTo")),
	}
	for _, text := range query["vendorIds[]"] {
		f.Vendors = append(f.Vendors, vendorID(text))
	}
	return f
}

// vendorID reads a number. One that is no id is that of no vendor (A65), which is not 0:
// that would ask for all.
func vendorID(text string) int64 {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil || number != math.Trunc(number) || number < 1 || number > state.MaxID {
		return -1
	}
	return int64(number)
}

func values[T ~string](texts []string) []T {
	return each(texts, func(text string) T { return T(text) })
}

func day(text string) *state.Date {
	if text == "" {
		return nil
	}
	date := state.Date(text)
	return &date
}

// listReviewQuestionnaires is
// GET /vendors/{vendorId}/security-reviews/{securityReviewId}/security-questionnaires.
func listReviewQuestionnaires(c Call) (exchange.Response, error) {
	q, err := c.pageQuery()
	if err != nil {
		return exchange.Response{}, err
	}
	page, err := c.World.QuestionnairePage(c.target(), q)
	if err != nil {
		return exchange.Response{}, err
	}
	return respondPage(c, q, page, c.viewQuestionnaire)
}
