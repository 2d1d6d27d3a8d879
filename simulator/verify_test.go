package simulator_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// verified has the calls that the assertions of these tests are about.
func verified(t *testing.T) (*client, *simulator.Sandbox) {
	t.Helper()
	c := newClient(t)
	c.get(reviewPath(3) + "?expand[]=user").Want(200)
	c.post(reviewPath(3)+"/actions", `{"action":"finalize"}`).Want(200)
	c.post(reviewPath(3)+"/actions", `{"action":"finalize"}`).Want(422)
	c.post(reviewPath(3)+"/actions", `{"action":"reopen"}`).Want(200)
	c.upload(vendorUpload, simtest.File("files", "a.pdf", "12345"), simtest.File("files", "b.csv", "1")).Want(201)
	c.as("sim-no-terms").get(reviewPath(1)).Want(412)
	c.as("nobody").get("/nowhere").Want(401)
	return c, c.box()
}

func TestVerify(t *testing.T) {
	_, box := verified(t)
	for name, row := range map[string]struct {
		calls simulator.CallAssertion
		says  string // nothing if it is verified
	}{
		"any call":                      {simulator.CallAssertion{When: "{}", Count: simulator.Exactly(7)}, ""},
		"any call, empty":               {simulator.CallAssertion{Count: simulator.AtLeast(7)}, ""},
		"an operation":                  {simulator.CallAssertion{When: "{operation: performSecurityReviewAction}", Count: simulator.Exactly(3)}, ""},
		"a pattern":                     {simulator.CallAssertion{When: `operation: "send*"`}, ""},
		"a body":                        {simulator.CallAssertion{When: "{body: {action: finalize}}", Count: simulator.Exactly(2)}, ""},
		"a JSONPath":                    {simulator.CallAssertion{When: "{body: {$.action: {in: [reopen]}}}", Count: simulator.Exactly(1)}, ""},
		"a status":                      {simulator.CallAssertion{When: "{body: {action: finalize}}", Status: 422, Count: simulator.Exactly(1)}, ""},
		"a query":                       {simulator.CallAssertion{When: `{query: {"expand[]": user}}`, Count: simulator.Exactly(1)}, ""},
		"a path":                        {simulator.CallAssertion{When: "{path: {securityReviewId: 3}}", Count: simulator.Exactly(4)}, ""},
		"a header":                      {simulator.CallAssertion{When: "{header: {user-agent: {contains: Go-http}}}", Count: simulator.Exactly(7)}, ""},
		"a key":                         {simulator.CallAssertion{When: "{key: sim-no-terms}", Count: simulator.Exactly(1)}, ""},
		"a permission":                  {simulator.CallAssertion{When: "{permission: vendors-get}", Count: simulator.Exactly(2)}, ""},
		"a file":                        {simulator.CallAssertion{When: "{part: {extension: pdf, size: {greater: 4}}}", Count: simulator.Exactly(1)}, ""},
		"the review before":             {simulator.CallAssertion{When: "{review: {status: COMPLETED}}", Count: simulator.Exactly(2)}, ""},
		"the review before, and what":   {simulator.CallAssertion{When: "{review: {status: COMPLETED}, body: {action: finalize}}", Status: 422, Count: simulator.Exactly(1)}, ""},
		"the vendor":                    {simulator.CallAssertion{When: "{vendor: {name: Example Cloud Hosting}}", Count: simulator.Exactly(5)}, ""},
		"an expression":                 {simulator.CallAssertion{When: `{where: 'review != nil and review.finalizable and body?.action == "finalize"'}`, Count: simulator.Exactly(1)}, ""},
		"an expression about no review": {simulator.CallAssertion{When: `{where: 'operation == ""'}`, Count: simulator.Exactly(1)}, ""},
		"a method of no operation":      {simulator.CallAssertion{When: "{method: GET}", Count: simulator.Exactly(3)}, ""},
		"none":                          {simulator.CallAssertion{When: "{operation: updateVendorSecurityReview}", Count: simulator.Exactly(0)}, ""},
		"at most":                       {simulator.CallAssertion{When: "{method: POST}", Count: simulator.AtMost(4)}, ""},

		"too few": {
			simulator.CallAssertion{When: "{operation: performSecurityReviewAction, body: {action: close}}"},
			": 0, expected >=1\n  call ",
		},
		"too many":   {simulator.CallAssertion{When: "{method: POST}", Count: simulator.Exactly(3)}, ": 4, expected 3"},
		"not none":   {simulator.CallAssertion{When: "{method: POST}", Count: simulator.Exactly(0)}, ": 4, expected 0"},
		"not at all": {simulator.CallAssertion{When: "{operation: updateVendorSecurityReview}"}, "operation is updateVendorSecurityReview, was"},
		"another status": {
			simulator.CallAssertion{When: "{operation: createVendorSecurityReview}", Status: 201},
			"calls with operation is createVendorSecurityReview, answered with 201: 0",
		},
		"a when that cannot be read": {simulator.CallAssertion{When: "operation: getVendorSecurityReview\nboddy: {}"}, `when:2:1: when: unknown key "boddy", did you mean "body"?`},
		"a state":                    {simulator.CallAssertion{When: "{state: start}"}, "has no meaning here"},
		"an operation that is not there": {
			simulator.CallAssertion{When: "{operation: getVendorSecurityReviews}"}, `when:1:13: when.operation: the contract has no`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			err := box.Verify(row.calls)
			if got := fmt.Sprint(err); (row.says == "") != (err == nil) || !strings.Contains(got, row.says) {
				t.Errorf("got %s", got)
			}
		})
	}
	if n, err := box.Count("{method: POST}"); n != 4 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

// The closest calls are those for which the most held.
func TestVerifyNamesTheClosestCalls(t *testing.T) {
	_, box := verified(t)
	err := box.Verify(simulator.CallAssertion{When: "{operation: performSecurityReviewAction, path: {securityReviewId: 3}, body: {action: close}}"})
	reopen := box.Journal(journal.Filter{Text: "reopen"})[0]
	want := "\n  call " + reopen.ID + " came close: body.action equals close, was reopen\n"
	if err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "came close") != 3 {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestVerifyInOrder(t *testing.T) {
	_, box := verified(t)
	finalize := simulator.CallAssertion{When: "{body: {action: finalize}}", Count: simulator.Exactly(2)}
	reopen := simulator.CallAssertion{When: "{body: {action: reopen}}", Count: simulator.Exactly(1)}
	read := simulator.CallAssertion{When: "{operation: getVendorSecurityReview, path: {securityReviewId: 3}}"}
	none := simulator.CallAssertion{When: "{operation: updateVendorSecurityReview}", Count: simulator.Exactly(0)}
	if err := box.VerifyInOrder(read, finalize, none, reopen); err != nil {
		t.Error(err)
	}
	if err := box.Verify(reopen, finalize); err != nil {
		t.Error(err)
	}
	err := box.VerifyInOrder(reopen, finalize)
	if err == nil || !strings.Contains(err.Error(), "only 0 of them came after the calls before it in the list") {
		t.Errorf("got %v", err)
	}
	if err := box.VerifyInOrder(read, read); err == nil {
		t.Error("one call counts twice")
	}
}

// What the journal no longer holds cannot be ruled out.
func TestVerifyKnowsThatCallsWereDropped(t *testing.T) {
	c := newClient(t, simulator.WithJournal(2, 1<<20))
	for range 3 {
		c.get(reviewPath(1)).Want(200)
	}
	c.get(reviewPath(2)).Want(200)
	box := c.box()
	if err := box.Verify(simulator.CallAssertion{When: "{path: {securityReviewId: 2}}"}); err != nil {
		t.Error(err)
	}
	for _, count := range []simulator.Count{simulator.Exactly(0), simulator.Exactly(1), simulator.AtMost(5)} {
		err := box.Verify(simulator.CallAssertion{When: "{path: {securityReviewId: 2}}", Count: count})
		if count != simulator.Exactly(0) && (err == nil || !strings.Contains(err.Error(), "no longer holds 2 older calls")) {
			t.Errorf("%s: got %v", count, err)
		}
	}
}

// A journal that has forgotten calls does not say how many there were.
func TestCountOfMoreCallsThanTheJournalHolds(t *testing.T) {
	c := newClient(t, simulator.WithJournal(2, 1<<20))
	for range 5 {
		c.get(reviewPath(1)).Want(200)
	}
	if n, err := c.sim.Count("{method: GET}"); n != 2 || err == nil || !strings.Contains(err.Error(), "no longer holds 3 older calls") {
		t.Errorf("got %d (%v)", n, err)
	}
}
