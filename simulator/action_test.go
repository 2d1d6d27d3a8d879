package simulator_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestFinalizeAndReopen(t *testing.T) {
	c := newClient(t)
	path := reviewPath(3) + "/actions"
	c.get(path).want(200).has("data", "[map[action:finalize]]")
	c.post(path, `{"action":"finalize"}`).want(200).
		has("success", true).has("newStatus", "COMPLETED").has("message", "Security review finalized successfully")
	c.get(reviewPath(3)).want(200).has("status", "COMPLETED").has("decision", "APPROVED") // A27
	c.get(path).want(200).has("data", "[map[action:reopen]]")
	c.post(path, `{"action":"finalize"}`).want(422).has("name", "UnprocessableEntityException").
		says("finalize is not available while the review is COMPLETED")
	c.post(path, `{"action":"reopen"}`).want(200).
		has("newStatus", "IN_PROGRESS").has("message", "Security review reopened successfully") // A22
	c.get(reviewPath(3)).want(200).has("status", "IN_PROGRESS").has("decision", "APPROVED") // A27
	c.post(path, `{"action":"reopen"}`).want(422)
}

func TestAnIncompleteFormCannotBeFinalized(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(2)+"/actions").want(200).has("data", "[]")
	c.post(reviewPath(2)+"/actions", `{"action":"finalize"}`).want(422).
		says("its SOC form lacks reviewerInformation.reviewer, reviewerInformation.reportIssueDate")
	c.get(reviewPath(2)).want(200).has("status", "IN_PROGRESS").has("decision", "PENDING")
}

func TestOtherTypesHaveNoActions(t *testing.T) {
	c := newClient(t)
	for _, id := range []int{1, 5} {
		c.get(reviewPath(id)+"/actions").want(422).has("message", "Actions are not supported for the given security review type.")
		c.post(reviewPath(id)+"/actions", `{"action":"finalize"}`).want(422)
	}
}

func TestActionsByStatus(t *testing.T) { // A17
	for status, want := range map[state.ReviewStatus]string{
		state.StatusNotYetStarted: "[map[action:finalize]]",
		state.StatusInProgress:    "[map[action:finalize]]",
		state.StatusCompleted:     "[map[action:reopen]]",
		state.StatusNotRequired:   "[]",
	} {
		t.Run(string(status), func(t *testing.T) {
			c := newClient(t)
			id := c.post("/vendors/1/security-reviews", newReview(map[string]any{
				"securityReviewType": "SOC_REPORT", "securityReviewStatus": status,
			})).want(201).id()
			c.put(reviewPath(id), completeForm).want(200).has("socReviewForm.readyToFinalize", true)
			c.get(reviewPath(id)+"/actions").want(200).has("data", want)
		})
	}
}

// completeForm is an update after which a form can be finalized.
const completeForm = `{"socForm":{
	"reviewerInformation":{"reviewerUserId":2,"reportIssueDate":"2026-07-06"},
	"complianceScope":{"certification":"SOC_2","scopeType":"TYPE_2",
		"auditPeriodRange":{"start":"2025-07-01","end":"2026-06-30"},"trustServiceCriteria":["SECURITY"]},
	"reportOpinion":{"reportOpinion":"UNQUALIFIED","encompassBusinessNeeds":true},
	"cpaFirm":{"cpaFirm":"Example Auditors LLP"}}}`
