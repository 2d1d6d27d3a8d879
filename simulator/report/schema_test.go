package report_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/report"
)

const schemaFile = "../../spec/report.schema.json"

func TestSchemaFile(t *testing.T) {
	want := report.Schema()
	if *update {
		if err := os.WriteFile(schemaFile, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the types make of it: go test ./simulator/report -run SchemaFile -update", schemaFile)
	}
}

// validator is what somebody with the schema says of a report.
func validator(t *testing.T) func(text string) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(report.Schema()))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("report.schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("report.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) error {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			return err
		}
		return compiled.Validate(value)
	}
}

func TestSchemaAcceptsReports(t *testing.T) {
	validate := validator(t)
	for name, sample := range samples() {
		if err := validate(written(t, sample, report.JSON)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaForEditors asks ajv, as SchemaStore does: it is stricter about schemas than
// their specification.
func TestSchemaForEditors(t *testing.T) {
	var input struct {
		Schema    json.RawMessage   `json:"schema"`
		Documents []json.RawMessage `json:"documents"`
	}
	input.Schema = report.Schema()
	for _, r := range allSorts() {
		input.Documents = append(input.Documents, json.RawMessage(written(t, r, report.JSON)))
	}
	var answer struct {
		Schema    string
		Documents []string
	}
	judge.Node(t, "schema.mjs", input, &answer)
	if answer.Schema != "" {
		t.Errorf("the schema: %s", answer.Schema)
	}
	for i, complaint := range answer.Documents {
		if complaint != "" {
			t.Errorf("%s in %.500s", complaint, input.Documents[i])
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	validate := validator(t)
	good := written(t, failing(), report.JSON)
	for old, changed := range map[string]string{
		`"version": 1,`:          `"version": 2,`,
		`"outcome": "failed"`:    `"outcome": "broken"`,
		`"kind": "coverage"`:     `"kind": "weather"`,
		`"kind": "parameter"`:    `"kind": "cookie"`,
		`"side": "response"`:     `"side": "middle"`,
		`"sandboxes": 3,`:        ``,
		`"2026-11-22T09:00:00Z"`: `"yesterday"`,
		`"count": 12`:            `"count": -12`,
		`"in": "body"`:           `"in": "cellar"`,
	} {
		if !strings.Contains(good, old) {
			t.Fatalf("the sample has no %s", old)
		}
		if err := validate(strings.Replace(good, old, changed, 1)); err == nil {
			t.Errorf("%s is accepted", changed)
		}
	}
}
