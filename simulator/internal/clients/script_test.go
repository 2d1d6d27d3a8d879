package clients_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/responses"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

// A client that was written by hand goes the same way on every revision. libopenapi-validator, which
// has no part in how the simulator checks whole answers, holds each answer against the contract in force
// and against the published documents.

// authority is a document that answers are held against.
type authority struct {
	name      string
	model     *v3.Document
	validator responses.ResponseBodyValidator
}

func newAuthority(t testing.TB, name string, text []byte) authority {
	t.Helper()
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	built, err := document.BuildV3Model()
	if err != nil {
		t.Fatal(err)
	}
	options := []config.Option{config.WithRegexCache(&sync.Map{}), config.WithFormatAssertions()}
	return authority{name, &built.Model, responses.NewResponseBodyValidator(&built.Model, options...)}
}

// problems are what an answer has against the document. known is false if the document lacks the operation.
func (a *authority) problems(method, template string, answer *simtest.Answer) (problems []string, known bool) {
	item, there := a.model.Paths.PathItems.Get(template)
	if !there || item.GetOperations().GetOrZero(strings.ToLower(method)) == nil {
		return nil, false
	}
	request, err := http.NewRequest(method, "http://localhost"+template, nil)
	if err != nil {
		return []string{err.Error()}, true
	}
	response := &http.Response{
		StatusCode: answer.Status, Header: answer.Header, Request: request, Body: io.NopCloser(bytes.NewReader([]byte(answer.Body))),
	}
	_, found := a.validator.ValidateResponseBodyWithPathItem(request, response, item, template)
	for _, problem := range found {
		text := problem.Message
		for _, detail := range problem.SchemaValidationErrors {
			text += "; " + detail.FieldPath + " " + detail.Reason
		}
		problems = append(problems, text)
	}
	return problems, true
}

// departures are the only answers that a published document does not have, by the number of the
// assumption. The contract in force has them all.
var departures = []struct{ number, operation, says string }{
	{"A1", "", "debugInfo"},
	{"A46", "GET /users/{userId}", "'404'"},
	{"A59", "GET /vendors/{vendorId}", "'400'"},
}

// script is a client on its way through the API.
type script struct {
	*client
	authorities []authority
	operations  []string // of the contract in force, with method and path
	departed    map[string]bool
}

// call makes a call and wants its status, or a 501 with what the reason is where the revision lacks the
// operation; it tells whether the operation was there.
func (s *script) call(status int, method, path string, body any) (answer *simtest.Answer, there bool) {
	s.t.Helper()
	template := s.template(method, path)
	switch parts := body.(type) {
	case nil:
		answer = s.send(method, path, "", nil)
	case []simtest.Part:
		answer = s.upload(path, parts...)
	default:
		answer = s.json(method, path, body)
	}
	if !slices.Contains(s.operations, method+" "+template) {
		answer.Want(501).Says(method + " " + template)
		return answer, false
	}
	answer.Want(status)
	for i, a := range s.authorities {
		problems, known := a.problems(method, template, answer)
		if !known && i == 0 {
			s.t.Errorf("%s lacks %s %s", a.name, method, template)
		}
		for _, problem := range problems {
			if i == 0 || !s.isDeparture(method+" "+template, problem) {
				s.t.Errorf("%s: %s %s: %s", a.name, method, path, problem)
			}
		}
	}
	return answer, true
}

func (s *script) isDeparture(operation, problem string) bool {
	for _, d := range departures {
		if (d.operation == "" || d.operation == operation) && strings.Contains(problem, d.says) {
			s.departed[d.number] = true
			return true
		}
	}
	return false
}

// template is the path as documents have it.
func (s *script) template(method, path string) string {
	path, _, _ = strings.Cut(path, "?")
	names := map[string]string{"vendors": "{vendorId}", "security-reviews": "{securityReviewId}", "users": "{userId}", "documents": "{documentId}", "questionnaires": "{questionnaireId}"}
	parts := strings.Split(path, "/")
	for i := 2; i < len(parts); i++ {
		if name := names[parts[i-1]]; name != "" && parts[i] != "with-file" {
			parts[i] = name
		}
	}
	return strings.Join(parts, "/")
}

func TestScriptedClient(t *testing.T) {
	published := []authority{}
	for _, d := range documents(t) {
		if d.Published {
			published = append(published, newAuthority(t, d.Package, d.text))
		}
	}
	departed := map[string]bool{}
	for _, e := range editions() {
		t.Run(e.String(), func(t *testing.T) {
			text, err := spec.Contract(e.revision, e.lookups)
			if err != nil {
				t.Fatal(err)
			}
			s := &script{client: newClient(t, e), departed: departed}
			s.authorities = []authority{newAuthority(t, e.String(), text)}
			date := strings.ReplaceAll(strings.Replace(e.revision, spec.Baseline, spec.DefaultRevision, 1), "-", "")
			for _, a := range published {
				if a.name == "published"+date || a.name == "published"+spec.Lookups {
					s.authorities = append(s.authorities, a)
				}
			}
			for _, op := range e.describe(t) {
				s.operations = append(s.operations, op.Method+" "+op.Path)
			}
			s.lookUp()
			id := s.create()
			s.change(id)
			s.list()
			s.act()
			s.beRefused()
		})
	}
	for _, d := range departures {
		if !departed[d.number] {
			t.Errorf("%s: no answer departs from the published documents so", d.number)
		}
	}
}

// lookUp is what clients begin with: whether the key works, and which vendor and user they are about.
func (s *script) lookUp() {
	s.call(200, "GET", "/company", nil)
	if vendors, there := s.call(200, "GET", "/vendors?size=2", nil); there {
		vendors.Has("data.0.name", "Example Cloud Hosting")
		next, _ := s.call(200, "GET", "/vendors?size=2&cursor="+url.QueryEscape(fmt.Sprint(vendors.At("pagination.cursor"))), nil)
		next.Has("data.0.name", "Example Courier").Has("pagination.cursor", nil)
	}
	s.call(200, "GET", "/vendors/1?expand[]=documents&expand[]=latestSecurityReviews", nil)
	s.call(200, "GET", "/users?size=1", nil)
	if user, there := s.call(200, "GET", "/users/olga.owner@example.com", nil); there {
		user.Has("id", 2)
	}
}

// create makes reviews in both ways and uploads questionnaires; it returns the id of a SOC report review.
func (s *script) create() (id int) {
	const reviews = "/vendors/1/security-reviews"
	s.call(201, "POST", reviews, newReview)
	created, _ := s.call(201, "POST", reviews, strings.Replace(newReview, `"SECURITY"`, `"SOC_REPORT","requesterUserId":2`, 1))
	withFile := `{"title":"Report","file":"data:application/pdf;base64,JVBERi0xLjQK",` + newReview[1:]
	s.call(201, "POST", reviews+"/with-file", withFile)
	s.call(201, "POST", reviews+"/with-file", []simtest.Part{
		simtest.Field("title", "Report"), simtest.Field("reviewDeadlineAt", "2026-12-31T17:00:00Z"), simtest.Field("securityReviewStatus", "IN_PROGRESS"),
		simtest.Field("securityReviewType", "UPLOAD_REPORT"), simtest.File("file", "report.pdf", "%PDF-1.4"),
	})
	answers := []simtest.Part{simtest.File("files", "answers.pdf", "%PDF-1.4"), simtest.File("files", "more.csv", "a,b")}
	s.call(201, "POST", "/vendors/1/security-questionnaires", answers)
	s.call(201, "POST", fmt.Sprintf("%s/%d/security-questionnaires", reviews, created.ID()), answers)
	s.call(200, "GET", "/vendors/1/questionnaires/1", nil)
	s.call(200, "GET", "/vendors/1/documents/1", nil)
	return created.ID()
}

// change reads a review and fills its form.
func (s *script) change(id int) {
	s.call(200, "GET", reviewPath(id)+"?expand[]=user&expand[]=requesterUser", nil)
	s.call(200, "PUT", reviewPath(id), `{"title":"SOC 1 report","socForm":{"reviewerInformation":{"reviewerUserId":2,"reportIssueDate":"2026-07-20"},
		"complianceScope":{"certification":"SOC_1","scopeType":"TYPE_1","auditPeriod":"2026-06-30"},
		"reportOpinion":{"reportOpinion":"UNQUALIFIED","encompassBusinessNeeds":true},"cpaFirm":{"cpaFirm":"Example Auditors LLP"}}}`)
	s.call(200, "GET", reviewPath(id), nil)
}

// list goes through lists a page at a time.
func (s *script) list() {
	for _, path := range []string{
		"/vendors/1/security-reviews", reviewPath(8) + "/security-questionnaires", "/vendor-security-reviews",
		"/vendors/1/questionnaires", "/vendors/1/documents",
	} {
		page, there := s.call(200, "GET", path+"?size=3&includeTotalCount=true&sort=createdAt&sortDir=DESC", nil)
		for there && page.At("pagination.cursor") != nil {
			cursor := url.QueryEscape(fmt.Sprint(page.At("pagination.cursor")))
			page, _ = s.call(200, "GET", path+"?size=3&sort=createdAt&sortDir=DESC&cursor="+cursor, nil)
			page.Has("pagination.totalCount", simtest.Absent{})
		}
	}
}

// act finalizes the review that create made and change filled, and reopens it.
func (s *script) act() {
	const actions = "/vendors/1/security-reviews/8/actions"
	for _, action := range []string{"finalize", "reopen"} {
		if offered, there := s.call(200, "GET", actions, nil); there {
			offered.Has("data.0.action", action)
		}
		s.call(200, "POST", actions, `{"action":"`+action+`"}`)
	}
	s.call(422, "POST", actions, `{"action":"reopen"}`)
}

// beRefused meets each refusal.
func (s *script) beRefused() {
	refused := *s
	for key, status := range map[string]int{"": 401, "nobody": 401, "sim-none": 403, "sim-no-terms": 412} {
		refused.client = s.as(key)
		refused.call(status, "GET", reviewPath(1), nil)
	}
	s.call(400, "POST", "/vendors/1/security-reviews", `{}`)
	s.call(404, "GET", reviewPath(99), nil)
	s.call(404, "GET", "/users/99", nil)
	s.call(400, "GET", "/vendors/1?expand[]=nothing", nil)
}
