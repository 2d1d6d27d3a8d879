package api

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// Revision is what differs from one revision of the contract to another, as far as
// an operation has to know. It is read from the contract in force, so that no code
// goes by the name of a revision.
type Revision struct {
	ReviewTitle   bool     // a review has its title and its SOC form
	ReviewTimes   bool     // a review has its vendor, and when it was made and changed
	Progress      bool     // a questionnaire has its status and how much of it is answered
	ActionsForAll bool     // reviews of all types have actions, and finalize takes a decision
	DocumentTypes []string // that a document is said to have
}

// RevisionOf reads the facts of a contract.
func RevisionOf(c *contract.Contract) Revision {
	var r Revision
	if op, ok := c.Operation("getVendorSecurityReview"); ok {
		r.ReviewTitle = op.ResponseHas(http.StatusOK, "title")
		r.ReviewTimes = op.ResponseHas(http.StatusOK, "createdAt")
	}
	if op, ok := c.Operation("sendSecurityQuestionnaire"); ok {
		r.Progress = op.ResponseHas(http.StatusCreated, "totalQuestions")
	}
	if op, ok := c.Operation("listSecurityReviewActions"); ok {
		r.ActionsForAll = !op.Documents(http.StatusUnprocessableEntity)
	}
	if op, ok := c.Operation("getVendorDocument"); ok {
		body := op.Answer(http.StatusOK)
		r.DocumentTypes = body.Field("type").Enum
	}
	return r
}

// Rules are those that a world has to keep to.
func (r Revision) Rules() state.Rules { return state.Rules{ActionsForAll: r.ActionsForAll} }
