package simulator_test

import (
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
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

// A6
func TestUnknownPathsAndMethodsAre404(t *testing.T) {
	c := newClient(t)
	for _, call := range []struct{ method, path, says string }{
		{"GET", "/vendors/1/security-review", "did you mean"},
		{"PATCH", "/vendors/1/security-reviews", "has no method PATCH, allowed are: GET, POST"},
		{"DELETE", "/vendors/1/security-reviews/1", "has no method DELETE, allowed are: GET, PUT"},
		{"OPTIONS", "/vendors/1/security-reviews", "has no method OPTIONS, allowed are: GET, POST"},
		{"GET", "/vendors//security-reviews/1", "vsrsim has no operation"},
		{"GET", "/nothing/at/all/of/the/kind", "it has: POST /public/v2/vendors/{vendorId}/security-questionnaires"},
		{"GET", "/public/v2/vendors/1/security-reviews/1", "did you mean GET /public/v2/vendors/{vendorId}/security-reviews/{securityReviewId}?"},
		{"GET", "/vendors/1/security-review/1", "did you mean GET /public/v2/vendors/{vendorId}/security-reviews/{securityReviewId}?"},
	} {
		c.send(call.method, call.path, "", nil).want(404).has("code", 10170).has("name", "NotFoundException").says(call.says)
	}
}

// A36: the key is looked at before the route.
func TestAnUnknownPathWithoutAKey(t *testing.T) {
	c := newClient(t)
	origin := "http://" + c.sim.Address()
	for path, want := range map[string]string{
		"/public/v2/openapi.json":                `{"statusCode":401,"message":"Unauthorized","code":26430,"debugInfo":null}`,
		"/Public/V2/nothing":                     `{"statusCode":401,"message":"Unauthorized","code":26430,"debugInfo":null}`,
		"/vendors/1/security-reviews/1":          `{"statusCode":401,"message":"Unauthorized","code":26430,"debugInfo":null}`,
		"/vendors":                               `{"statusCode":401,"message":"Unauthorized","code":26430,"debugInfo":null}`,
		"/openapi.json":                          `{"statusCode":401,"message":"Unauthorized","code":12300}`,
		"/public/v2x":                            `{"statusCode":401,"message":"Unauthorized","code":12300}`,
		"/public/v1/vendors/1/security-reviews/": `{"statusCode":401,"message":"Unauthorized","code":12300}`,
		"/%ff":                                   `{"statusCode":401,"message":"Unauthorized","code":12300}`,
	} {
		request, err := http.NewRequest(http.MethodGet, origin+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.do(request).want(401).body; string(got) != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	c.as("sim-expired").get("/nothing").want(401).has("code", 10000)
	c.as("sim-revoked").get("/vendors").want(401).has("code", 10000)
	c.as("nobody").get("/nothing").want(401).has("code", 12310)
	c.as("sim-no-terms").get("/nothing").want(404)
}

// What names no path is no call of the control API.
func TestACallWithoutAPathIsUnknown(t *testing.T) {
	c := newClient(t)
	for target, says := range map[string]string{
		"CONNECT evil:443": "vsrsim has no operation CONNECT evil:443, it has: ", "GET mailto:abc": "vsrsim has no operation GET mailto:abc, it has: ",
	} {
		for key, status := range map[string]string{"": "401 Unauthorized", "Authorization: Bearer sim-full\r\n": "404 Not Found"} {
			conn, err := net.Dial("tcp", c.sim.Address())
			must(t, err)
			_, err = io.WriteString(conn, target+" HTTP/1.1\r\nHost: evil\r\nConnection: close\r\n"+key+"\r\n")
			must(t, err)
			got, err := io.ReadAll(conn)
			must(t, errors.Join(err, conn.Close()))
			if !strings.Contains(string(got), " "+status) || key != "" && !strings.Contains(string(got), says) || key == "" && !strings.Contains(string(got), `"code":12300`) {
				t.Errorf("%s: got %s", target, got)
			}
		}
	}
}

// A37
func TestADocumentedOperationThatIsNotSimulatedIs501(t *testing.T) {
	c, operations := newClient(t), documentedOperations(t)
	for _, line := range strings.Split(strings.TrimSpace(spec.Published), "\n") {
		method, path, _ := strings.Cut(line, " ")
		if slices.ContainsFunc(operations, func(op *contract.Operation) bool { return op.Method == method && op.Path == path }) {
			continue
		}
		answer := c.send(method, pathParameter.ReplaceAllString(path, "7"), "", nil).want(501)
		answer.has("code", 10000).has("name", "NotImplementedException").says(line + " is documented, vsrsim does not simulate it")
		if got := answer.header.Get("Sim-Violations"); got != "" {
			t.Errorf("%s: violations: %s", line, got)
		}
	}
	if got := c.kept(); got.Unsimulated == "" || len(got.Violations) > 0 || got.Response.Status != 501 {
		t.Errorf("got %+v", got)
	}
	c.send("HEAD", "/vendors", "", nil).want(501)
	c.get("/vendors/1%2Fsecurity-reviews%2F1").want(404).says("it has: POST")
}

func documentedOperations(t *testing.T) []*contract.Operation {
	t.Helper()
	documented, err := contract.Load(spec.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return documented.Operations
}

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

// A34
func TestAPathThatExpressWouldServe(t *testing.T) {
	c := newClient(t)
	for _, path := range []string{"/vendors/1/security-reviews/1/", "/Vendors/1/Security-Reviews/1"} {
		answer := c.get(path).want(200).has("id", 1)
		if hints := answer.header.Get("Sim-Hints"); !strings.Contains(hints, "write it as documented: /public/v2/vendors/{vendorId}") {
			t.Errorf("%s: hints: %s", path, hints)
		}
	}
	c.get("/vendors/1/security-reviews/1//").want(404)
	c.get("/vendors/1%2F2/security-reviews/1").want(400)
}

// A35
func TestHeadIsTheOperationOfGet(t *testing.T) {
	c := newClient(t)
	for _, op := range documentedOperations(t) {
		if op.Method != http.MethodGet {
			continue
		}
		path := strings.ReplaceAll(pathParameter.ReplaceAllString(op.Path, "1"), "reviews/1", "reviews/3")
		get, head := c.get(path).want(200), c.send("HEAD", path, "", nil).want(200)
		if len(head.body) > 0 || head.header.Get("Content-Length") != get.header.Get("Content-Length") {
			t.Errorf("%s: body %q, header %v", op.ID, head.body, head.header)
		}
		entry := c.kept()
		if entry.Operation != op.ID || entry.Request.Method != "HEAD" || entry.Response.Body != "" {
			t.Errorf("%s: journal: %+v", op.ID, entry)
		}
	}
	c.as("sim-none").send("HEAD", reviewPath(1), "", nil).want(403)
	c.send("HEAD", reviewPath(99), "", nil).want(404)
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
