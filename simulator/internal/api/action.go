package api

// List and perform actions:
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_listSecurityReviewActions/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_performSecurityReviewAction/

import (
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// actionsView is SecurityReviewActionsResponsePublicV2Dto.
type actionsView struct {
	Data []actionView `json:"data"`
}

type actionView struct {
	Action state.Action `json:"action"`
}

// listActions is GET /vendors/{vendorId}/security-reviews/{securityReviewId}/actions.
func listActions(c Call) (exchange.Response, error) {
	actions, err := c.World.Actions(c.target())
	if err != nil {
		return exchange.Response{}, err
	}
	view := actionsView{Data: each(actions, func(a state.Action) actionView { return actionView{a} })}
	return exchange.JSONResponse(http.StatusOK, view)
}

// actionResultView is SecurityReviewActionResultResponsePublicV2Dto.
type actionResultView struct {
	Success   bool               `json:"success"`
	NewStatus state.ReviewStatus `json:"newStatus"`
	Message   string             `json:"message"`
}

// actionMessages: the first is documented, the second is formed like it (A22).
var actionMessages = map[state.Action]string{
	state.ActionFinalize: "Security review finalized successfully",
	state.ActionReopen:   "Security review reopened successfully",
}

// performAction is POST /vendors/{vendorId}/security-reviews/{securityReviewId}/actions.
func performAction(c Call) (exchange.Response, error) {
	action := *text[state.Action](body(c.Request), "action")
	review, err := c.World.PerformAction(c.target(), action, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusOK, actionResultView{true, review.Status, actionMessages[action]})
}
