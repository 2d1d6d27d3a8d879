package contract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pb33f/go-yaml"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"

	"github.com/vsrsim/vsrsim/spec"
)

func load(t testing.TB) *Contract {
	t.Helper()
	c, err := Load(spec.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func model(t testing.TB) *v3.Document {
	t.Helper()
	m, err := readModel(spec.OpenAPI)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestTheDocumentIsValidOpenAPI(t *testing.T) {
	document, err := libopenapi.NewDocument(spec.OpenAPI)
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
}

func TestEveryOperationNamesItsPermission(t *testing.T) {
	for _, op := range load(t).Operations {
		if op.Permission == "" || !strings.HasPrefix(op.PermissionName, "Vendors: ") {
			t.Errorf("%s: got %q, %q", op.ID, op.Permission, op.PermissionName)
		}
	}
}

// Every message that the document shows fits the schema that it stands beside.
func TestEveryExampleIsValid(t *testing.T) {
	c := load(t)
	for path, item := range model(t).Paths.PathItems.FromOldest() {
		for method, described := range item.GetOperations().FromOldest() {
			op := operationAt(t, c, strings.ToUpper(method), path)
			if described.RequestBody != nil {
				for mediaType, media := range described.RequestBody.Content.FromOldest() {
					checkExamples(t, op.ID+" "+mediaType, op.bodies[mediaType], media)
				}
			}
			for code, response := range described.Responses.Codes.FromOldest() {
				media, _ := response.Content.Get("application/json")
				var status int
				if _, err := fmt.Sscan(code, &status); err != nil {
					t.Fatal(err)
				}
				checkExamples(t, op.ID+" "+code, op.responses[status], media)
			}
		}
	}
}

func operationAt(t *testing.T, c *Contract, method, path string) *Operation {
	t.Helper()
	for _, op := range c.Operations {
		if op.Method == method && op.Path == path {
			return op
		}
	}
	t.Fatalf("no operation %s %s", method, path)
	return nil
}

func checkExamples(t *testing.T, where string, s *schema, media *v3.MediaType) {
	t.Helper()
	if media == nil || media.Examples == nil || media.Examples.Len() == 0 {
		t.Errorf("%s: no example", where)
		return
	}
	for name, example := range media.Examples.FromOldest() {
		value, err := plain(example.Value)
		if err != nil {
			t.Errorf("%s, example %s: %v", where, name, err)
			continue
		}
		for _, f := range s.check(value) {
			t.Errorf("%s, example %s: %s %s", where, name, dotted("", f.path), f.text)
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
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load([]byte(row.document))
			if err == nil || !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %v, want it to say %q", err, row.says)
			}
		})
	}
}
