package clients_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/spec"
)

// The examples of the contract are about the default world (A61): what a request example asks for is
// there, and what an answer example shows is what the simulator sends, to the letter.

// operation is what the contract shows of an operation.
type operation struct {
	ID     string // the part of the operationId after _
	Method string
	Path   string

	OperationID string `yaml:"operationId"`
	Lookup      bool   `yaml:"x-vsrsim-lookup"`
	RequestBody struct {
		Content map[string]shownMedia
	} `yaml:"requestBody"`
	Responses map[string]struct {
		Content map[string]shownMedia
	}
	Parameters []struct {
		Name   string
		In     string
		Schema shownSchema
	}
	schemas map[string]*shownSchema
}

type shownMedia struct {
	Examples map[string]struct{ Value any }
}

// edition is one of the contracts that can be in force.
type edition struct {
	revision string
	lookups  bool
}

func (e edition) String() string {
	return strings.TrimSuffix(strings.TrimPrefix(spec.MadeName(e.revision, e.lookups), "made/"), ".yaml")
}

func (e edition) options() []simulator.Option {
	options := []simulator.Option{simulator.WithRevision(e.revision)}
	if !e.lookups {
		options = append(options, simulator.WithoutLookups())
	}
	return options
}

// editions are all contracts that can be in force. The baseline has no look-ups to leave out.
func editions() []edition {
	var all []edition
	for _, revision := range spec.Revisions() {
		all = append(all, edition{revision, false})
		if revision != spec.Baseline {
			all = append(all, edition{revision, true})
		}
	}
	return all
}

// describe reads the operations of a contract, those that change something before those that show it.
func (e edition) describe(t testing.TB) []operation {
	t.Helper()
	text, err := spec.Contract(e.revision, e.lookups)
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths      map[string]map[string]operation
		Components struct{ Schemas map[string]*shownSchema }
	}
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	var all []operation
	for path, methods := range document.Paths {
		for method, op := range methods {
			op.Method, op.Path, op.schemas = strings.ToUpper(method), path, document.Components.Schemas
			_, op.ID, _ = strings.Cut(op.OperationID, "_")
			all = append(all, op)
		}
	}
	slices.SortFunc(all, func(a, b operation) int {
		return strings.Compare(fmt.Sprint(a.Method == http.MethodGet, a.Path, a.Method), fmt.Sprint(b.Method == http.MethodGet, b.Path, b.Method))
	})
	return all
}

// exampleIDs is what stands in paths: records of the default world, and the first questionnaire that is
// uploaded. The review has a complete form and can be finalized.
var exampleIDs = map[string]int{"vendorId": 1, "securityReviewId": 3, "userId": 2, "documentId": 1, "questionnaireId": 1}

// exampleReviews are the examples that are about another review.
var exampleReviews = map[string]int{"reopen": 4}

// parameters are those in the path of an operation: the records that an example is about.
func (op *operation) parameters(example string) []pathParameter {
	var all []pathParameter
	for _, part := range strings.Split(op.Path, "/") {
		name, is := strings.CutPrefix(part, "{")
		if name = strings.TrimSuffix(name, "}"); !is {
			continue
		}
		id := exampleIDs[name]
		if other, is := exampleReviews[example]; is && name == "securityReviewId" {
			id = other
		}
		all = append(all, pathParameter{name, id})
	}
	return all
}

// pathFor is the path of an operation with the records that an example is about.
func (op *operation) pathFor(example string) string {
	path := op.Path
	for _, p := range op.parameters(example) {
		path = strings.ReplaceAll(path, "{"+p.Name+"}", fmt.Sprint(p.Value))
	}
	return path
}

// query has all parameters of a query that a list takes whatever is in the world.
func (op *operation) query() map[string]any {
	query := map[string]any{}
	for _, p := range op.Parameters {
		schema := p.Schema.resolved(op.schemas)
		switch {
		case p.In != "query":
		case p.Name == "size":
			query[p.Name] = 1
		case p.Name == "includeTotalCount":
			query[p.Name] = true
		case p.Name == "vendorIds[]":
			query[p.Name] = []int{1, 2, 3}
		case schema.Format == "date":
			query[p.Name] = "2026-11-22"
		case len(schema.Enum) > 0:
			query[p.Name] = schema.Enum[0]
		case schema.Items != nil && len(schema.Items.resolved(op.schemas).Enum) > 0:
			query[p.Name] = schema.Items.resolved(op.schemas).Enum
		}
	}
	return query
}

// shownSchema is as much of a schema as parameters need.
type shownSchema struct {
	Ref    string `yaml:"$ref"`
	Format string
	Enum   []string
	Items  *shownSchema
}

func (s *shownSchema) resolved(schemas map[string]*shownSchema) *shownSchema {
	if name, is := strings.CutPrefix(s.Ref, "#/components/schemas/"); is {
		return schemas[name]
	}
	return s
}

// bodyOf is a body example as a client sends it.
func bodyOf(t testing.TB, mediaType string, value any) (body []byte, contentType string) {
	t.Helper()
	if mediaType != "multipart/form-data" {
		body, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		return body, mediaType
	}
	var parts []simtest.Part
	for name, value := range value.(map[string]any) {
		switch {
		case name == "file":
			parts = append(parts, exampleFile(name, value))
		case name == "files":
			for _, file := range value.([]any) {
				parts = append(parts, exampleFile(name, file))
			}
		default:
			parts = append(parts, simtest.Field(name, fmt.Sprint(value)))
		}
	}
	return simtest.Form(t, parts...)
}

// exampleFile is a part with a name that goes with its content: examples have none.
func exampleFile(name string, content any) simtest.Part {
	fileName := "answers.csv"
	if strings.HasPrefix(content.(string), "%PDF") {
		fileName = "answers.pdf"
	}
	return simtest.File(name, fileName, content.(string))
}

func (c *client) sendExample(op *operation, mediaType, name string) *simtest.Answer {
	c.t.Helper()
	body, contentType := bodyOf(c.t, mediaType, op.RequestBody.Content[mediaType].Examples[name].Value)
	return c.send(op.Method, op.pathFor(name), contentType, bytes.NewReader(body))
}

// anyExample is the media type and the name of one body example of an operation, "" if it takes no body.
func (op *operation) anyExample() (mediaType, name string) {
	for _, mediaType := range slices.Sorted(maps.Keys(op.RequestBody.Content)) {
		return mediaType, slices.Sorted(maps.Keys(op.RequestBody.Content[mediaType].Examples))[0]
	}
	return "", ""
}

// perform calls an operation with all that it needs, at a path whose ids are those of the default world
// where it has parameters.
func (c *client) perform(op *operation, path string) *simtest.Answer {
	c.t.Helper()
	called := *op
	called.Path = path
	if mediaType, name := op.anyExample(); name != "" {
		return c.sendExample(&called, mediaType, name)
	}
	return c.send(op.Method, called.pathFor(""), "", nil)
}

// A61: each request example meets what it needs in the default world.
func TestRequestExamplesAreAccepted(t *testing.T) {
	for _, e := range editions() {
		for _, op := range e.describe(t) {
			t.Run(e.String()+"/"+op.ID, func(t *testing.T) {
				if len(op.RequestBody.Content) == 0 {
					c := newClient(t, e)
					c.upload("/vendors/1/security-questionnaires", simtest.File("files", "a.pdf", "x")).Want(201)
					c.get(op.pathFor("")).Want(200)
				}
				for mediaType, media := range op.RequestBody.Content {
					if len(media.Examples) == 0 {
						t.Errorf("no example of %s", mediaType)
					}
					for name := range media.Examples {
						answer := newClient(t, e).sendExample(&op, mediaType, name)
						if answer.Status < 200 || answer.Status > 299 {
							t.Errorf("%s, example %s: got %d %s", mediaType, name, answer.Status, answer.Body)
						}
					}
				}
			})
		}
	}
}

// sent is, for each answer example, the call that is answered with it in the default world, by the
// operation, the status and the name of the example. Where several operations have the same example, the
// operation is "", and each of them must answer so.
var sent = map[string]func(*client, *operation) *simtest.Answer{
	"createVendorSecurityReview 201 security":               byExample("application/json", "security"),
	"createVendorSecurityReviewWithFile 201 uploadedReport": byExample("application/json", "uploadedReport"),
	"getVendorSecurityReview 200 security":                  byGet("/vendors/1/security-reviews/1"),
	"getVendorSecurityReview 200 uploadedReportExpanded":    byGet("/vendors/1/security-reviews/5?expand[]=user&expand[]=requesterUser"),
	"getVendorSecurityReview 200 socReport":                 byGet("/vendors/1/security-reviews/4"),
	"updateVendorSecurityReview 200 socReportIncomplete": func(c *client, op *operation) *simtest.Answer {
		return c.json("PUT", reviewPath(2), op.RequestBody.Content["application/json"].Examples["clearFindings"].Value)
	},
	"sendSecurityQuestionnaire 201 uploaded":                  byExample("multipart/form-data", "onePdf"),
	"sendSecurityQuestionnaireForSecurityReview 201 uploaded": byExample("multipart/form-data", "pdfAndCsv"),
	"listSecurityReviewActions 200 finalize":                  byGet(reviewPath(3) + "/actions"),
	"listSecurityReviewActions 200 reopen":                    byGet(reviewPath(4) + "/actions"),
	"listSecurityReviewActions 200 none":                      byGet(reviewPath(2) + "/actions"),
	"listSecurityReviewActions 422 unsupportedType":           byGet(reviewPath(1) + "/actions"),
	"performSecurityReviewAction 200 finalized":               byExample("application/json", "finalize"),
	"performSecurityReviewAction 200 reopened":                byExample("application/json", "reopen"),
	"performSecurityReviewAction 400 unknownAction":           byChange(map[string]any{"action": "approve"}),
	"performSecurityReviewAction 422 unavailableAction": func(c *client, _ *operation) *simtest.Answer {
		return c.json("POST", reviewPath(2)+"/actions", `{"action":"finalize"}`)
	},
	"listVendorSecurityReviews 200 page": byGet("/vendors/1/security-reviews?size=1&includeTotalCount=true"),
	"listVendorSecurityReviewSecurityQuestionnaires 200 page": func(c *client, _ *operation) *simtest.Answer {
		c.upload(reviewPath(3)+"/security-questionnaires", simtest.File("files", "security-questionnaire.pdf", "%PDF-1.7\n")).Want(201)
		return c.get(reviewPath(3) + "/security-questionnaires")
	},
	"listVendorSecurityReviewsAcrossVendors 200 page": byGet("/vendor-security-reviews?type[]=SECURITY&expand[]=vendor"),

	" 400 unknownProperty": byChange(map[string]any{"priority": "high", "title": 5}),
	" 400 misnamedPart": func(c *client, op *operation) *simtest.Answer {
		return c.upload(op.pathFor(""), simtest.File("file", "answers.pdf", "%PDF-1.7\n"))
	},
	" 400 unknownExpand":     byQuery("expand[]=nothing"),
	" 400 sizeTooSmall":      byQuery("size=0"),
	" 400 badId":             byLastID("first"),
	" 401 missingKey":        byKey(""),
	" 401 unknownKey":        byKey("nobody"),
	" 401 rejectedKey":       byKey("sim-expired"),
	" 402 limitedPlan":       byLimitedPlan,
	" 403 missingPermission": byKey("sim-none"),
	" 404 notFound":          byLastID("99"),
	" 412 termsNotAccepted":  byKey("sim-no-terms"),
	" 500 serverError":       byPreference("500"),
}

// unshown are the documented answers without an example: the simulator has no reason to send one, or it
// is made up (A44).
func (op *operation) unshown(status string) bool {
	switch op.ID {
	case "getCompany":
		return slices.Contains([]string{"200", "400", "404"}, status)
	case "listVendorSecurityReviewsAcrossVendors":
		return status == "404"
	}
	return op.Lookup && status == "200"
}

func byExample(mediaType, name string) func(*client, *operation) *simtest.Answer {
	return func(c *client, op *operation) *simtest.Answer { return c.sendExample(op, mediaType, name) }
}

func byGet(path string) func(*client, *operation) *simtest.Answer {
	return func(c *client, _ *operation) *simtest.Answer { return c.get(path) }
}

// byChange sends an example of the operation with other properties.
func byChange(properties map[string]any) func(*client, *operation) *simtest.Answer {
	return func(c *client, op *operation) *simtest.Answer {
		_, name := op.anyExample()
		body := maps.Clone(op.RequestBody.Content["application/json"].Examples[name].Value.(map[string]any))
		maps.Copy(body, properties)
		return c.json(op.Method, op.pathFor(name), body)
	}
}

func byQuery(query string) func(*client, *operation) *simtest.Answer {
	return func(c *client, op *operation) *simtest.Answer {
		return c.send(op.Method, op.pathFor("")+"?"+query, "", nil)
	}
}

func byKey(key string) func(*client, *operation) *simtest.Answer {
	return func(c *client, op *operation) *simtest.Answer { return c.as(key).perform(op, op.Path) }
}

// byLastID has another id for the record that the operation is about.
func byLastID(id string) func(*client, *operation) *simtest.Answer {
	return func(c *client, op *operation) *simtest.Answer {
		i, j := strings.LastIndex(op.Path, "{"), strings.LastIndex(op.Path, "}")
		return c.perform(op, op.Path[:i]+id+op.Path[j+1:])
	}
}

func byLimitedPlan(c *client, op *operation) *simtest.Answer {
	box, err := c.sim.Box("default")
	if err != nil {
		c.t.Fatal(err)
	}
	limited := state.PlanLimited
	if _, err := box.World().ChangeAccount(1, state.AccountChange{Plan: &limited}); err != nil {
		c.t.Fatal(err)
	}
	return c.perform(op, op.Path)
}

// byPreference asks for a status that no state of a world leads to.
func byPreference(status string) func(*client, *operation) *simtest.Answer {
	return func(c *client, op *operation) *simtest.Answer {
		c.header = http.Header{"Prefer": {"code=" + status}}
		return c.perform(op, op.Path)
	}
}

// A61. Only a debugInfo of the simulator's own is left out of the examples of errors: it tells of one call (A4).
func TestAnswerExamplesAreSent(t *testing.T) {
	used := map[string]bool{}
	for _, e := range editions() {
		for _, op := range e.describe(t) {
			for status, response := range op.Responses {
				examples := response.Content["application/json"].Examples
				if shown := len(examples) > 0; shown == op.unshown(status) {
					t.Errorf("%s: %s %s has an example: %v", e, op.ID, status, shown)
				}
				for name, example := range examples {
					key := op.ID + " " + status + " " + name
					if sent[key] == nil {
						key = " " + status + " " + name
					}
					if sent[key] == nil {
						t.Errorf("%s: no call is known that is answered with the example %s %s %s", e, op.ID, status, name)
						continue
					}
					used[key] = true
					t.Run(e.String()+"/"+op.ID+"/"+status+"/"+name, func(t *testing.T) {
						answer := sent[key](newClient(t, e), &op)
						op.checkCalled(t, answer)
						checkSent(t, example.Value, answer, status)
					})
				}
			}
		}
	}
	for key := range sent {
		if !used[key] {
			t.Errorf("no contract has the example %s", key)
		}
	}
}

// checkCalled checks that an answer is one of the operation.
func (op *operation) checkCalled(t *testing.T, answer *simtest.Answer) {
	t.Helper()
	call := op.Method + " " + simulator.BasePath + op.Path
	for _, p := range op.parameters("") {
		call = strings.ReplaceAll(call, "{"+p.Name+"}", "[^/]+")
	}
	if !regexp.MustCompile("^" + call + "$").MatchString(answer.Call) {
		t.Errorf("called %s, which is another operation than %s", answer.Call, op.ID)
	}
}

func checkSent(t *testing.T, example any, answer *simtest.Answer, status string) {
	t.Helper()
	var got any
	if err := json.Unmarshal([]byte(answer.Body), &got); err != nil {
		t.Fatal(err)
	}
	if _, shown := example.(map[string]any)["debugInfo"]; !shown && answer.At("debugInfo.name") == "vsrsim" {
		delete(got.(map[string]any), "debugInfo")
	}
	text, err := json.Marshal(example)
	if err != nil {
		t.Fatal(err)
	}
	var want any
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	if fmt.Sprint(answer.Status) != status || !reflect.DeepEqual(got, want) {
		t.Errorf("got %d\n%s\nthe example is\n%s", answer.Status, answer.Body, text)
	}
}

// A61: the published samples that contradict the published schema or rules are refused.
func TestContradictorySamplesAreRefused(t *testing.T) {
	c := newClient(t, edition{spec.DefaultRevision, true})
	for name, sample := range map[string]int{"securityReviewStatus": 3, "securityReviewType": 1, "documentType": 1, "requesterUserId": 123} {
		body := map[string]any{
			"title": "Q4 2024 Security Review", "reviewDeadlineAt": "2025-07-01T16:45:55.246Z",
			"securityReviewStatus": "COMPLETED", "securityReviewType": "SECURITY", "file": "%PDF",
		}
		c.json("POST", "/vendors/1/security-reviews/with-file", body).Want(201)
		body[name] = sample
		c.json("POST", "/vendors/1/security-reviews/with-file", body).Want(400).Says(name + " must be")
	}
	for section, says := range map[string]string{
		`"reviewerInformation":{"reviewerUserId":42}`:                                      "reviewerUserId must be the id of a user",
		`"complianceScope":{"auditPeriodRange":{"start":"2020-07-06","end":"2020-07-06"}}`: "auditPeriodRange.end must be after start",
	} {
		c.json("PUT", reviewPath(2), `{"socForm":{`+section+`}}`).Want(400).Says(says)
	}
	c.get(reviewPath(2)).Want(200).Has("socReview", simtest.Absent{}).Has("socReviewForm.readyToFinalize", false) // A62
}

// No other example than those of bodies stands in a contract, so the two tests above have seen all.
func TestExamplesAreOfBodies(t *testing.T) {
	for _, e := range editions() {
		text, err := spec.Contract(e.revision, e.lookups)
		if err != nil {
			t.Fatal(err)
		}
		var root any
		if err := yaml.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		findExamples(root, "", func(place string) {
			if !strings.Contains(place, "/content/") || strings.Contains(place, "/schema/") {
				t.Errorf("%s: an example at %s", e, place)
			}
		})
	}
}

func findExamples(value any, at string, found func(place string)) {
	switch v := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if name == "example" || name == "examples" {
				found(at)
				continue
			}
			findExamples(v[name], at+"/"+name, found)
		}
	case []any:
		for i, item := range v {
			findExamples(item, fmt.Sprint(at, "/", i), found)
		}
	}
}
