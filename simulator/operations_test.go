package simulator_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

// outcomes is every documented status of every operation and a call that meets
// it. 500 is the one status that no state leads to.
var outcomes = map[string]map[int]func(*client) *simtest.Answer{
	"createVendorSecurityReview": reviewCreation(
		"/vendors/1/security-reviews", "/vendors/99/security-reviews",
		func(c *client, path string) *simtest.Answer { return c.post(path, newReview(nil)) },
	),
	"createVendorSecurityReviewWithFile": reviewCreation(
		"/vendors/1/security-reviews/with-file", "/vendors/99/security-reviews/with-file",
		func(c *client, path string) *simtest.Answer {
			return c.post(path, newReview(map[string]any{"title": "With file", "file": pdfURL}))
		},
	),
	"getVendorSecurityReview": {
		200: func(c *client) *simtest.Answer { return c.get(reviewPath(1)) },
		400: func(c *client) *simtest.Answer { return c.get("/vendors/1/security-reviews/abc") },
		401: func(c *client) *simtest.Answer { return c.as("").get(reviewPath(1)) },
		403: func(c *client) *simtest.Answer { return c.as("sim-none").get(reviewPath(1)) },
		404: func(c *client) *simtest.Answer { return c.get(reviewPath(99)) },
		412: func(c *client) *simtest.Answer { return c.as("sim-no-terms").get(reviewPath(1)) },
	},
	"updateVendorSecurityReview": {
		200: func(c *client) *simtest.Answer { return c.put(reviewPath(1), `{"title":"New"}`) },
		400: func(c *client) *simtest.Answer { return c.put(reviewPath(1), `{"title":5}`) },
		401: func(c *client) *simtest.Answer { return c.as("nobody").put(reviewPath(1), `{}`) },
		403: func(c *client) *simtest.Answer { return c.as("sim-read").put(reviewPath(1), `{}`) },
		404: func(c *client) *simtest.Answer { return c.put(reviewPath(99), `{}`) },
		412: func(c *client) *simtest.Answer { return c.as("sim-no-terms").put(reviewPath(1), `{}`) },
	},
	"sendSecurityQuestionnaire": questionnaireUpload(
		"/vendors/1/security-questionnaires", "/vendors/99/security-questionnaires"),
	"sendSecurityQuestionnaireForSecurityReview": questionnaireUpload(
		reviewPath(1)+"/security-questionnaires", reviewPath(99)+"/security-questionnaires"),
	"listSecurityReviewActions": {
		200: func(c *client) *simtest.Answer { return c.get(reviewPath(3) + "/actions") },
		401: func(c *client) *simtest.Answer { return c.as("sim-revoked").get(reviewPath(3) + "/actions") },
		403: func(c *client) *simtest.Answer { return c.as("sim-none").get(reviewPath(3) + "/actions") },
		404: func(c *client) *simtest.Answer { return c.get(reviewPath(99) + "/actions") },
		412: func(c *client) *simtest.Answer { return c.as("sim-no-terms").get(reviewPath(3) + "/actions") },
		422: func(c *client) *simtest.Answer { return c.get(reviewPath(1) + "/actions") },
	},
	"performSecurityReviewAction": {
		200: func(c *client) *simtest.Answer { return c.post(reviewPath(3)+"/actions", `{"action":"finalize"}`) },
		400: func(c *client) *simtest.Answer { return c.post(reviewPath(3)+"/actions", `{"action":"close"}`) },
		401: func(c *client) *simtest.Answer { return c.as("sim-expired").post(reviewPath(3)+"/actions", `{}`) },
		403: func(c *client) *simtest.Answer { return c.as("sim-read").post(reviewPath(3)+"/actions", `{}`) },
		404: func(c *client) *simtest.Answer { return c.post(reviewPath(99)+"/actions", `{"action":"finalize"}`) },
		412: func(c *client) *simtest.Answer { return c.as("sim-no-terms").post(reviewPath(3)+"/actions", `{}`) },
		422: func(c *client) *simtest.Answer { return c.post(reviewPath(2)+"/actions", `{"action":"finalize"}`) },
	},
	"listVendorSecurityReviews":                      listing("/vendors/1/security-reviews", "/vendors/99/security-reviews"),
	"listVendorSecurityReviewSecurityQuestionnaires": listing(reviewPath(1)+"/security-questionnaires", reviewPath(99)+"/security-questionnaires"),
	"listVendorSecurityReviewsAcrossVendors":         listing("/vendor-security-reviews", ""),
}

// listing has the statuses of a list. missing is the path of one that is not there; a
// list of the account always is, so nothing leads to its documented 404.
func listing(path, missing string) map[int]func(*client) *simtest.Answer {
	calls := map[int]func(*client) *simtest.Answer{
		200: func(c *client) *simtest.Answer { return c.get(path) },
		400: func(c *client) *simtest.Answer { return c.get(path + "?size=501") },
		401: func(c *client) *simtest.Answer { return c.as("sim-expired").get(path) },
		403: func(c *client) *simtest.Answer { return c.as("sim-none").get(path) },
		412: func(c *client) *simtest.Answer { return c.as("sim-no-terms").get(path) },
	}
	if missing != "" {
		calls[404] = func(c *client) *simtest.Answer { return c.get(missing) }
	}
	return calls
}

// neverSent are documented statuses that no state leads to, beside 500.
var neverSent = map[string][]int{
	"listVendorSecurityReviewsAcrossVendors": {404},
	"getCompany":                             {400, 404}, // it takes nothing, and each key has one
}

// pdfURL is a small file as a data URL.
const pdfURL = "data:application/pdf;base64,JVBERi0xLjQK"

func reviewCreation(path, missing string, create func(*client, string) *simtest.Answer) map[int]func(*client) *simtest.Answer {
	return map[int]func(*client) *simtest.Answer{
		201: func(c *client) *simtest.Answer { return create(c, path) },
		400: func(c *client) *simtest.Answer { return c.post(path, `{}`) },
		401: func(c *client) *simtest.Answer { return create(c.as("nobody"), path) },
		403: func(c *client) *simtest.Answer { return create(c.as("sim-read"), path) },
		404: func(c *client) *simtest.Answer { return create(c, missing) },
		412: func(c *client) *simtest.Answer { return create(c.as("sim-no-terms"), path) },
	}
}

func questionnaireUpload(path, missing string) map[int]func(*client) *simtest.Answer {
	upload := func(c *client, path string) *simtest.Answer {
		return c.upload(path, simtest.File("files", "answers.pdf", "%PDF-1.4"))
	}
	return map[int]func(*client) *simtest.Answer{
		201: func(c *client) *simtest.Answer { return upload(c, path) },
		400: func(c *client) *simtest.Answer { return c.upload(path, simtest.File("files", "answers.exe", "MZ")) },
		401: func(c *client) *simtest.Answer { return upload(c.as(""), path) },
		403: func(c *client) *simtest.Answer { return upload(c.as("sim-read"), path) },
		404: func(c *client) *simtest.Answer { return upload(c, missing) },
		412: func(c *client) *simtest.Answer { return upload(c.as("sim-no-terms"), path) },
	}
}

func TestEveryDocumentedStatusOfEveryOperation(t *testing.T) {
	for _, revision := range spec.Revisions() {
		t.Run(revision, func(t *testing.T) { driveEveryStatus(t, revision) })
	}
	for id, calls := range outcomes {
		for status := range calls {
			if !slices.ContainsFunc(spec.Revisions(), func(revision string) bool {
				op, there := contractOf(t, revision).Operation(id)
				return there && op.Documents(status)
			}) {
				t.Errorf("%s: a call for %d, which no revision documents", id, status)
			}
		}
	}
}

func driveEveryStatus(t *testing.T, revision string) {
	for _, op := range contractOf(t, revision).Operations {
		for _, status := range op.Statuses {
			call := outcomes[op.ID][status]
			if status == http.StatusInternalServerError || slices.Contains(neverSent[op.ID], status) {
				continue
			}
			if call == nil {
				t.Errorf("%s: no call for the documented status %d", op.ID, status)
				continue
			}
			t.Run(op.ID+"/"+http.StatusText(status), func(t *testing.T) {
				answer := call(newClient(t, simulator.WithRevision(revision))).Want(status)
				if got := answer.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
					t.Errorf("Content-Type: got %q", got)
				}
				if status >= 400 {
					checkEnvelope(t, op, answer)
				}
				checkCost(t, op, answer)
			})
		}
	}
}

// contractOf is a revision of the contract.
func contractOf(t testing.TB, revision string) *contract.Contract {
	t.Helper()
	c, err := builtin.Edition{Revision: revision}.Contract()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// checkCost sees to it that the check of an answer costs no memory: there is a check for what
// is in order, and one that takes many times its time, for what may not be.
func checkCost(t *testing.T, op *contract.Operation, a *simtest.Answer) {
	t.Helper()
	response := exchange.Response{Status: a.Status, Body: []byte(a.Body)}
	if n := testing.AllocsPerRun(100, func() { op.CheckResponse(response) }); n > 0 {
		t.Errorf("the check of an answer allocates %v times; body %s", n, a.Body)
	}
}

// checkEnvelope checks what the contract cannot say: that the two copies of the
// status agree, and that name is there exactly where it is documented.
func checkEnvelope(t *testing.T, op *contract.Operation, a *simtest.Answer) {
	t.Helper()
	a.Has("statusCode", a.Status)
	_, nameAbsent := a.At("name").(simtest.Absent)
	if want := op.ResponseHas(a.Status, "name"); want == nameAbsent {
		t.Errorf("name in the body: got %v, want %v; body %s", !nameAbsent, want, a.Body)
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
		{"GET", "/nothing/at/all/of/the/kind", "it has: GET /public/v2/company, GET /public/v2/users, "},
		{"GET", "/public/v2/vendors/1/security-reviews/1", "did you mean GET /public/v2/vendors/{vendorId}/security-reviews/{securityReviewId}?"},
		{"GET", "/vendors/1/security-review/1", "did you mean GET /public/v2/vendors/{vendorId}/security-reviews/{securityReviewId}?"},
	} {
		c.send(call.method, call.path, "", nil).Want(404).Has("code", 10170).Has("name", "NotFoundException").Says(call.says)
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
		if got := c.do(request).Want(401).Body; string(got) != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	c.as("sim-expired").get("/nothing").Want(401).Has("code", 10000)
	c.as("sim-revoked").get("/vendors").Want(401).Has("code", 10000)
	c.as("nobody").get("/nothing").Want(401).Has("code", 12310)
	c.as("sim-no-terms").get("/nothing").Want(404)
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
	for _, line := range strings.Split(strings.TrimSpace(spec.Published()), "\n") {
		method, path, _ := strings.Cut(line, " ")
		if slices.ContainsFunc(operations, func(op *contract.Operation) bool { return op.Method == method && op.Path == path }) {
			continue
		}
		answer := c.send(method, pathParameter.ReplaceAllString(path, "7"), "", nil).Want(501)
		answer.Has("code", 10000).Has("name", "NotImplementedException").Says(line + " is documented, vsrsim does not simulate it")
		if got := answer.Header.Get("Sim-Violations"); got != "" {
			t.Errorf("%s: violations: %s", line, got)
		}
	}
	if got := c.kept(); got.Unsimulated == "" || len(got.Violations) > 0 || got.Response.Status != 501 {
		t.Errorf("got %+v", got)
	}
	c.send("HEAD", "/vendors-stats", "", nil).Want(501)
	c.get("/vendors/1%2Fsecurity-reviews%2F1").Want(400).Says("vendorId must be a positive integer") // the escaped slashes are a part of the id
}

func documentedOperations(t *testing.T) []*contract.Operation {
	t.Helper()
	return contractOf(t, spec.DefaultRevision).Operations
}

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

// A34
func TestAPathThatExpressWouldServe(t *testing.T) {
	c := newClient(t)
	for _, path := range []string{"/vendors/1/security-reviews/1/", "/Vendors/1/Security-Reviews/1"} {
		answer := c.get(path).Want(200).Has("id", 1)
		if hints := answer.Header.Get("Sim-Hints"); !strings.Contains(hints, "write it as documented: /public/v2/vendors/{vendorId}") {
			t.Errorf("%s: hints: %s", path, hints)
		}
	}
	c.get("/vendors/1/security-reviews/1//").Want(404)
	c.get("/vendors/1%2F2/security-reviews/1").Want(400)
}

// A35
func TestHeadIsTheOperationOfGet(t *testing.T) {
	c := newClient(t)
	c.upload("/vendors/1/security-questionnaires", simtest.File("files", "a.pdf", "%PDF-1.4")).Want(201) // to be looked up
	for _, op := range documentedOperations(t) {
		if op.Method != http.MethodGet {
			continue
		}
		path := strings.ReplaceAll(pathParameter.ReplaceAllString(op.Path, "1"), "reviews/1", "reviews/3")
		get, head := c.get(path).Want(200), c.send("HEAD", path, "", nil).Want(200)
		if len(head.Body) > 0 || head.Header.Get("Content-Length") != get.Header.Get("Content-Length") {
			t.Errorf("%s: body %q, header %v", op.ID, head.Body, head.Header)
		}
		entry := c.kept()
		if entry.Operation != op.ID || entry.Request.Method != "HEAD" || entry.Response.Body != "" {
			t.Errorf("%s: journal: %+v", op.ID, entry)
		}
	}
	c.as("sim-none").send("HEAD", reviewPath(1), "", nil).Want(403)
	c.send("HEAD", reviewPath(99), "", nil).Want(404)
}

func TestOperationsAnswerWithoutTheBasePath(t *testing.T) {
	c := newClient(t)
	request, err := http.NewRequest(http.MethodGet, "http://"+c.sim.Address()+reviewPath(1), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer sim-full")
	c.do(request).Want(200).Has("id", 1)
}
