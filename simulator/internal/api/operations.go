// Package api is the documented operations: it turns a checked request into a
// call on the world and what comes back into an answer. Each file names the
// page it implements; where the documentation is silent, the number of an
// assumption stands (spec/ASSUMPTIONS.md).
//
// The pages are below https://developers.drata.com/openapi/reference/v2/tag/Vendor-Security-Reviews/
package api

import (
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// handlers is the table of contents: every documented operation by its id.
var handlers = map[string]Handler{
	"createVendorSecurityReview":                 createReview,
	"createVendorSecurityReviewWithFile":         createReviewWithFile,
	"getVendorSecurityReview":                    getReview,
	"updateVendorSecurityReview":                 updateReview,
	"sendSecurityQuestionnaire":                  uploadQuestionnaire,
	"sendSecurityQuestionnaireForSecurityReview": uploadReviewQuestionnaire,
	"listSecurityReviewActions":                  listActions,
	"performSecurityReviewAction":                performAction,
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
}

// Operation is a documented operation and what carries it out.
type Operation = contract.Bound[Handler]

// Operations joins the contract with the handlers. It fails if one side has an
// operation that the other lacks.
func Operations(c *contract.Contract) ([]Operation, error) { return contract.Bind(c, handlers) }
