package scenario_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
)

var update = flag.Bool("update", false, "write scenario.schema.json anew")

// schemaFile is where editors look for the schema.
const schemaFile = "../../../scenarios/scenario.schema.json"

func TestSchemaFile(t *testing.T) {
	want := scenario.Schema(newest)
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
		t.Errorf("%s is not what the types make of it: go test ./simulator/internal/scenario -run SchemaFile -update", schemaFile)
	}
}

// editor is what an editor with the schema says of a file.
func editor(t testing.TB) func(text []byte) error {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(scenario.Schema(newest)))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("scenario.schema.json", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("scenario.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return func(text []byte) error {
		written, err := asJSON(text)
		if err != nil {
			return err
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(written))
		if err != nil {
			return err
		}
		return compiled.Validate(value)
	}
}

func asJSON(text []byte) (json.RawMessage, error) {
	var value any
	if err := yaml.Unmarshal(text, &value); err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// TestSchemaForEditors asks ajv, as SchemaStore does, from which editors take their
// schemas: it is stricter about schemas than their specification.
func TestSchemaForEditors(t *testing.T) {
	var input struct {
		Schema    json.RawMessage   `json:"schema"`
		Documents []json.RawMessage `json:"documents"`
	}
	input.Schema = scenario.Schema(newest)
	var names []string
	builtIn(t, func(name string, data []byte) {
		document, err := asJSON(data)
		if err != nil {
			t.Fatal(err)
		}
		names, input.Documents = append(names, name), append(input.Documents, document)
	})
	var answer struct {
		Schema    string
		Documents []string
	}
	judge.Node(t, "schema.mjs", input, &answer)
	if answer.Schema != "" || len(names) == 0 {
		t.Errorf("the schema for %d files: %s", len(names), answer.Schema)
	}
	for i, complaint := range answer.Documents {
		if complaint != "" {
			t.Errorf("%s: %s", names[i], complaint)
		}
	}
}

func TestSchemaAcceptsBuiltInScenarios(t *testing.T) {
	validate := editor(t)
	builtIn(t, func(name string, data []byte) {
		if err := validate(data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	})
}

// What lint refuses for its bounds alone, an editor refuses, too; and what is at the bounds,
// both take.
func TestSchemaHasTheBoundsOfLint(t *testing.T) {
	validate := editor(t)
	const rule = `{when: {method: GET}, violates: true, fault: {status: 503}, %s}`
	in := func(property string) string { return "name: a\nrules:\n  - " + fmt.Sprintf(rule, property) }
	long := strings.Repeat("a", 64)
	for text, right := range map[string]bool{
		"name: ../a\nerrors: observed":          false,
		"name: 'a b'\nerrors: observed":         false,
		"name: ''\nerrors: observed":            false,
		"name: " + long + "a\nerrors: observed": false,
		"name: " + long + "\nerrors: observed":  true,
		"name: 17\nerrors: observed":            true,
		in("name: a/b"):                         false,
		in("name: a.b"):                         true,
		in("then: 'a b'"):                       false,
		in("after: -1"):                         false,
		in("after: 0"):                          true,
		in("times: 0"):                          false,
		in("times: 1"):                          true,
		in("every: 0"):                          false,
		in("every: 1"):                          true,
		in("probability: -0.1"):                 false,
		in("probability: 1.1"):                  false,
		in("probability: 1"):                    true,
		in("over: {calls: -1, per: 1m}"):        false,
		in("over: {calls: 0, per: 1m}"):         true,
		"name: a\nrules: [{when: {method: GET}, violates: true, fault: {status: 199}}]": false,
		"name: a\nrules: [{when: {method: GET}, violates: true, fault: {status: 600}}]": false,
		"name: a\nrules: [{when: {method: GET}, violates: true, fault: {status: 599}}]": true,
	} {
		_, lint := scenario.Load(newest, "a.yaml", []byte(text), nil)
		if (lint == nil) != right {
			t.Errorf("%s: lint says %v", text, lint)
		}
		if err := validate([]byte(text)); (err == nil) != right {
			t.Errorf("%s: an editor says %v", text, err)
		}
	}
}

// anyValue are values of all kinds, each of which is wrong in most places.
var anyValue = []string{"null", "text", "true", "5", "-5", "2.5", "{}", "[]", "[null]", "[5]", "{a: 1}", "'2026-01-31'", "10s", "50%", "2KiB"}

// Whatever stands in the place of a value, lint and an editor agree on its form: an editor
// takes all that lint takes, and refuses what lint reads as a value of another kind. The records
// of a world are to editors what a fixture says of them, and no schema can refuse a whole
// number for its point.
func TestLintAndEditorsAgreeOnForms(t *testing.T) {
	validate := editor(t)
	tried := map[string]bool{}
	builtIn(t, func(name string, data []byte) {
		var whole yaml.Node
		if err := yaml.Unmarshal(data, &whole); err != nil {
			t.Fatal(err)
		}
		replaceEach(whole.Content[0], "", tried, func(path string) {
			text, err := yaml.Marshal(&whole)
			if err != nil {
				t.Fatal(err)
			}
			_, lint := scenario.Load(newest, name, text, nil)
			edited := validate(text)
			if strings.HasPrefix(path, ".setup.world.") && edited == nil {
				return
			}
			form := lint != nil && wrongForm.MatchString(lint.Error())
			if lint == nil && edited != nil || form && edited == nil {
				t.Errorf("%s: lint says %v, an editor %v", path, lint, edited)
			}
		})
	})
	if len(tried) < 90 {
		t.Errorf("only %d places were tried", len(tried))
	}
}

// wrongForm is what the reader says of a value that is none of the kind that is wanted.
var wrongForm = regexp.MustCompile(`: must be [^,:]*, is (null|empty|a list|a mapping)`)

// replaceEach sees a document with each of its values replaced by others of all kinds, each
// place by its keys once.
func replaceEach(node *yaml.Node, path string, tried map[string]bool, see func(path string)) {
	for i, child := range node.Content {
		at := path + "[]"
		if node.Kind == yaml.MappingNode {
			at = path + "." + node.Content[i&^1].Value
		}
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		if !tried[at] {
			tried[at] = true
			for _, value := range anyValue {
				var other yaml.Node
				if err := yaml.Unmarshal([]byte(value), &other); err != nil {
					panic(err)
				}
				node.Content[i] = other.Content[0]
				see(at + ": " + value)
			}
			node.Content[i] = child
		}
		replaceEach(child, at, tried, see)
	}
}
