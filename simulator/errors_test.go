package simulator_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/spec"
)

// Every error of every operation of every revision has the form that was seen, be it the
// request's fault or asked for, and nobody takes it for a bug: RunT would fail (A70).
func TestErrorsAsObserved(t *testing.T) {
	for _, revision := range spec.Revisions() {
		t.Run(revision, func(t *testing.T) {
			c := newClient(t, simulator.WithRevision(revision), simulator.WithErrors(simulator.ErrorsObserved))
			for _, op := range contractOf(t, revision).Operations {
				for _, status := range slices.Concat(op.Statuses, op.Assumed) {
					if call := outcomes[op.ID][status]; call != nil && status >= 400 {
						checkObserved(t, c, op.ID, call(c).Want(status))
					}
				}
				checkAskedFor(t, c, op)
			}
		})
	}
}

// checkAskedFor has the operation answer with each of its error statuses.
func checkAskedFor(t *testing.T, c *client, op *contract.Operation) {
	t.Helper()
	for _, status := range slices.Concat(op.Statuses, op.Assumed) {
		if status < 400 {
			continue
		}
		if err := c.box().PlayYAML(fmt.Sprintf("name: asked\nrules: [{when: {operation: %s}, fault: {status: %d}}]", op.ID, status)); err != nil {
			t.Fatal(err)
		}
		answer := succeed(t, c, op.ID).Want(status)
		checkObserved(t, c, op.ID, answer)
		// A75; one operation takes nothing that could be invalid.
		if _, isList := answer.At("message").([]any); isList != (status == 400 && op.ID != "getCompany") {
			t.Errorf("%s: got %s", op.ID, answer.Body)
		}
		c.box().Stop("asked")
	}
}

// succeed makes the call of an operation that there is nothing wrong with.
func succeed(t *testing.T, c *client, id string) *simtest.Answer {
	t.Helper()
	calls := outcomes[id]
	return calls[slices.Min(slices.Collect(maps.Keys(calls)))](c)
}

// checkObserved checks the form of an error, and that it counts as no difference from the
// contract.
func checkObserved(t *testing.T, c *client, id string, a *simtest.Answer) {
	t.Helper()
	var body map[string]any
	if err := json.Unmarshal([]byte(a.Body), &body); err != nil {
		t.Fatal(err)
	}
	if names := slices.Sorted(maps.Keys(body)); !slices.Equal(names, []string{"code", "debugInfo", "message", "statusCode"}) || body["debugInfo"] != nil {
		t.Errorf("%s: got %s", id, a.Body)
	}
	a.Has("statusCode", a.Status)
	for _, v := range c.last().Violations {
		if v.Side == journal.InResponse {
			t.Errorf("%s: the answer %s %s", id, a.Body, v)
		}
	}
}

// What is wrong with a request is told as class-validator does (A71, A72).
func TestViolationsAsObserved(t *testing.T) {
	c := newClient(t, simulator.WithErrors(simulator.ErrorsObserved))
	form := func(parts ...simtest.Part) *simtest.Answer {
		return c.upload("/vendors/1/security-reviews/with-file", parts...)
	}
	for name, row := range map[string]struct {
		answer *simtest.Answer
		want   string
	}{
		"a body": {
			c.post(creation, map[string]any{"titel": "x", "title": strings.Repeat("x", 192), "note": 1, "reviewDeadlineAt": "soon", "securityReviewStatus": "DONE", "requesterUserId": 1e9 + 1}),
			`[{"constraints":{"isString":"note must be a string"},"property":"note"},` +
				`{"constraints":{"max":"requesterUserId must not be greater than 1000000000"},"property":"requesterUserId"},` +
				`{"constraints":{"isDateString":"reviewDeadlineAt must be a valid ISO 8601 date string"},"property":"reviewDeadlineAt"},` +
				`{"constraints":{"isEnum":"securityReviewStatus must be one of the following values: NOT_YET_STARTED,IN_PROGRESS,COMPLETED,NOT_REQUIRED"},"property":"securityReviewStatus"},` +
				`{"constraints":{"isNotEmpty":"securityReviewType should not be empty"},"property":"securityReviewType"},` +
				`{"constraints":{"whitelistValidation":"property titel should not exist"},"property":"titel"},` +
				`{"constraints":{"maxLength":"title must be shorter than or equal to 191 characters"},"property":"title"}]`,
		},
		"a body in a body": {
			c.put(reviewPath(3), `{"socForm":{"complianceScope":{"scopeType":"TYPE_3","more":1},"findings":{"findings":[{"description":1},2]},"reviewerInformation":7}}`),
			`[{"constraints":{"whitelistValidation":"property more should not exist"},"property":"socForm.complianceScope.more"},` +
				`{"constraints":{"isEnum":"scopeType must be one of the following values: TYPE_1,TYPE_2"},"property":"socForm.complianceScope.scopeType"},` +
				`{"constraints":{"isString":"description must be a string"},"property":"socForm.findings.findings.0.description"},` +
				`{"constraints":{"nestedValidation":"each value in nested property findings must be either object or array"},"property":"socForm.findings.findings"},` +
				`{"constraints":{"nestedValidation":"nested property reviewerInformation must be either object or array"},"property":"socForm.reviewerInformation"}]`,
		},
		"a form": {
			form(simtest.Field("title", strings.Repeat("x", 256)), simtest.Field("requesterUserId", "me"), simtest.Field("securityReviewType", "SOC"), simtest.Field("more", "1")),
			`[{"constraints":{"isNotEmpty":"file should not be empty"},"property":"file"},` +
				`{"constraints":{"whitelistValidation":"property more should not exist"},"property":"more"},` +
				`{"constraints":{"isNumber":"requesterUserId must be a number conforming to the specified constraints"},"property":"requesterUserId"},` +
				`{"constraints":{"isNotEmpty":"reviewDeadlineAt should not be empty"},"property":"reviewDeadlineAt"},` +
				`{"constraints":{"isNotEmpty":"securityReviewStatus should not be empty"},"property":"securityReviewStatus"},` +
				`{"constraints":{"isEnum":"securityReviewType must be one of the following values: SECURITY,SOC_REPORT,UPLOAD_REPORT"},"property":"securityReviewType"},` +
				`{"constraints":{"maxLength":"title must be shorter than or equal to 255 characters"},"property":"title"}]`,
		},
		"a query": {
			c.get("/vendors/1/security-reviews?size=501&sort=name&status[]=OPEN&status[]=SHUT"),
			`[{"constraints":{"max":"size must not be greater than 500"},"property":"size"},` +
				`{"constraints":{"isEnum":"sort must be one of the following values: createdAt,updatedAt"},"property":"sort"},` +
				`{"constraints":{"isEnum":"each value in status must be one of the following values: NOT_YET_STARTED,IN_PROGRESS,COMPLETED,NOT_REQUIRED"},"property":"status"}]`,
		},
		"a query that says something twice": {
			c.get("/vendors/1/security-reviews?size=1&size=2"),
			`[{"constraints":{"isNumber":"size must be a number conforming to the specified constraints"},"property":"size"}]`,
		},
		"a path":                 {c.get("/vendors/x/security-reviews/1"), `[{"constraints":{"isInt":"vendorId must be an integer number"},"property":"vendorId"}]`},
		"a body of another type": {c.post(reviewPath(3)+"/actions", `["finalize"]`), noAction}, // A74
		"a text":                 {c.send(http.MethodPost, reviewPath(3)+"/actions", "text/plain", strings.NewReader("x")), noAction},
		"no body":                {c.send(http.MethodPost, reviewPath(3)+"/actions", "", nil), noAction},
		// A73
		"what is no JSON":          {c.post(creation, `{"title":}`), `"title is not valid JSON: invalid character '}' at start of value (at byte 9)"`},
		"what only the world sees": {c.post(creation, newReview(map[string]any{"requesterUserId": 99})), `"requesterUserId must be the id of a user of the account"`},
		"a file":                   {c.upload("/vendors/1/security-questionnaires", simtest.File("files", "a.pdf", "")), `"files[0] must not be empty"`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := json.Marshal(row.answer.Want(400).At("message"))
			if text := strings.NewReplacer(`\u003e`, ">").Replace(string(got)); err != nil || text != row.want {
				t.Errorf("got  %s\nwant %s", text, row.want)
			}
		})
	}
}

const noAction = `[{"constraints":{"isNotEmpty":"action should not be empty"},"property":"action"}]`

// The contract's form is the default, and the option can say so.
func TestErrorsAsPublished(t *testing.T) {
	for _, c := range []*client{newClient(t), newClient(t, simulator.WithErrors(simulator.ErrorsPublished))} {
		c.put(reviewPath(1), `{"title":5}`).Want(400).Has("name", "BadRequestException").Has("message", "title must be a string, is a number")
	}
	err := simulator.Check(simulator.WithErrors("seen"))
	if want := `WithErrors must be one of published, observed, is "seen"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// A scenario says how errors look in its sandbox, or for one call, whatever holds for the
// run; the first that says it counts.
func TestScenariosSayHowErrorsLook(t *testing.T) {
	for run, other := range map[simulator.ErrorForm]simulator.ErrorForm{
		simulator.ErrorsPublished: simulator.ErrorsObserved, simulator.ErrorsObserved: simulator.ErrorsPublished,
	} {
		c := newClient(t, simulator.WithErrors(run))
		looksIn := func(sandbox string, want simulator.ErrorForm) {
			t.Helper()
			c := c.as("sim-full@" + sandbox)
			for _, a := range []*simtest.Answer{c.put(reviewPath(1), `{"title":5}`), c.as("nobody@" + sandbox).get(reviewPath(1)), c.get("/nothing")} {
				_, hasDetail := a.At("debugInfo").(map[string]any)
				_, isText := a.At("message").(string)
				if published := hasDetail || isText && a.Status == 400; published != (want == simulator.ErrorsPublished) {
					t.Errorf("%s in a run that has %s: got %s", want, run, a.Body)
				}
			}
		}
		looksIn("default", run)
		if err := c.box().Play("errors-" + string(other)); err != nil {
			t.Fatal(err)
		}
		looksIn("default", other)
		looksIn("another", run)
		if err := c.box().PlayYAML("name: late\nerrors: " + string(run)); err != nil {
			t.Fatal(err)
		}
		looksIn("default", other)
		c.box().Stop("errors-" + string(other))
		looksIn("default", run)
		once := *c
		once.header = http.Header{"Sim-Scenario": {"errors-" + string(other)}}
		a := once.put(reviewPath(1), `{"title":5}`).Want(400)
		if _, isText := a.At("message").(string); isText != (other == simulator.ErrorsPublished) {
			t.Errorf("for one call: got %s", a.Body)
		}
	}
}

// A body whose every property is wrong is told of in part.
func TestWhatIsToldOfAHostileBodyIsBounded(t *testing.T) {
	c := newClient(t, simulator.WithErrors(simulator.ErrorsObserved))
	names, findings := map[string]any{}, make([]any, 20_000)
	for i := range 20_000 {
		names[fmt.Sprintf("%05d%s", i, strings.Repeat("ü", 500))] = i
	}
	for name, a := range map[string]*simtest.Answer{
		"names": c.post(creation, names),
		"items": c.put(reviewPath(3), map[string]any{"socForm": map[string]any{"findings": map[string]any{"findings": findings}}}),
	} {
		list, _ := a.Want(400).At("message").([]any)
		if len(list) == 0 || len(list) > 100 || len(a.Body) > 24<<10 {
			t.Errorf("%s: got %d objects in %d bytes", name, len(list), len(a.Body))
		}
	}
}

// The journal keeps no secret that an answer repeats, nor a name below one.
func TestErrorsAsObservedKeepNoSecrets(t *testing.T) {
	c := newClient(t, simulator.WithErrors(simulator.ErrorsObserved), simulator.WithMask("socForm", "titel"))
	sent := c.put(reviewPath(3), `{"socForm":{"kanarie":1,"complianceScope":{"kanarie2":2}},"titel":"kanarie3"}`).Want(400)
	sent.Contains("property kanarie should not exist", "socForm.complianceScope.kanarie2")
	for _, of := range []any{c.last().Response, c.last().Violations} {
		kept, err := json.Marshal(of)
		if err != nil || strings.Contains(string(kept), "kanarie") {
			t.Errorf("got %s", kept)
		}
	}
	var body struct{ Message []contract.InvalidProperty }
	want := []contract.InvalidProperty{
		{Property: "socForm", Constraints: map[string]string{"whitelistValidation": "property socForm should not exist"}},
		{Property: "socForm", Constraints: map[string]string{"whitelistValidation": "property socForm should not exist"}},
		{Property: "titel", Constraints: map[string]string{"whitelistValidation": "property titel should not exist"}},
	}
	if err := json.Unmarshal([]byte(c.last().Response.Body), &body); err != nil || !reflect.DeepEqual(body.Message, want) {
		t.Errorf("got %v %v", body, err)
	}
}
