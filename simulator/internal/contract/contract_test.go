package contract

import (
	"net/url"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/spec"
)

func load(t testing.TB) *Contract {
	t.Helper()
	c, err := Load(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func model(t testing.TB) *v3.Document {
	t.Helper()
	m, err := readModel(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// documents are all contracts.
var documents = map[string][]byte{"openapi.yaml": spec.OpenAPI(), "control.yaml": spec.Control()}

func TestTheDocumentsAreValidOpenAPI(t *testing.T) {
	for name, text := range documents {
		t.Run(name, func(t *testing.T) {
			document, err := libopenapi.NewDocument(text)
			if err != nil {
				t.Fatal(err)
			}
			v, errs := validator.NewValidator(document)
			if len(errs) > 0 {
				t.Fatal(errs)
			}
			if valid, problems := v.ValidateDocument(); !valid {
				t.Error(problems)
			}
		})
	}
}

func TestEveryOperationNamesItsPermission(t *testing.T) {
	for _, op := range load(t).Operations {
		if op.Permission == "" || !strings.HasPrefix(op.PermissionName, "Vendors: ") {
			t.Errorf("%s: got %q, %q", op.ID, op.Permission, op.PermissionName)
		}
	}
}

// Every message that a document shows fits the schema that it stands beside.
func TestEveryExampleIsValid(t *testing.T) {
	for name, text := range documents {
		t.Run(name, func(t *testing.T) {
			m, err := readModel(text)
			if err != nil {
				t.Fatal(err)
			}
			c, err := newCompiler(m, text)
			if err != nil {
				t.Fatal(err)
			}
			for path, item := range m.Paths.PathItems.FromOldest() {
				for method, described := range item.GetOperations().FromOldest() {
					checkOperationExamples(t, c, path, method, described)
				}
			}
		})
	}
}

func checkOperationExamples(t *testing.T, c *compiler, path, method string, described *v3.Operation) {
	t.Helper()
	if described.RequestBody != nil {
		for mediaType, media := range described.RequestBody.Content.FromOldest() {
			s, err := c.compile(media.Schema, contentPath(bodyPlace(path, method, described.RequestBody), mediaType))
			checkExamples(t, described.OperationId+" "+mediaType, s, err, media)
		}
	}
	for code, response := range described.Responses.Codes.FromOldest() {
		if response.Content == nil && code == "204" {
			continue
		}
		for mediaType, media := range response.Content.FromOldest() {
			s, err := c.compile(media.Schema, contentPath(responsePlace(path, method, code, response), mediaType))
			checkExamples(t, described.OperationId+" "+code+" "+mediaType, s, err, media)
		}
	}
}

func checkExamples(t *testing.T, where string, s *schema, err error, media *v3.MediaType) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", where, err)
	}
	if media.Examples == nil || media.Examples.Len() == 0 {
		t.Errorf("%s: no example", where)
		return
	}
	for name, example := range media.Examples.FromOldest() {
		value, err := plain(example.Value)
		if err != nil {
			t.Errorf("%s, example %s: %v", where, name, err)
			continue
		}
		for _, f := range s.check(value).list {
			t.Errorf("%s, example %s: %v", where, name, Violation{Pointer: pointer(f.path), Text: f.text})
		}
	}
}

// plain is a YAML value as JSON decodes it.
func plain(node *yaml.Node) (any, error) {
	var value any
	err := node.Decode(&value)
	return numbers(value), err
}

func numbers(value any) any {
	switch v := value.(type) {
	case int:
		return float64(v)
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = numbers(v[name])
		}
	}
	return value
}

func TestLoadSaysWhatIsWrongWithADocument(t *testing.T) {
	for name, row := range map[string]struct{ document, says string }{
		"nothing":     {"", "read the contract"},
		"not OpenAPI": {"a: b", "read the contract"},
		"no paths":    {"openapi: 3.0.3\ninfo: {title: x, version: y}\n", "no info or no paths"},
		"a cookie": {`openapi: 3.0.3
info: {title: x, version: y}
paths:
  /x:
    get:
      operationId: getX
      parameters: [{name: c, in: cookie, schema: {type: string}}]
      responses: {'200': {description: ok}}
`, "GET /x: parameter c: parameters in a cookie are not supported"},
		"directions": {`openapi: 3.0.3
info: {title: x, version: y}
paths:
  /x:
    get:
      operationId: getX
      responses: {'200': {description: ok, content: {application/json: {schema: {type: object, properties: {id: {type: integer, readOnly: true}}}}}}}
`, "readOnly and writeOnly are not supported"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load([]byte(row.document))
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want it to say %q", err, row.says)
			}
		})
	}
}

func TestQueryKeysThatAreNotNamed(t *testing.T) {
	c, err := Load(spec.Control())
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"listCalls": "colour should not exist, allowed are: class, limit, method, operation, path, rule, since, skip, status, text, until, violations, wrote; " +
			"operations should not exist, did you mean operation?",
		"listSandboxes": "colour should not exist; operations should not exist",
	} {
		op, _ := c.Operation(id)
		request := &exchange.Request{Query: url.Values{"operations": {"x"}, "colour": {"red"}, "status": {"200"}}}
		if id == "listSandboxes" {
			delete(request.Query, "status")
		}
		if got := op.CheckQueryKeys(request).String(); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	c := load(t)
	for path, want := range map[string]string{
		"/vendors/1/security-review":                        "createVendorSecurityReview",
		"/vendor/1/security-reviews":                        "createVendorSecurityReview",
		"/vendors/1/security-reviews/2/action":              "performSecurityReviewAction",
		"/vendors/1/security-questionnaire":                 "sendSecurityQuestionnaire",
		"/users":                                            "",
		"/":                                                 "",
		"/vendors/1/" + strings.Repeat("x", 1<<20):          "",
		strings.Repeat("/vendors", 1<<16):                   "",
		"/vendors/" + strings.Repeat("1", 1<<20) + "/users": "",
	} {
		got := ""
		if op := c.Nearest("POST", path); op != nil {
			got = op.ID
		}
		if got != want {
			t.Errorf("%.40s: got %q, want %q", path, got, want)
		}
	}
}
