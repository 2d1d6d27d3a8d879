package simulator_test

import (
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/scenarios"
	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// play returns a client in whose sandbox the scenario plays.
func play(t testing.TB, nameOrYAML string, opts ...simulator.Option) (*client, *simulator.Sandbox) {
	t.Helper()
	c := newClient(t, opts...)
	box, err := c.sim.Box("default")
	if err != nil {
		t.Fatal(err)
	}
	begin := box.Play
	if strings.Contains(nameOrYAML, "\n") {
		begin = box.PlayYAML
	}
	if err := begin(nameOrYAML); err != nil {
		t.Fatal(err)
	}
	return c, box
}

// breaks checks that a call ends without an answer.
func (c *client) breaks(method, path, body string) {
	c.t.Helper()
	request, err := http.NewRequest(method, c.sim.URL()+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("Content-Type", "application/json")
	if response, err := c.http.Do(request); err == nil {
		response.Body.Close()
		c.t.Fatalf("%s %s: got %s, want no answer", method, path, response.Status)
	}
}

const finalizeBody = `{"action":"finalize"}`

func TestLostAnswerOnTrueState(t *testing.T) {
	c, box := play(t, "finalize-lost-answer")
	c.breaks(http.MethodPost, reviewPath(3)+"/actions", finalizeBody)

	review, err := box.World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 3})
	if err != nil || review.Status != state.StatusCompleted {
		t.Errorf("the review after the lost answer: %s, %v", review.Status, err)
	}
	c.post(reviewPath(3)+"/actions", finalizeBody).Want(422)
	rule := box.Rules()[0]
	if rule.Fired != 1 || rule.Met == nil || !*rule.Met {
		t.Errorf("the rule: got %+v", rule)
	}
}

// statuses are the built-in scenarios that have one status of one operation.
func statuses(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(scenarios.Files, "statuses/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(path.Base(file), ".yaml")
	}
	return names
}

// operationOf are the operations by the first words of the scenarios for them.
var operationOf = map[string]string{
	"create-review":               "createVendorSecurityReview",
	"create-review-with-file":     "createVendorSecurityReviewWithFile",
	"get-review":                  "getVendorSecurityReview",
	"update-review":               "updateVendorSecurityReview",
	"upload-questionnaire":        "sendSecurityQuestionnaire",
	"upload-review-questionnaire": "sendSecurityQuestionnaireForSecurityReview",
	"list-actions":                "listSecurityReviewActions",
	"perform-action":              "performSecurityReviewAction",
	"list-reviews":                "listVendorSecurityReviews",
	"list-all-reviews":            "listVendorSecurityReviewsAcrossVendors",
	"list-review-questionnaires":  "listVendorSecurityReviewSecurityQuestionnaires",
	"get-company":                 "getCompany",
	"list-users":                  "listUsers",
	"get-user":                    "getUser",
	"list-vendors":                "listVendors",
	"get-vendor":                  "getVendor",
	"list-documents":              "getVendorDocuments",
	"get-document":                "getVendorDocument",
	"list-questionnaires":         "listVendorQuestionnaires",
	"get-questionnaire":           "getVendorQuestionnaire",
}

// Every error status of every operation of every revision has a scenario, and no other
// has one.
func TestEveryDocumentedErrorHasAScenario(t *testing.T) {
	var want []string
	for _, revision := range spec.Revisions() {
		for _, op := range contractOf(t, revision).Operations {
			for _, status := range slices.Concat(op.Statuses, op.Assumed) {
				if status >= 400 {
					want = append(want, nameOf(t, op.ID)+"-"+strconv.Itoa(status))
				}
			}
		}
	}
	slices.Sort(want)
	if got := statuses(t); !slices.Equal(got, slices.Compact(want)) {
		t.Errorf("scenarios: got %v, want %v", got, want)
	}
}

// nameOf is what the scenarios for an operation begin with.
func nameOf(t *testing.T, id string) string {
	t.Helper()
	for name, operation := range operationOf {
		if operation == id {
			return name
		}
	}
	t.Fatalf("operationOf lacks %s", id)
	return ""
}

// success is the call of an operation that is carried out, for the one that is
// made to fail.
func success(id string) func(*client) *simtest.Answer {
	if call := outcomes[id][http.StatusCreated]; call != nil {
		return call
	}
	return outcomes[id][http.StatusOK]
}

func TestStatusScenarios(t *testing.T) {
	for _, revision := range spec.Revisions() {
		for _, op := range contractOf(t, revision).Operations {
			for _, status := range slices.Concat(op.Statuses, op.Assumed) {
				if status >= 400 {
					name := nameOf(t, op.ID) + "-" + strconv.Itoa(status)
					t.Run(revision+"/"+name, func(t *testing.T) { playStatus(t, revision, op, status, name) })
				}
			}
		}
	}
}

func playStatus(t *testing.T, revision string, op *contract.Operation, status int, name string) {
	c, box := play(t, name, simulator.WithRevision(revision))
	before := box.World().Version()
	checkEnvelope(t, op, success(op.ID)(c).Want(status).Says(name+"/1"))
	if after := box.World().Version(); after != before && op.Method != http.MethodGet { // before which files may have been uploaded
		t.Errorf("the world was changed")
	}
	if rules := box.Rules(); !*rules[0].Met {
		t.Errorf("got %+v", rules[0])
	}
	if entry := c.last(); len(entry.Violations) > 0 || entry.Rule != name+"/1" || entry.Fault == "" {
		t.Errorf("journal: got %+v", entry)
	}
	if !box.Stop(name) {
		t.Error("did not play")
	}
	if got := success(op.ID)(c); got.Status >= 300 {
		t.Errorf("after the end: got %d", got.Status)
	}
}

func TestPreferCode(t *testing.T) {
	c := newClient(t)
	prefer := func(value string, call func(*client) *simtest.Answer) *simtest.Answer {
		other := *c
		other.header = http.Header{"Prefer": {value}}
		return call(&other)
	}
	get, list := outcomes["getVendorSecurityReview"], outcomes["listSecurityReviewActions"]
	for value, status := range map[string]int{"code=412": 412, `code="403"`: 403, "respond-async, code=500": 500, "wait=1; code=404": 404} {
		a := prefer(value, get[200]).Want(status)
		if got, want := a.Header.Get("Preference-Applied"), "code="+strconv.Itoa(status); got != want {
			t.Errorf("%s: Preference-Applied: got %q, want %q", value, got, want)
		}
	}
	prefer("code=200", get[200]).Want(200)
	// what is not documented is a 400 that says what is, also where no 400 is documented
	prefer("code=418", get[200]).Want(400).Says("418 is not documented for getVendorSecurityReview", "200, 400, 401, 403, 404, 412, 500")
	if a := prefer("code=400", list[200]).Want(400).Says("documented are 200, 401"); a.Header.Get("Preference-Applied") != "" {
		t.Error("a preference that was refused is said to be applied")
	}
	for _, value := range []string{"code=many", "code=", `code=""`, "code"} {
		prefer(value, get[200]).Want(400).Says("Prefer cannot be followed: code must be a status")
	}
	// the key and the request come first
	prefer("code=412", get[401]).Want(401)
	prefer("code=412", get[400]).Want(400)
	// a success that the state does not allow is not applied
	if a := prefer("code=200", get[404]).Want(404); a.Header.Get("Preference-Applied") != "" {
		t.Error("a preference that was not followed is said to be applied")
	}
	prefer("wait=10", get[200]).Want(200)
}

func TestScenarioForOneCall(t *testing.T) {
	c := newClient(t)
	named := *c
	named.header = http.Header{"Sim-Scenario": {"get-review-412"}}
	for range 2 { // it begins with each call
		named.get(reviewPath(1)).Want(412)
	}
	c.get(reviewPath(1)).Want(200)
	named.header = http.Header{"Sim-Scenario": {"get-reviw-412"}}
	named.get(reviewPath(1)).Want(400).Says(`no scenario "get-reviw-412", did you mean get-review-412?`)
	named.header = http.Header{"Sim-Scenario": {"plan-lost"}}
	named.get(reviewPath(1)).Want(400).Says("has a setup")
}

func TestRateLimit(t *testing.T) {
	c, box := play(t, "rate-limit-small")
	for range 5 {
		c.get(reviewPath(1)).Want(200)
	}
	if err := box.FastForward(18500 * time.Millisecond); err != nil {
		t.Fatal(err)
	}
	a := c.get(reviewPath(1)).Want(429).Has("message", "Too Many Requests") // A32
	if got := a.Header.Get("Retry-After"); got != "42" {                    // A33
		t.Errorf("Retry-After: got %q", got)
	}
	if err := box.FastForward(42 * time.Second); err != nil {
		t.Fatal(err)
	}
	c.get(reviewPath(1)).Want(200)
}

const often = `
name: often
rules:
  - name: third
    when: {operation: getVendorSecurityReview}
    after: 1
    every: 2
    times: 2
    fault: {status: 404}
  - name: reviewers
    when: {operation: getVendorSecurityReview, review: {type: SOC_REPORT, status: COMPLETED}, vendor: {name: {contains: Cloud}}}
    fault: {status: 403}
  - name: expression
    when: {operation: getVendorSecurityReview, where: 'path.securityReviewId == 5 && review.type == "UPLOAD_REPORT"'}
    fault: {status: 412}
`

func TestHowOftenAndFacts(t *testing.T) {
	c, box := play(t, often)
	for i, status := range []int{200, 200, 404, 200, 404, 200, 200} {
		if got := c.get(reviewPath(1)).Status; got != status {
			t.Errorf("call %d: got %d, want %d", i+1, got, status)
		}
	}
	c.get(reviewPath(4)).Want(403)
	c.get(reviewPath(5)).Want(412)
	entries := box.Journal(journal.Filter{})
	notes := entries[len(entries)-1].Rules
	want := []journal.RuleTrace{
		{Rule: "often/third", Failed: "times", Wanted: "fires at most 2 times"},
		{Rule: "often/reviewers", Failed: "review.type", Wanted: "equals SOC_REPORT"},
		{Rule: "often/expression", Fired: true},
	}
	if !slices.Equal(notes, want) {
		t.Errorf("notes: got %+v, want %+v", notes, want)
	}
}

func TestProbabilityIsReproducible(t *testing.T) {
	const half = "name: half\nrules:\n  - {when: {method: get}, probability: 0.5, fault: {status: 500}}\n"
	run := func(seed uint64) string {
		c, box := play(t, half, simulator.WithSeed(seed))
		var statuses []string
		for range 20 {
			statuses = append(statuses, strconv.Itoa(c.get(reviewPath(1)).Status))
		}
		for _, entry := range box.Journal(journal.Filter{}) {
			note := entry.Rules[0]
			if note.Draw == nil || note.Threshold == nil || *note.Threshold != 0.5 || note.Fired != (*note.Draw < 0.5) {
				t.Errorf("note: got %+v", note)
			}
		}
		return strings.Join(statuses, " ")
	}
	first := run(7)
	if again := run(7); first != again {
		t.Errorf("the same seed: %s, then %s", first, again)
	}
	if other := run(8); first == other {
		t.Errorf("another seed: the same %s", other)
	}
	if !strings.Contains(first, "200") || !strings.Contains(first, "500") {
		t.Errorf("half of the calls: %s", first)
	}
}

func TestClosestMissOfARuleThatNeverFired(t *testing.T) {
	c, box := play(t, `
name: missed
rules:
  - when: {operation: performSecurityReviewAction, path: {securityReviewId: 3}, body: {action: reopen}}
    fault: {status: 500}
    expect: {fired: 1}
`)
	c.post(reviewPath(2)+"/actions", finalizeBody).Want(422)
	c.post(reviewPath(3)+"/actions", finalizeBody).Want(200)
	rule := box.Rules()[0]
	calls := box.Journal(journal.Filter{})
	want := journal.NearMiss{Call: calls[1].ID, Failed: "body.action", Wanted: "equals reopen", Got: "finalize"}
	if rule.Closest == nil || *rule.Closest != want || *rule.Met {
		t.Errorf("got %+v, closest %+v, want %+v", rule, rule.Closest, want)
	}
	if err := box.Reset(); err != nil { // or RunT would fail this test
		t.Fatal(err)
	}
}

func TestSetupAndReset(t *testing.T) {
	c, box := play(t, "plan-lost")
	c.post(creation, newReview(nil)).Want(402)
	if err := box.Reset(); err != nil {
		t.Fatal(err)
	}
	c.get(reviewPath(1)).Want(200)

	started := newClient(t, simulator.WithScenario("terms-not-accepted"))
	started.get(reviewPath(1)).Want(412)
	started.as("sim-full@other").get(reviewPath(1)).Want(412)
}

func TestPhaseAfterNeedsSuccess(t *testing.T) {
	c, box := play(t, "finalize-lost-answer")
	c.post(reviewPath(2)+"/actions", finalizeBody).Want(422) // the form is not complete
	if fired := box.Rules()[0].Fired; fired != 0 {
		t.Errorf("fired %d times", fired)
	}
	c.breaks(http.MethodPost, reviewPath(3)+"/actions", finalizeBody)
}

func TestStartRefusesScenarios(t *testing.T) {
	for name, want := range map[string]string{
		"finalize-lost":        `there is no scenario "finalize-lost"`,
		"testdata/none.yaml":   "no such file",
		"testdata/broken.yaml": "testdata/broken.yaml:4:21: ",
	} {
		sim, err := simulator.Start(simulator.WithScenario(name))
		if err == nil {
			sim.Close()
			t.Errorf("%s: started", name)
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// failures is a test that notes how it fails.
type failures struct {
	testing.TB
	texts    []string
	cleanups []func()
}

func (f *failures) Cleanup(end func()) { f.cleanups = append(f.cleanups, end) }
func (f *failures) Errorf(format string, args ...any) {
	f.texts = append(f.texts, fmt.Sprintf(format, args...))
}

func TestUnmetExpectationsFailTheTest(t *testing.T) {
	inner := &failures{TB: t}
	sim := simulator.RunT(inner, simulator.WithScenario("get-review-412"))
	c := &client{t: t, sim: sim, key: "sim-full", http: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	c.put(reviewPath(1), `{"title":"New"}`).Want(200)
	for _, end := range slices.Backward(inner.cleanups) {
		end()
	}
	if len(inner.texts) != 1 || !strings.Contains(inner.texts[0], "the rule get-review-412/1 fired 0 times, expected >=1") {
		t.Errorf("got %q", inner.texts)
	}
}

func TestRulesThatCutAreNotedOnce(t *testing.T) {
	c, box := play(t, `
name: cut
rules:
  - {when: {operation: "send*"}, times: 1, fault: {cut: 1KiB}}
  - {when: {operation: performSecurityReviewAction}, fault: {status: 500}}
`)
	c.get(reviewPath(1)).Want(200)
	c.breaksUpload()
	c.upload(vendorUpload, simtest.File("files", "a.pdf", "x")).Want(201)
	want := []string{"cut/1 operation, cut/2 operation", "cut/1", "cut/1 times, cut/2 operation"}
	for i, entry := range box.Journal(journal.Filter{}) {
		var notes []string
		for _, note := range entry.Rules {
			notes = append(notes, strings.TrimSpace(note.Rule+" "+note.Failed))
		}
		if got := strings.Join(notes, ", "); got != want[i] {
			t.Errorf("call %d: got %q, want %q", i+1, got, want[i])
		}
	}
}

// breaksUpload checks that an upload ends without an answer.
func (c *client) breaksUpload() {
	c.t.Helper()
	c.breaks(http.MethodPost, vendorUpload, strings.Repeat("x", 1<<20))
}

func TestSetupOfAFile(t *testing.T) {
	c := newClient(t, simulator.WithScenario("testdata/setup.yaml"))
	c.as("sim-full").get("/vendors/7/security-reviews/9").Want(401) // of the default fixture
	for _, key := range []string{"small-key", "small-reader", "small-reader@other"} {
		c.as(key).get("/vendors/7/security-reviews/9").Want(200).Has("status", "COMPLETED").Has("title", "Done")
	}
	if got, want := c.sim.Clock().Now(), time.Date(2026, time.December, 1, 9, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the clock: got %s, want %s", got, want)
	}
}

// A call that a fault holds up keeps no other from going on.
func TestHeldCallsHoldNoLock(t *testing.T) {
	c, box := play(t, `
name: held
rules:
  - {when: {path: {securityReviewId: 1}}, phase: after, fault: {delay: 30s}}
  - {when: {path: {securityReviewId: 4}}, fault: {delay: 30s}}
`)
	done := make(chan *simtest.Answer, 2)
	go func() { done <- c.get(reviewPath(1)) }()
	go func() { done <- c.get(reviewPath(4)) }()
	for box.Clock().Waiting() < 2 {
		time.Sleep(time.Millisecond)
	}
	c.get(reviewPath(3)).Want(200)
	c.post(reviewPath(3)+"/actions", finalizeBody).Want(200)
	box.Rules()
	if err := box.FastForward(30 * time.Second); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		(<-done).Want(200)
	}
}

// Nothing waits for a call that a fault holds up, and it leaves nothing behind.
func TestShutdownDropsHeldCalls(t *testing.T) {
	c, box := play(t, "name: held\nrules:\n  - {when: {method: GET}, fault: {delay: 24h}}\n")
	lost := make(chan error, 1)
	go func() {
		request, err := http.NewRequest(http.MethodGet, c.sim.URL()+reviewPath(1), nil)
		if err == nil {
			request.Header.Set("Authorization", "Bearer sim-full")
			var response *http.Response
			if response, err = c.http.Do(request); err == nil {
				response.Body.Close()
			}
		}
		lost <- err
	}()
	for box.Clock().Waiting() < 1 {
		time.Sleep(time.Millisecond)
	}
	if err := c.sim.Close(); err != nil { // would fail after five seconds of waiting
		t.Error(err)
	}
	if err := <-lost; err == nil {
		t.Error("the held call was answered")
	}
}
