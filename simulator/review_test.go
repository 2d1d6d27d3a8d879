package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestCreatedReviewIsThereOnTheNextCall(t *testing.T) {
	c := newClient(t)
	created := c.post("/vendors/1/security-reviews", newReview(map[string]any{
		"title": "Yearly", "note": "with care", "requesterUserId": 3, "requestedAt": "2026-05-01T10:00:00+02:00",
	})).want(201)
	created.has("id", 7).has("title", "Yearly").has("note", "with care").has("requesterUserId", 3).
		has("requestedAt", "2026-05-01T08:00:00.000Z").has("reviewDeadlineAt", "2026-12-31T17:00:00.000Z").
		has("status", "IN_PROGRESS").has("type", "SECURITY").has("userId", nil).
		has("decision", "PENDING"). // A13
		has("_links", absent{})     // A15
	read := c.get(reviewPath(created.id())).want(200)
	if got, want := string(read.body), string(created.body); got != want {
		t.Errorf("read back:\ngot  %s\nwant %s", got, want)
	}
	c.get("/vendors/2/security-reviews/7").want(404).says("there is no security review 7 of vendor 2")
}

func TestIDsGrowByOne(t *testing.T) {
	c := newClient(t)
	for want := 7; want < 10; want++ {
		c.post("/vendors/1/security-reviews", `{}`).want(400)
		c.post("/vendors/1/security-reviews", newReview(nil)).want(201).has("id", want)
	}
}

func TestEveryStatusAndTypeMayBeCreated(t *testing.T) {
	c := newClient(t)
	for _, status := range []string{"NOT_YET_STARTED", "IN_PROGRESS", "COMPLETED", "NOT_REQUIRED"} {
		for _, kind := range []string{"SECURITY", "SOC_REPORT", "UPLOAD_REPORT"} {
			answer := c.post("/vendors/2/security-reviews", newReview(map[string]any{
				"securityReviewStatus": status, "securityReviewType": kind,
			})).want(201).has("status", status).has("type", kind).has("decision", "PENDING")
			_, noForm := answer.at("socReviewForm").(absent)
			if want := kind != "SOC_REPORT"; noForm != want {
				t.Errorf("%s: socReviewForm absent: got %v, want %v", kind, noForm, want)
			}
		}
	}
}

func TestDefaults(t *testing.T) {
	c := newClient(t)
	for vendor, requester := range map[int]int{
		1: 2, // the active owner
		2: 1, // no owner: the platform admin
		3: 1, // an inactive owner: the platform admin
	} {
		path := fmt.Sprintf("/vendors/%d/security-reviews", vendor)
		c.post(path, newReview(nil)).want(201).
			has("requesterUserId", requester).has("requestedAt", testNowText).has("title", nil).has("note", nil)
		c.post(path, newReview(map[string]any{"requesterUserId": nil, "title": nil, "note": nil})).want(201).
			has("requesterUserId", requester) // A26
	}
}

func TestExpand(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(1)).want(200).has("user", absent{}).has("requesterUser", absent{})
	both := c.get(reviewPath(1) + "?expand%5B%5D=user&expand[]=requesterUser").want(200)
	both.has("user", nil). // asked for, and nobody is assigned
				has("requesterUser.id", 2).has("requesterUser.email", "olga.owner@example.com").
				has("requesterUser.createdAt", "2025-01-01T00:00:00.000Z")
	c.get(reviewPath(2)+"?expand[]=user").want(200).has("user.firstName", "Olga").has("requesterUser", absent{})
	// A29
	c.get(reviewPath(1)+"?expand=user&limit=5&statuses[]=X").want(200).has("user", absent{})
	c.get(reviewPath(1) + "?expand[]=user&expand[]=owner").want(400).
		says("expand[1] must be one of the following values: user, requesterUser")
	c.get(reviewPath(1) + "?expand[]=user,requesterUser").want(400)
	c.get(reviewPath(1) + "?expand[]=").want(400)
}

func TestUpdateTitle(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(1), `{"title":"New"}`).want(200).has("title", "New").has("note", "Starts when the contract is renewed.")
	c.put(reviewPath(1), `{}`).want(200).has("title", "New")
	c.put(reviewPath(4), `{"title":"Done"}`).want(200).has("status", "COMPLETED") // A16
	c.put(reviewPath(1), `{"title":null}`).want(400).says("title must be a string, is null")
	c.put(reviewPath(1), map[string]any{"title": strings.Repeat("x", 192)}).want(400).
		says("title must be at most 191 characters long, has 192")
	c.put(reviewPath(1), map[string]any{"title": strings.Repeat("ü", 191)}).want(200) // characters, not bytes
}

// Update sets updatedAt, which no answer shows yet.
func TestUpdateSetsTheTime(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(1), `{"title":"New"}`).want(200)
	review, err := c.sim.World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1})
	if err != nil || !review.UpdatedAt.Equal(testNow) {
		t.Errorf("updated at: got %v (%v), want %v", review.UpdatedAt, err, testNow)
	}
}

func TestWorldAndHTTPSeeTheSame(t *testing.T) {
	c := newClient(t)
	title := "From Go"
	review, err := c.sim.World().AddReview(state.Target{AccountID: 1, VendorID: 2}, state.NewReview{
		Type: state.TypeSecurity, Status: state.StatusInProgress, Title: &title, DeadlineAt: testNow,
	}, testNow)
	if err != nil {
		t.Fatal(err)
	}
	c.get(fmt.Sprintf("/vendors/2/security-reviews/%d", review.ID)).want(200).has("title", title)
	id := c.post("/vendors/2/security-reviews", newReview(map[string]any{"title": "From HTTP"})).want(201).id()
	reviews, err := c.sim.World().Reviews(1, 2)
	if err != nil || len(reviews) != 2 || reviews[1].ID != int64(id) || *reviews[1].Title != "From HTTP" {
		t.Errorf("reviews of vendor 2: got %+v, %v", reviews, err)
	}
}

// A record may have the largest id; then no other one can be given out.
func TestNoIDIsLeft(t *testing.T) {
	c := newClient(t)
	const last = `"id":9007199254740991,"vendor":1`
	c.steer(http.MethodPatch, "/sandboxes/default/world", `{"reviews":[{`+last+`,"type":"SECURITY","status":"IN_PROGRESS",
		"requestedAt":"2026-01-01T00:00:00Z","reviewDeadlineAt":"2026-12-31T00:00:00Z"}]}`).want(200)
	c.post(creation, newReview(nil)).want(503).says("no id is left for another record")
	c.get(reviewPath(9007199254740991)).want(200)
	c.upload(vendorUpload, file("files", "a.pdf", "x")).want(201) // of a kind that has some

	c.steer(http.MethodPatch, "/sandboxes/default/world", `{"documents":[{`+last+`,"type":"QUESTIONNAIRE_REPORT","name":"a.pdf",
		"createdAt":"2026-01-01T00:00:00Z","content":"eA=="}]}`).want(200)
	before := c.steer(http.MethodGet, "/sandboxes/default/world", "").want(200)
	c.upload(vendorUpload, file("files", "a.pdf", "x")).want(503).says("no id is left")
	if after := c.steer(http.MethodGet, "/sandboxes/default/world", "").want(200); string(after.body) != string(before.body) {
		t.Error("something was stored all the same")
	}
	c.steer(http.MethodPut, "/sandboxes/default/world", string(before.body)).want(400) // YAML under the wrong name
	if r := c.sim.Report(); !r.Passed {
		t.Errorf("got %v", r.Findings)
	}
}
