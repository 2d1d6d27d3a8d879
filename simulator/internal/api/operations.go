// Package api is the documented operations: it turns a checked request into a
// call on the world and what comes back into an answer. Each file names the
// page it implements; where the documentation is silent, the number of an
// assumption stands (spec/ASSUMPTIONS.md).
//
// The pages are below https://developers.drata.com/openapi/reference/v2/tag/Vendor-Security-Reviews/
package api

import (
	"maps"
	"net/url"
	"slices"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// handlers is the table of contents: every operation of all revisions by its id.
var handlers = map[string]Handler{
	"createVendorSecurityReview":                 createReview,
	"createVendorSecurityReviewWithFile":         createReviewWithFile,
	"getVendorSecurityReview":                    getReview,
	"updateVendorSecurityReview":                 updateReview,
	"sendSecurityQuestionnaire":                  uploadQuestionnaire,
	"sendSecurityQuestionnaireForSecurityReview": uploadReviewQuestionnaire,
	"listSecurityReviewActions":                  listActions,
	"performSecurityReviewAction":                performAction,

	"listVendorSecurityReviews":                      listReviews,              // since 2026-07
	"listVendorSecurityReviewSecurityQuestionnaires": listReviewQuestionnaires, // since 2026-07
	"listVendorSecurityReviewsAcrossVendors":         listAllReviews,           // since 2026-08

	// Look-ups.
	"getCompany":               getCompany,
	"listUsers":                listUsers,
	"getUser":                  getUser,
	"listVendors":              listVendors,
	"getVendor":                getVendor,
	"listVendorQuestionnaires": listVendorQuestionnaires,
	"getVendorQuestionnaire":   getVendorQuestionnaire,
	"getVendorDocuments":       listDocuments,
	"getVendorDocument":        getDocument,
}

// Handler carries out one operation: parse, act, answer. It is called with a
// request that fits the contract. It acts whole or not at all; its error says
// why not, and ErrorResponse turns that into an answer.
type Handler func(Call) (exchange.Response, error)

// Call is what a handler works with.
type Call struct {
	World     state.Shared
	AccountID int64 // of the key
	Now       time.Time
	Request   *exchange.Request
	Revision  Revision
	Seed      uint64 // that what nothing in the world says is made up from
	Links     Links
	Rendered  *Rendered // of the sandbox

	operation string
	lookup    *lookup    // nil for operations on reviews
	query     url.Values // of the request, as far as the operation names it
}

// Links makes addresses that files can be downloaded from.
type Links interface {
	Download(*state.Document) string // signed
}

// Operation is a documented operation and what carries it out.
type Operation = contract.Bound[Handler]

// only is a query without the keys that an operation does not name: these are ignored.
func only(named []string, query url.Values) url.Values {
	for key := range query {
		if !slices.Contains(named, key) {
			query = maps.Clone(query)
			maps.DeleteFunc(query, func(key string, _ []string) bool { return !slices.Contains(named, key) })
			return query
		}
	}
	return query
}

// Operations joins the contract with the handlers. It fails if the contract has an
// operation that nothing carries out.
func Operations(c *contract.Contract) ([]Operation, error) {
	inForce := maps.Clone(handlers)
	maps.DeleteFunc(inForce, func(id string, _ Handler) bool { _, has := c.Operation(id); return !has })
	facts := RevisionOf(c)
	for id, handle := range inForce {
		op, _ := c.Operation(id)
		of, named := lookupOf(op), op.QueryParameters()
		inForce[id] = func(call Call) (exchange.Response, error) {
			call.Revision, call.operation, call.lookup, call.query = facts, id, of, only(named, call.Request.Query)
			return handle(call)
		}
	}
	return contract.Bind(c, inForce)
}
