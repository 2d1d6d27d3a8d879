package simulator_test

import (
	"net/http"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
)

func TestEachBadCredentialHasItsOwnCode(t *testing.T) { // A1, A3
	c := newClient(t)
	for _, call := range []struct {
		name   string
		header []string
		code   int
		says   string
	}{
		{"no header", nil, 26430, ""},
		{"no scheme", []string{"sim-full"}, 10000, "must be: Bearer <key>"},
		{"other scheme", []string{"Basic sim-full"}, 10000, "must be: Bearer <key>"},
		{"no key", []string{"Bearer "}, 10000, "must be: Bearer <key>"},
		{"two words", []string{"Bearer sim full"}, 10000, "must be: Bearer <key>"},
		{"two headers", []string{"sim-full", "Bearer sim-full"}, 10000, "must be: Bearer <key>"},
		{"empty header", []string{""}, 10000, "must be: Bearer <key>"},
		{"unknown", []string{"Bearer nobody"}, 12310, "no such key"},
		{"case matters", []string{"Bearer SIM-FULL"}, 12310, "no such key"},
		{"expired", []string{"Bearer sim-expired"}, 10000, "expired at 2025-01-01T00:00:00.000Z"},
		{"revoked", []string{"Bearer sim-revoked"}, 10000, "revoked"},
	} {
		t.Run(call.name, func(t *testing.T) {
			request, err := http.NewRequest(http.MethodGet, c.sim.URL()+reviewPath(1), nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header["Authorization"] = call.header
			c.do(request).Want(401).Has("message", "Unauthorized").Has("code", call.code).Says(call.says)
		})
	}
}

func TestMissingCredentialsAnswerTheObservedBytes(t *testing.T) { // A1
	got := string(newClient(t).as("").get(reviewPath(1)).Body)
	want := `{"statusCode":401,"message":"Unauthorized","code":26430,"debugInfo":null}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheSchemeIsCaseInsensitive(t *testing.T) {
	c := newClient(t)
	request, err := http.NewRequest(http.MethodGet, c.sim.URL()+reviewPath(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "bearer sim-full")
	c.do(request).Want(200)
}

func TestPermissions(t *testing.T) {
	c := newClient(t, simulator.WithFixture("custom.yaml", []byte(`
accounts:
  - {id: 1, name: Example, termsAccepted: true, platformAdmin: 1}
users:
  - {id: 1, account: 1, email: admin@example.com, active: true}
keys:
  - {key: actions, account: 1, access: custom, permissions: [vendors-get-security-review-actions]}
vendors:
  - {id: 1, account: 1, name: Example Vendor}
reviews:
  - {id: 1, vendor: 1, type: SOC_REPORT, status: COMPLETED, requestedAt: 2026-01-01, reviewDeadlineAt: 2026-02-01}
`)))
	actions := c.as("actions")
	actions.get(reviewPath(1) + "/actions").Want(200)
	actions.get(reviewPath(1)).Want(403).Says("Vendors: List Vendors (vendors-get)")
	actions.post(reviewPath(1)+"/actions", `{"action":"reopen"}`).Want(403).
		Has("name", "ForbiddenException"). // the one 403 that has a name
		Says("Vendors: Perform Security Review Action (vendors-post-security-review-action)")
}

// A25: each call has everything wrong that comes later as well.
func TestOrderOfChecks(t *testing.T) {
	c := newClient(t)
	path, bad := "/vendors/99/security-reviews", `{"title":1}`
	c.as("").post("/nowhere", bad).Want(401)
	c.as("sim-no-terms").post("/nowhere", bad).Want(404)
	c.as("").post(path, bad).Want(401)
	c.as("sim-revoked").post(path, bad).Want(401)
	c.as("sim-no-terms").post(path, bad).Want(412)
	c.as("sim-none").post(path, bad).Want(403)
	c.post(path, bad).Want(400)
	c.post(path, newReview(map[string]any{"requesterUserId": 99})).Want(404)
	c.post(reviewPath(99)+"/actions", `{"action":"reopen"}`).Want(404)
	c.post(reviewPath(3)+"/actions", `{"action":"reopen"}`).Want(422)
}

func TestAccountsDoNotSeeEachOther(t *testing.T) {
	c := newClient(t)
	c.get("/vendors/4/security-reviews/6").Want(404)
	c.as("sim-other").get("/vendors/4/security-reviews/6").Want(200)
	c.as("sim-other").get(reviewPath(1)).Want(404)
	c.post("/vendors/4/security-reviews", newReview(nil)).Want(404)
	c.as("sim-other").post("/vendors/4/security-reviews", newReview(map[string]any{"requesterUserId": 1})).
		Want(400).Says("requesterUserId must be the id of a user of the account")
}
