package simulator_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestCreatedReviewIsThereOnTheNextCall(t *testing.T) {
	c := newClient(t)
	created := c.post("/vendors/1/security-reviews", newReview(map[string]any{
		"title": "Yearly", "note": "with care", "requesterUserId": 3, "requestedAt": "2026-05-01T10:00:00+02:00",
	})).Want(201)
	created.Has("id", 7).Has("title", "Yearly").Has("note", "with care").Has("requesterUserId", 3).
		Has("requestedAt", "2026-05-01T08:00:00.000Z").Has("reviewDeadlineAt", "2026-12-31T17:00:00.000Z").
		Has("status", "IN_PROGRESS").Has("type", "SECURITY").Has("userId", nil).
		Has("decision", "PENDING").     // A13
		Has("_links", simtest.Absent{}) // A15
	read := c.get(reviewPath(created.ID())).Want(200)
	if got, want := string(read.Body), string(created.Body); got != want {
		t.Errorf("read back:\ngot  %s\nwant %s", got, want)
	}
	c.get("/vendors/2/security-reviews/7").Want(404).Says("there is no security review 7 of vendor 2")
}

func TestIDsGrowByOne(t *testing.T) {
	c := newClient(t)
	for want := 7; want < 10; want++ {
		c.post("/vendors/1/security-reviews", `{}`).Want(400)
		c.post("/vendors/1/security-reviews", newReview(nil)).Want(201).Has("id", want)
	}
}

func TestEveryStatusAndTypeMayBeCreated(t *testing.T) {
	c := newClient(t)
	for _, status := range []string{"NOT_YET_STARTED", "IN_PROGRESS", "COMPLETED", "NOT_REQUIRED"} {
		for _, kind := range []string{"SECURITY", "SOC_REPORT", "UPLOAD_REPORT"} {
			answer := c.post("/vendors/2/security-reviews", newReview(map[string]any{
				"securityReviewStatus": status, "securityReviewType": kind,
			})).Want(201).Has("status", status).Has("type", kind).Has("decision", "PENDING")
			_, noForm := answer.At("socReviewForm").(simtest.Absent)
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
		c.post(path, newReview(nil)).Want(201).
			Has("requesterUserId", requester).Has("requestedAt", simtest.NowText).Has("title", nil).Has("note", nil)
		c.post(path, newReview(map[string]any{"requesterUserId": nil, "title": nil, "note": nil})).Want(201).
			Has("requesterUserId", requester) // A26
	}
}

func TestExpand(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(1)).Want(200).Has("user", simtest.Absent{}).Has("requesterUser", simtest.Absent{})
	both := c.get(reviewPath(1) + "?expand%5B%5D=user&expand[]=requesterUser").Want(200)
	both.Has("user", nil). // asked for, and nobody is assigned
				Has("requesterUser.id", 2).Has("requesterUser.email", "olga.owner@example.com").
				Has("requesterUser.createdAt", "2025-01-01T00:00:00.000Z")
	c.get(reviewPath(2)+"?expand[]=user").Want(200).Has("user.firstName", "Olga").Has("requesterUser", simtest.Absent{})
	// A29
	c.get(reviewPath(1)+"?expand=user&limit=5&statuses[]=X").Want(200).Has("user", simtest.Absent{})
	c.get(reviewPath(1) + "?expand[]=user&expand[]=owner").Want(400).
		Says("expand[1] must be one of the following values: user, requesterUser")
	c.get(reviewPath(1) + "?expand[]=user,requesterUser").Want(400)
	c.get(reviewPath(1) + "?expand[]=").Want(400)
}

func TestUpdateTitle(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(1), `{"title":"New"}`).Want(200).Has("title", "New").Has("note", "Starts when the contract is renewed.")
	c.put(reviewPath(1), `{}`).Want(200).Has("title", "New")
	c.put(reviewPath(4), `{"title":"Done"}`).Want(200).Has("status", "COMPLETED") // A16
	c.put(reviewPath(1), `{"title":null}`).Want(400).Says("title must be a string, is null")
	c.put(reviewPath(1), map[string]any{"title": strings.Repeat("x", 192)}).Want(400).
		Says("title must be at most 191 characters long, has 192")
	c.put(reviewPath(1), map[string]any{"title": strings.Repeat("ü", 191)}).Want(200) // characters, not bytes
}

// Update sets updatedAt, which no answer shows yet.
func TestUpdateSetsTheTime(t *testing.T) {
	c := newClient(t)
	c.put(reviewPath(1), `{"title":"New"}`).Want(200)
	review, err := c.sim.World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 1})
	if err != nil || !review.UpdatedAt.Equal(simtest.Now) {
		t.Errorf("updated at: got %v (%v), want %v", review.UpdatedAt, err, simtest.Now)
	}
}

func TestWorldAndHTTPSeeTheSame(t *testing.T) {
	c := newClient(t)
	title := "From Go"
	review, err := c.sim.World().AddReview(state.Target{AccountID: 1, VendorID: 2}, state.NewReview{
		Type: state.TypeSecurity, Status: state.StatusInProgress, Title: &title, DeadlineAt: simtest.Now,
	}, simtest.Now)
	if err != nil {
		t.Fatal(err)
	}
	c.get(fmt.Sprintf("/vendors/2/security-reviews/%d", review.ID)).Want(200).Has("title", title)
	id := c.post("/vendors/2/security-reviews", newReview(map[string]any{"title": "From HTTP"})).Want(201).ID()
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
		"requestedAt":"2026-01-01T00:00:00Z","reviewDeadlineAt":"2026-12-31T00:00:00Z"}]}`).Want(200)
	c.post(creation, newReview(nil)).Want(503).Says("no id is left for another record")
	c.get(reviewPath(9007199254740991)).Want(200)
	c.upload(vendorUpload, simtest.File("files", "a.pdf", "x")).Want(201) // of a kind that has some

	c.steer(http.MethodPatch, "/sandboxes/default/world", `{"documents":[{`+last+`,"type":"QUESTIONNAIRE_REPORT","name":"a.pdf",
		"createdAt":"2026-01-01T00:00:00Z","content":"eA=="}]}`).Want(200)
	before := c.steer(http.MethodGet, "/sandboxes/default/world", "").Want(200)
	c.upload(vendorUpload, simtest.File("files", "a.pdf", "x")).Want(503).Says("no id is left")
	if after := c.steer(http.MethodGet, "/sandboxes/default/world", "").Want(200); string(after.Body) != string(before.Body) {
		t.Error("something was stored all the same")
	}
	c.steer(http.MethodPut, "/sandboxes/default/world", string(before.Body)).Want(400) // YAML under the wrong name
	if r := c.sim.Report(); !r.Passed {
		t.Errorf("got %v", r.Findings)
	}
}

// What the world keeps of a time is the instant: the zone that a client writes it in is
// of the client.
func TestTimesAreKeptInUTC(t *testing.T) {
	c := newClient(t)
	id := c.post(creation, map[string]any{"title": "t", "reviewDeadlineAt": "2026-12-31T19:00:00+02:00", "securityReviewStatus": "IN_PROGRESS", "securityReviewType": "SECURITY"}).Want(201).ID()
	review, err := c.sim.World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: int64(id)})
	if err != nil || review.DeadlineAt != time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC) {
		t.Errorf("got %v (%v)", review.DeadlineAt, err)
	}
}
