package simulator_test

import (
	"testing"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestFinalizeAndReopen(t *testing.T) {
	c := newClient(t)
	path := reviewPath(3) + "/actions"
	c.get(path).Want(200).Has("data", "[map[action:finalize]]")
	c.post(path, `{"action":"finalize"}`).Want(200).
		Has("success", true).Has("newStatus", "COMPLETED").Has("message", "Security review finalized successfully")
	c.get(reviewPath(3)).Want(200).Has("status", "COMPLETED").Has("decision", "APPROVED") // A27
	c.get(path).Want(200).Has("data", "[map[action:reopen]]")
	c.post(path, `{"action":"finalize"}`).Want(422).Has("name", "UnprocessableEntityException").
		Says("finalize is not available while the review is COMPLETED")
	c.post(path, `{"action":"reopen"}`).Want(200).
		Has("newStatus", "IN_PROGRESS").Has("message", "Security review reopened successfully") // A22
	c.get(reviewPath(3)).Want(200).Has("status", "IN_PROGRESS").Has("decision", "APPROVED") // A27
	c.post(path, `{"action":"reopen"}`).Want(422)
}

func TestAnIncompleteFormCannotBeFinalized(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(2)+"/actions").Want(200).Has("data", "[]")
	c.post(reviewPath(2)+"/actions", `{"action":"finalize"}`).Want(422).
		Says("its SOC form lacks reviewerInformation.reviewer, reviewerInformation.reportIssueDate")
	c.get(reviewPath(2)).Want(200).Has("status", "IN_PROGRESS").Has("decision", "PENDING")
}

func TestOtherTypesHaveNoActions(t *testing.T) {
	c := newClient(t)
	for _, id := range []int{1, 5} {
		c.get(reviewPath(id)+"/actions").Want(422).Has("message", "Actions are not supported for the given security review type.")
		c.post(reviewPath(id)+"/actions", `{"action":"finalize"}`).Want(422)
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
			})).Want(201).ID()
			c.put(reviewPath(id), completeForm).Want(200).Has("socReviewForm.readyToFinalize", true)
			c.get(reviewPath(id)+"/actions").Want(200).Has("data", want)
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
