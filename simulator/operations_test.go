package simulator_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/spec"
)

// outcomes is every documented status of every operation and a call that meets
// it. 500 is the one status that no state leads to.
var outcomes = map[string]map[int]func(*client) *answer{
	"createVendorSecurityReview": reviewCreation(
		"/vendors/1/security-reviews", "/vendors/99/security-reviews",
		func(c *client, path string) *answer { return c.post(path, newReview(nil)) },
	),
	"createVendorSecurityReviewWithFile": reviewCreation(
		"/vendors/1/security-reviews/with-file", "/vendors/99/security-reviews/with-file",
		func(c *client, path string) *answer {
			return c.post(path, newReview(map[string]any{"title": "With file", "file": pdfURL}))
		},
	),
	"getVendorSecurityReview": {
		200: func(c *client) *answer { return c.get(reviewPath(1)) },
		400: func(c *client) *answer { return c.get("/vendors/1/security-reviews/abc") },
		401: func(c *client) *answer { return c.as("").get(reviewPath(1)) },
		403: func(c *client) *answer { return c.as("sim-none").get(reviewPath(1)) },
		404: func(c *client) *answer { return c.get(reviewPath(99)) },
		412: func(c *client) *answer { return c.as("sim-no-terms").get(reviewPath(1)) },
	},
	"updateVendorSecurityReview": {
		200: func(c *client) *answer { return c.put(reviewPath(1), `{"title":"New"}`) },
		400: func(c *client) *answer { return c.put(reviewPath(1), `{"title":5}`) },
		401: func(c *client) *answer { return c.as("nobody").put(reviewPath(1), `{}`) },
		403: func(c *client) *answer { return c.as("sim-read").put(reviewPath(1), `{}`) },
		404: func(c *client) *answer { return c.put(reviewPath(99), `{}`) },
		412: func(c *client) *answer { return c.as("sim-no-terms").put(reviewPath(1), `{}`) },
	},
	"sendSecurityQuestionnaire": questionnaireUpload(
		"/vendors/1/security-questionnaires", "/vendors/99/security-questionnaires"),
	"sendSecurityQuestionnaireForSecurityReview": questionnaireUpload(
		reviewPath(1)+"/security-questionnaires", reviewPath(99)+"/security-questionnaires"),
	"listSecurityReviewActions": {
		200: func(c *client) *answer { return c.get(reviewPath(3) + "/actions") },
		401: func(c *client) *answer { return c.as("sim-revoked").get(reviewPath(3) + "/actions") },
		403: func(c *client) *answer { return c.as("sim-none").get(reviewPath(3) + "/actions") },
		404: func(c *client) *answer { return c.get(reviewPath(99) + "/actions") },
		412: func(c *client) *answer { return c.as("sim-no-terms").get(reviewPath(3) + "/actions") },
		422: func(c *client) *answer { return c.get(reviewPath(1) + "/actions") },
	},
	"performSecurityReviewAction": {
		200: func(c *client) *answer { return c.post(reviewPath(3)+"/actions", `{"action":"finalize"}`) },
		400: func(c *client) *answer { return c.post(reviewPath(3)+"/actions", `{"action":"close"}`) },
		401: func(c *client) *answer { return c.as("sim-expired").post(reviewPath(3)+"/actions", `{}`) },
		403: func(c *client) *answer { return c.as("sim-read").post(reviewPath(3)+"/actions", `{}`) },
		404: func(c *client) *answer { return c.post(reviewPath(99)+"/actions", `{"action":"finalize"}`) },
		412: func(c *client) *answer { return c.as("sim-no-terms").post(reviewPath(3)+"/actions", `{}`) },
		422: func(c *client) *answer { return c.post(reviewPath(2)+"/actions", `{"action":"finalize"}`) },
	},
}

// pdfURL is a small file as a data URL.
const pdfURL = "data:application/pdf;base64,JVBERi0xLjQK"

func reviewCreation(path, missing string, create func(*client, string) *answer) map[int]func(*client) *answer {
	return map[int]func(*client) *answer{
		201: func(c *client) *answer { return create(c, path) },
		400: func(c *client) *answer { return c.post(path, `{}`) },
		401: func(c *client) *answer { return create(c.as("nobody"), path) },
		403: func(c *client) *answer { return create(c.as("sim-read"), path) },
		404: func(c *client) *answer { return create(c, missing) },
		412: func(c *client) *answer { return create(c.as("sim-no-terms"), path) },
	}
}

func questionnaireUpload(path, missing string) map[int]func(*client) *answer {
	upload := func(c *client, path string) *answer { return c.upload(path, file("files", "answers.pdf", "%PDF-1.4")) }
	return map[int]func(*client) *answer{
		201: func(c *client) *answer { return upload(c, path) },
		400: func(c *client) *answer { return c.upload(path, file("files", "answers.exe", "MZ")) },
		401: func(c *client) *answer { return upload(c.as(""), path) },
		403: func(c *client) *answer { return upload(c.as("sim-read"), path) },
		404: func(c *client) *answer { return upload(c, missing) },
		412: func(c *client) *answer { return upload(c.as("sim-no-terms"), path) },
	}
}

func TestEveryDocumentedStatusOfEveryOperation(t *testing.T) {
	documented, err := contract.Load(spec.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range documented.Operations {
		want := slices.DeleteFunc(slices.Clone(op.Statuses), func(s int) bool { return s == http.StatusInternalServerError })
		if got := slices.Sorted(maps.Keys(outcomes[op.ID])); !slices.Equal(got, want) {
			t.Errorf("%s: calls for the statuses %v, documented are %v", op.ID, got, want)
		}
		for _, status := range want {
			call := outcomes[op.ID][status]
			if call == nil {
				continue
			}
			t.Run(op.ID+"/"+http.StatusText(status), func(t *testing.T) {
				answer := call(newClient(t)).want(status)
				if got := answer.header.Get("Content-Type"); got != "application/json; charset=utf-8" {
					t.Errorf("Content-Type: got %q", got)
				}
				if status >= 400 {
					checkEnvelope(t, op, answer)
				}
			})
		}
	}
	if got, want := len(outcomes), len(documented.Operations); got != want {
		t.Errorf("calls for %d operations, documented are %d", got, want)
	}
}

// checkEnvelope checks what the contract cannot say: that the two copies of the
// status agree, and that name is there exactly where it is documented.
func checkEnvelope(t *testing.T, op *contract.Operation, a *answer) {
	t.Helper()
	a.has("statusCode", a.status)
	_, nameAbsent := a.at("name").(absent)
	if want := op.ResponseHas(a.status, "name"); want == nameAbsent {
		t.Errorf("name in the body: got %v, want %v; body %s", !nameAbsent, want, a.body)
	}
}

func TestUnknownPathsAndMethodsAre404(t *testing.T) {
	c := newClient(t)
	for _, call := range []struct{ method, path, says string }{
		{"GET", "/vendors", "it has: POST /public/v2/vendors/{vendorId}/security-questionnaires"},
		{"GET", "/vendors/1/security-reviews", "there it has: POST"},
		{"DELETE", "/vendors/1/security-reviews/1", "there it has: GET, PUT"},
		{"GET", "/vendors/1/security-reviews/1/", "vsrsim has no operation"},
		{"OPTIONS", "/vendors/1/security-reviews", "vsrsim has no operation"},
		{"GET", "/vendors//security-reviews/1", "vsrsim has no operation"},
	} {
		// A6, A25: before the key is looked at
		c.as("").send(call.method, call.path, "", nil).want(404).has("code", 10170).says(call.says)
	}
}

func TestOperationsAnswerWithoutTheBasePath(t *testing.T) {
	c := newClient(t)
	request, err := http.NewRequest(http.MethodGet, "http://"+c.sim.Address()+reviewPath(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sim-full")
	c.do(request).want(200).has("id", 1)
}
