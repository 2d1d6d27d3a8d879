package api

// List and perform actions:
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_listSecurityReviewActions/
// https://developers.drata.com/openapi/reference/v2/operation/VendorSecurityReviewsPublicV2Controller_performSecurityReviewAction/

import (
	"maps"
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
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
	in := body(c.Request)
	change := state.ActionChange{Action: *text[state.Action](in, "action"), Note: text[string](in, "note")}
	if decision := text[state.Decision](in, "decision"); decision != nil {
		change.Decision = *decision
	}
	if reset := in.flag("resetDecision"); reset != nil {
		change.ResetDecision = *reset
	}
	if err := checkAction(in, change.Action); err != nil {
		return exchange.Response{}, err
	}
	review, err := c.World.PerformAction(c.target(), change, c.Now)
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.JSONResponse(http.StatusOK, actionResultView{true, review.Status, actionMessages[change.Action]})
}

// belongsTo is the one action that a property goes with.
var belongsTo = map[string]state.Action{
	"decision": state.ActionFinalize, "note": state.ActionFinalize, "resetDecision": state.ActionReopen,
}

// checkAction refuses what goes with another action: the documentation calls it not
// valid there (A43).
func checkAction(in object, action state.Action) error {
	var wrong []contract.Violation
	for _, name := range slices.Sorted(maps.Keys(belongsTo)) {
		if _, given := in[name]; given && belongsTo[name] != action {
			wrong = append(wrong, contract.Violation{
				Pointer: "/" + name, Text: "goes with the action " + string(belongsTo[name]) + " only", Fix: "leave it out",
			})
		}
	}
	return invalid(wrong...)
}
