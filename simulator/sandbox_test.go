package simulator_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestTheKeyNamesTheSandbox(t *testing.T) {
	c := newClient(t)
	a, b := c.as("sim-full@a"), c.as("sim-full@b.2_C-d")
	a.put(reviewPath(1), `{"title":"In a"}`).Want(200)
	b.get(reviewPath(1)).Want(200).Has("title", "Security review 2026")
	c.get(reviewPath(1)).Want(200).Has("title", "Security review 2026")
	a.get(reviewPath(1)).Want(200).Has("title", "In a")
	for _, of := range []*client{a, b, c} { // ids are a sandbox's own
		of.post(creation, newReview(nil)).Want(201).Has("id", 7)
	}
	c.as("sim-read@a").get(reviewPath(7)).Want(200)
	c.as("sim-full@default").get(reviewPath(7)).Want(200)
	c.as("nobody@a").get(reviewPath(7)).Want(401).Has("code", 12310)
}

func TestTheHeaderOverridesTheKey(t *testing.T) {
	c := newClient(t)
	c.as("sim-full@x").put(reviewPath(1), `{"title":"In x"}`).Want(200)
	for _, key := range []string{"sim-full", "sim-full@y"} {
		request, err := http.NewRequest(http.MethodGet, c.sim.URL()+reviewPath(1), nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = http.Header{"Authorization": {"Bearer " + key}, "Sim-Sandbox": {"x"}}
		c.do(request).Want(200).Has("title", "In x")
	}
}

func TestBadNamesOfSandboxes(t *testing.T) {
	c := newClient(t)
	for _, name := range []string{"", "a/b", "a@b", "ü", "a:b", "..", strings.Repeat("a", 65)} {
		c.as("sim-full@"+name).get(reviewPath(1)).Want(401).Has("code", 10000).
			Says("the name of a sandbox must have 1 to 64 characters")
	}
	c.as("sim-full@" + strings.Repeat("a", 64)).get(reviewPath(1)).Want(200)
}

// transcript makes the same calls in one sandbox and returns all answers.
func transcript(c *client) string {
	var b strings.Builder
	note := func(a *simtest.Answer) { fmt.Fprintf(&b, "%s %d %s\n", a.Call, a.Status, a.Body) }
	note(c.post(creation, newReview(map[string]any{"securityReviewType": "SOC_REPORT", "title": "Same"})))
	note(c.put(reviewPath(7), completeForm))
	note(c.post(reviewPath(7)+"/actions", `{"action":"finalize"}`))
	note(c.post(reviewPath(7)+"/actions", `{"action":"finalize"}`))
	note(c.send(http.MethodPost, vendorUpload, "multipart/form-data; boundary=b",
		strings.NewReader("--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\nx\r\n--b--\r\n")))
	note(c.get(reviewPath(7) + "?expand[]=requesterUser"))
	note(c.post(creation, `{"titel":1}`))
	note(c.get("/nowhere"))
	return b.String()
}

func TestParallelSandboxesDoNotSeeEachOther(t *testing.T) {
	c := newClient(t)
	want := transcript(c)
	const sandboxes = 200
	got := make([]string, sandboxes)
	var wg sync.WaitGroup
	limit := make(chan struct{}, 32) // connections at a time
	for i := range sandboxes {
		wg.Go(func() {
			limit <- struct{}{}
			got[i] = transcript(c.as(fmt.Sprintf("sim-full@parallel-%d", i)))
			<-limit
		})
	}
	wg.Wait()
	for i := range got {
		if got[i] != want {
			t.Errorf("sandbox %d:\ngot  %s\nwant %s", i, got[i], want)
		}
	}
}

// run is everything that a client and a control client can see of one run.
func run(t *testing.T, seed uint64) string {
	t.Helper()
	c := newClient(t, simulator.WithSeed(seed))
	answers := transcript(c.as("sim-full@run"))
	call := c.as("sim-full@run").get(reviewPath(1))
	box, err := c.sim.Box("run")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := json.MarshalIndent(box.Journal(journal.Filter{}), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return answers + call.Header.Get("Sim-Call") + "\n" + string(entries)
}

func TestTheSameSeedGivesTheSameBytes(t *testing.T) {
	first, second, other := run(t, 42), run(t, 42), run(t, 43)
	if first != second {
		t.Errorf("the same seed:\n%s\n\n%s", first, second)
	}
	if first == other {
		t.Error("another seed gives the same run")
	}
}

func TestTheJournalTellsEveryCall(t *testing.T) {
	c := newClient(t).as("sim-read@j")
	c.get(reviewPath(1) + "?expand[]=user").Want(200)
	c.post(creation, `{"title":1}`).Want(403)
	c.as("nobody@j").get(reviewPath(1)).Want(401)
	c.as("sim-full@j").post(creation, `{"titel":"x"}`).Want(400)
	c.get("/nowhere?x=1").Want(404)
	c.as("sim-full@j").upload(vendorUpload, simtest.File("files", "a.pdf", "x")).Want(201)
	box, err := c.sim.Box("j")
	if err != nil {
		t.Fatal(err)
	}
	entries := box.Journal(journal.Filter{})
	if len(entries) != 6 {
		t.Fatalf("got %d entries", len(entries))
	}
	for i, want := range []struct {
		operation, key string
		status         int
		violations     int
	}{
		{"getVendorSecurityReview", "sim-read", 200, 0},
		{"createVendorSecurityReview", "sim-read", 403, 0},
		{"getVendorSecurityReview", "", 401, 0}, // a key that the world does not know may be a real one
		{"createVendorSecurityReview", "sim-full", 400, 4},
		{"", "sim-read", 404, 1},
		{"sendSecurityQuestionnaire", "sim-full", 201, 0},
	} {
		e := entries[i]
		if e.Operation != want.operation || e.Key != want.key || e.Response.Status != want.status || len(e.Violations) != want.violations {
			t.Errorf("entry %d: got %+v, want %+v", i, e, want)
		}
		if got := e.Request.Header["Authorization"]; len(got) != 1 || got[0] != "***" {
			t.Errorf("entry %d: Authorization is kept as %q", i, got)
		}
		if !e.Time.Equal(simtest.Now) || e.Ordinal != uint64(i+1) || e.Sandbox != "j" || len(e.ID) != 16 {
			t.Errorf("entry %d: got %+v", i, e)
		}
	}
	if got := entries[0].Request; got.Query != "expand[]=user" || got.Path != "/public/v2"+reviewPath(1) {
		t.Errorf("request: got %+v", got)
	}
	if got := entries[5].Request.Parts; len(got) != 1 || got[0].FileName != "a.pdf" || got[0].Size != 1 || len(got[0].SHA256) != 64 {
		t.Errorf("parts: got %+v", got)
	}
	if got := box.Journal(journal.Filter{Status: 400, Text: "titel"}); len(got) != 1 || got[0].ID != entries[3].ID {
		t.Errorf("filtered: got %+v", got)
	}
}

func TestTheJournalIsBounded(t *testing.T) {
	c := newClient(t, simulator.WithJournal(5, 1<<20)).as("sim-full@j")
	for range 12 {
		c.get(reviewPath(1)).Want(200)
	}
	box, err := c.sim.Box("j")
	if err != nil {
		t.Fatal(err)
	}
	entries := box.Journal(journal.Filter{})
	if len(entries) != 5 || entries[0].Ordinal != 8 || entries[4].Ordinal != 12 {
		t.Errorf("got %d entries: %+v", len(entries), entries)
	}
}

func TestCheckpointsAndForks(t *testing.T) {
	c := newClient(t).as("sim-full@base")
	box, err := c.sim.Box("base")
	if err != nil {
		t.Fatal(err)
	}
	c.put(reviewPath(1), `{"title":"Saved"}`).Want(200)
	must(t, box.Checkpoint("saved"))
	c.put(reviewPath(1), `{"title":"Later"}`).Want(200)
	c.post(creation, newReview(nil)).Want(201).Has("id", 7)
	must(t, box.FastForward(time.Hour))

	fork, err := box.Fork("fork")
	must(t, err)
	inFork := c.as(fork.KeyNamed("sim-full"))
	inFork.get(reviewPath(1)).Want(200).Has("title", "Later")
	inFork.post(creation, newReview(nil)).Want(201).Has("id", 8).Has("requestedAt", "2026-11-22T13:30:45.678Z")

	must(t, box.Rewind("saved"))
	c.get(reviewPath(1)).Want(200).Has("title", "Saved")
	c.get(reviewPath(7)).Want(404)
	c.post(creation, newReview(nil)).Want(201).Has("id", 7).Has("requestedAt", simtest.NowText)
	inFork.get(reviewPath(7)).Want(200)

	must(t, box.Reset())
	c.get(reviewPath(1)).Want(200).Has("title", "Security review 2026")
	if err := box.Rewind("saved"); !errors.As(err, &sandbox.NotFound{}) {
		t.Errorf("rewind after reset: got %v", err)
	}
	if _, err := box.Fork("fork"); !errors.Is(err, sandbox.ErrExists) {
		t.Errorf("a second fork of that name: got %v", err)
	}
	if got := len(box.Journal(journal.Filter{})); got != 1 {
		t.Errorf("the journal after reset: got %d entries", got)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestTimeIsTheSandboxs(t *testing.T) {
	c := newClient(t)
	box := c.sim.BoxT(t)
	in := c.as(box.KeyNamed("sim-full"))
	in.post(creation, newReview(nil)).Want(201).Has("requestedAt", simtest.NowText)
	must(t, box.FastForward(24*time.Hour))
	in.post(creation, newReview(nil)).Want(201).Has("requestedAt", "2026-11-23T12:30:45.678Z")
	in.put(reviewPath(2), section("reviewerInformation", `{"reportIssueDate":"2026-11-23"}`)).Want(200)
	c.put(reviewPath(2), section("reviewerInformation", `{"reportIssueDate":"2026-11-23"}`)).Want(400)

	c.as(box.KeyNamed("sim-expired")).get(reviewPath(1)).Want(401)
	box.Clock().Freeze(time.Date(2024, 12, 31, 23, 59, 59, 0, time.UTC))
	c.as(box.KeyNamed("sim-expired")).get(reviewPath(1)).Want(200)
	must(t, box.FastForward(time.Second))
	c.as(box.KeyNamed("sim-expired")).get(reviewPath(1)).Want(401).Says("expired at 2025-01-01T00:00:00.000Z")

	box.Clock().Offset(-48 * time.Hour)
	if got := time.Until(box.Clock().Now()); got > -47*time.Hour {
		t.Errorf("an offset clock: got %v from now", got)
	}
}

func TestTermsPlanKeysAndPermissionsAreSwitched(t *testing.T) {
	c := newClient(t)
	box := c.sim.BoxT(t)
	in := c.as(box.KeyNamed("sim-full"))
	no, yes, limited, full := false, true, state.PlanLimited, state.PlanFull
	account := func(change state.AccountChange) {
		t.Helper()
		_, err := box.World().ChangeAccount(1, change)
		must(t, err)
	}
	key := func(change state.KeyChange) {
		t.Helper()
		_, err := box.World().ChangeKey("sim-full", change)
		must(t, err)
	}
	account(state.AccountChange{Plan: &limited}) // A30
	in.get(reviewPath(1)).Want(200)
	in.post(creation, newReview(nil)).Want(402).Has("message", "You must upgrade your plan to use this feature.").Has("code", 10740)
	account(state.AccountChange{TermsAccepted: &no})
	in.get(reviewPath(1)).Want(412)
	account(state.AccountChange{TermsAccepted: &yes, Plan: &full})
	in.get(reviewPath(1)).Want(200)

	read, custom := state.AccessRead, state.AccessCustom
	key(state.KeyChange{Access: &read})
	in.get(reviewPath(1)).Want(200)
	in.put(reviewPath(1), `{}`).Want(403)
	key(state.KeyChange{Access: &custom, Permissions: &[]string{"vendors-put-security-review"}})
	in.get(reviewPath(1)).Want(403)
	in.put(reviewPath(1), `{}`).Want(200)
	key(state.KeyChange{Revoked: &yes})
	in.put(reviewPath(1), `{}`).Want(401)
	key(state.KeyChange{Revoked: &no, ExpiresAt: state.Change[time.Time]{Set: true, Value: &simtest.Now}})
	in.put(reviewPath(1), `{}`).Want(401).Says("expired at")
	key(state.KeyChange{ExpiresAt: state.Change[time.Time]{Set: true}})
	in.put(reviewPath(1), `{}`).Want(200)
	c.get(reviewPath(1)).Want(200) // the default sandbox has seen nothing of it
}

func TestSandboxesAreBounded(t *testing.T) {
	c := newClient(t, simulator.WithMaxSandboxes(3)) // the default one and two more
	box, err := c.sim.Box("pinned")
	must(t, err)
	c.as(box.KeyNamed("sim-full")).put(reviewPath(1), `{"title":"Pinned"}`).Want(200)
	c.as("sim-full@a").put(reviewPath(1), `{"title":"In a"}`).Want(200)
	c.as("sim-full@b").get(reviewPath(1)).Want(200) // in the place of a
	c.as("sim-full@a").get(reviewPath(1)).Want(200).Has("title", "Security review 2026")
	c.as(box.KeyNamed("sim-full")).get(reviewPath(1)).Want(200).Has("title", "Pinned")
	if _, err := c.sim.Box("second"); err != nil { // in the place of a again
		t.Fatal(err)
	}
	c.as("sim-full@c").get(reviewPath(1)).Want(503).Says("there is no room for another sandbox", "allow more of them")
	c.as(box.KeyNamed("sim-full")).get(reviewPath(1)).Want(200).Has("title", "Pinned")
	c.get(reviewPath(1)).Want(200)
}

// Calls that are refused for their key neither make a sandbox nor push one out.
func TestCallsWithoutAKeyMakeNoSandbox(t *testing.T) {
	c := newClient(t, simulator.WithMaxSandboxes(2))
	c.as("sim-full@a").put(reviewPath(1), `{"title":"In a"}`).Want(200)
	c.as("nobody@b").get(reviewPath(1)).Want(401).Has("code", 12310)
	request, err := http.NewRequest(http.MethodGet, c.sim.URL()+reviewPath(1), nil)
	must(t, err)
	request.Header.Set("Sim-Sandbox", "b")
	c.do(request).Want(401).Has("code", 26430)
	request.Header["Sim-Sandbox"] = []string{"a", "b"}
	c.do(request).Want(401).Says("the name of a sandbox must have")
	c.as("@b").get("/nowhere").Want(401)
	c.as("sim-full@a").get(reviewPath(1)).Want(200).Has("title", "In a")
}

func TestTestsShareASimulator(t *testing.T) {
	c := newClient(t)
	for _, name := range []string{"first", "second", "third/with ümläuts"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			box := c.sim.BoxT(t)
			in := c.as(box.KeyNamed("sim-full"))
			in.t = t
			in.post(creation, newReview(nil)).Want(201).Has("id", 7)
		})
	}
}

// A second call in one test, as a helper makes one, is the same sandbox; so is one
// that a client made by calling first.
func TestBoxTTwiceInOneTest(t *testing.T) {
	sim := simulator.RunT(t)
	t.Run("twice", func(t *testing.T) {
		first := sim.BoxT(t)
		first.Clock().Freeze(simtest.Now)
		if second := sim.BoxT(t); second.Name() != first.Name() || !second.Clock().Now().Equal(simtest.Now) {
			t.Error("got another sandbox")
		}
	})
	t.Run("after a client", func(t *testing.T) {
		name := strings.ReplaceAll(t.Name(), "/", "-")
		request, err := http.NewRequest(http.MethodGet, sim.URL()+"/vendors/1/security-reviews/1", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer sim-full@"+name)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if box := sim.BoxT(t); box.Name() != name || len(box.Journal(journal.Filter{})) != 1 {
			t.Errorf("got %s with %d calls", box.Name(), len(box.Journal(journal.Filter{})))
		}
	})
	for _, left := range []string{"TestBoxTTwiceInOneTest-twice", "TestBoxTTwiceInOneTest-after-a-client"} {
		response, err := http.Get(sim.ControlURL() + "/sandboxes/" + left)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusNotFound {
			t.Errorf("%s is still there", left)
		}
	}
}

// Two tests whose names end alike do not share a sandbox unawares.
func TestBoxTOfNamesThatEndAlike(t *testing.T) {
	sim := simulator.RunT(t)
	long := strings.Repeat("x", 70)
	sim.BoxT(named{&failures{TB: t}, "one/" + long})
	other := &failures{TB: t}
	defer func() {
		if recover() != errFatal || len(other.texts) != 1 || !strings.Contains(other.texts[0], "the test one/"+long+" works in it") {
			t.Errorf("got %q", other.texts)
		}
	}()
	sim.BoxT(fatal{named{other, "other/" + long}})
}

// fatal ends by a panic, as a test ends by leaving its goroutine.
type fatal struct{ named }

var errFatal = errors.New("fatal")

func (f fatal) Fatalf(format string, args ...any) {
	f.Errorf(format, args...)
	panic(errFatal)
}

// A new seed begins all draws anew, but no call in the journal gets the id of another.
func TestNoTwoCallsHaveOneID(t *testing.T) {
	c := newClient(t)
	seen := map[string]bool{}
	for range 3 {
		for range 5 {
			id := c.get(reviewPath(1)).Want(200).Header.Get("Sim-Call")
			if seen[id] {
				t.Errorf("two calls are called %s", id)
			}
			seen[id] = true
		}
		request, err := http.NewRequest(http.MethodPut, c.sim.ControlURL()+"/sandboxes/default/seed", strings.NewReader(`{"seed":1}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		c.do(request).Want(200)
	}
}
