package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
)

// hints are what an answer says was nearly meant, and the journal as well.
func (c *client) hints(a *simtest.Answer) string {
	c.t.Helper()
	text := a.Header.Get("Sim-Hints")
	if text == "" {
		return ""
	}
	var hints []contract.Hint
	if err := json.Unmarshal([]byte(text), &hints); err != nil {
		c.t.Fatalf("%s: %v: %s", a.Call, err, text)
	}
	var said []string
	for i, hint := range hints {
		said = append(said, hint.String()+" "+hint.Fix)
		if kept := c.kept().Hints; len(kept) != len(hints) || kept[i] != hint {
			c.t.Fatalf("%s: the journal has %v, the header %v", a.Call, kept, hints)
		}
	}
	return strings.Join(said, "; ")
}

// Who looks for what is the simulator's own among the paths of the API is told where it
// is, also without a key.
func TestTheOwnPathsAreSaid(t *testing.T) {
	for path, says := range map[string]string{
		"/health":            "path is no path of the API, did you mean the simulator's own GET /_sim/health? call GET /_sim/health",
		"/metrics/":          "GET /_sim/metrics",
		"/_SIM/health":       "GET /_sim/health",
		"/Sandboxes/default": "GET /_sim/sandboxes/{sandbox}",
		"/nothing":           "",
	} {
		c := newClient(t)
		request, err := http.NewRequest(http.MethodGet, "http://"+c.sim.Address()+path, nil)
		must(t, err)
		got := c.hints(c.do(request).Want(401).Has("code", 12300))
		if says == "" && got != "" || !strings.Contains(got, says) {
			t.Errorf("%s: got %q", path, got)
		}
	}
}

// A29
func TestNearMissesAreSaid(t *testing.T) {
	for _, row := range []struct {
		query, header, value string
		says                 string // empty: no hint
	}{
		{query: "?expand[]=user"},
		{query: "?expand=requesterUser", says: "expand is ignored, did you mean expand[]? write it as expand[]"},
		{query: "?Expand[]=user", says: "Expand[] is ignored, did you mean expand[]?"},
		{query: "?expands[]=user", says: "expands[] is ignored, did you mean expand[]?"},
		{query: "?expand[0]=user", says: "expand[0] is taken as expand[]"},
		{query: "?expand%5B%5D=user"},
		{query: "?page=1&limit=50&size=3"},
		{header: "X-Sim-Sandbox", value: "a", says: "X-Sim-Sandbox is ignored, did you mean Sim-Sandbox?"},
		{header: "SimScenario", value: "a", says: "Simscenario is ignored, did you mean Sim-Scenario?"},
		{header: "Simple", value: "a"},
		{header: "Prefer", value: "status=412", says: "Prefer has no code, did you mean code=412?"},
		{header: "Prefer", value: "412", says: "Prefer has no code, did you mean code=412?"},
		{header: "Prefer", value: "cod=412", says: "Prefer has no code, did you mean code=412?"},
		{header: "Prefer", value: "Codes = 412", says: "Prefer has no code, did you mean code=412?"},
		{header: "Prefer", value: "HTTP_Status=412", says: "Prefer has no code, did you mean code=412?"},
		{header: "Prefer", value: "wait=10"},
		{header: "Prefer", value: "wait=100, return=minimal"},
	} {
		c := newClient(t)
		if row.header != "" {
			c.header = http.Header{http.CanonicalHeaderKey(row.header): {row.value}}
		}
		got := c.hints(c.get(reviewPath(1) + row.query).Want(200))
		if row.says == "" && got != "" || !strings.Contains(got, row.says) {
			t.Errorf("%s%s: got %q, want %q", row.query, row.header, got, row.says)
		}
	}
}

// A58
func TestAFileNameThatIsReadAsLatin1(t *testing.T) {
	c := newClient(t, simulator.WithMask("files"))
	const says = "files has a file name in UTF-8, which is read as latin1"
	for name, hinted := range map[string]bool{
		"größe.csv": true, "日本.csv": true,
		"plain.csv": false, "a\xe9.csv": false, `x"; filename*=UTF-8''gr%C3%B6%C3%9Fe.csv; x="`: false,
	} {
		a := c.upload(vendorUpload, simtest.File("files", name, "q,a\n"), simtest.File("files", name, "q,a\n")).Want(201)
		got := c.hints(a)
		if hinted != strings.Contains(got, says) || strings.Count(got, says) > 1 || !hinted && got != "" {
			t.Errorf("%q: got %q", name, got)
		}
		if text := got + a.Header.Get("Sim-Hints"); strings.Contains(text, "größe") || strings.Contains(text, "日本") || strings.Contains(text, "gr%C3") {
			t.Errorf("%q: a masked name is said: %s", name, text)
		}
	}
}

// A39
func TestOfTwoKeysTheFirstCounts(t *testing.T) {
	c := newClient(t)
	c.header = http.Header{"Authorization": {"Bearer sim-full", "Bearer nobody"}}
	if got := c.hints(c.get(reviewPath(1)).Want(200)); got != "Authorization is there more than once, the first counts send it once" {
		t.Errorf("got %q", got)
	}
	c.header = http.Header{"Authorization": {"Bearer nobody", "Bearer sim-full"}}
	c.get(reviewPath(1)).Want(401)
}

func TestAKeyWithNearlyThePermission(t *testing.T) {
	c := newClient(t)
	keys := c.sim.ControlURL() + "/sandboxes/default/keys/sim-none"
	request, err := http.NewRequest(http.MethodPatch, keys, strings.NewReader(`{"permissions":["vendors-gets"]}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	c.do(request).Want(200)
	got := c.hints(c.as("sim-none").get(reviewPath(1)).Want(403))
	if want := "has a key with the permission vendors-gets, this needs vendors-get"; !strings.Contains(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAnUnknownHeaderOfTheSimulatorsOwnIsRefused(t *testing.T) {
	for name, says := range map[string]string{
		"Sim-Sanbox":     "Sim-Sanbox should not exist, did you mean Sim-Sandbox?",
		"sim-senario":    "Sim-Senario should not exist, did you mean Sim-Scenario?",
		"Sim-Frobnicate": "Sim-Frobnicate should not exist, allowed are: Sim-Sandbox, Sim-Scenario",
		"Sim-Call":       "Sim-Call should not exist",
	} {
		c := newClient(t)
		c.header = http.Header{http.CanonicalHeaderKey(name): {"x"}}
		c.get(reviewPath(1)).Want(400).Says(says)
		c.get("/nothing").Want(400).Says(says)
		c.as("").put(reviewPath(1), `{}`).Want(400).Says(says)
	}
}

// A37
func TestTheReportHasHintsAndWhatIsNotSimulated(t *testing.T) {
	c := newClient(t)
	c.get(reviewPath(1) + "?expand=user").Want(200)
	c.get(reviewPath(1) + "?expand=user").Want(200)
	c.get(reviewPath(1) + "/?expand[0]=user").Want(200)
	c.get("/roles/1/users").Want(501)
	c.get("/roles/2/users").Want(501)
	r := c.sim.Report()
	var hints []string
	for _, h := range r.Hints {
		hints = append(hints, fmt.Sprint(h.Operation, " ", h, " ", h.Count, " ", len(h.Examples)))
	}
	wantList(t, hints,
		"getVendorSecurityReview expand is ignored, did you mean expand[]? 2 2",
		"getVendorSecurityReview the path is taken as /vendors/{vendorId}/security-reviews/{securityReviewId} 1 1",
		"getVendorSecurityReview expand[0] is taken as expand[] 1 1")
	if u := r.Unsimulated; len(u) != 1 || u[0].Operation != "GET /roles/{roleId}/users" || u[0].Calls != 2 || len(u[0].Examples) != 2 {
		t.Errorf("got %v", u)
	}
	if !r.Passed || r.Calls != 5 || r.UnknownPathCalls != 0 {
		t.Errorf("got %d calls, %d unknown, %v", r.Calls, r.UnknownPathCalls, r.Findings)
	}
}

func wantList(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
