package clients_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
)

// answer is what a client of openapi-fetch read.
type answer struct {
	Index  int
	Status int
	Body   json.RawMessage
}

// The types that openapi-typescript makes of every contract, and of what is published of the API, take
// each call that openapi-fetch makes of each operation, and each answer to it.
func TestGeneratedNodeClients(t *testing.T) {
	node, modules := judge.NodeModules(t)
	folder := t.TempDir()
	if err := os.Symlink(modules, filepath.Join(folder, "node_modules")); err != nil {
		t.Fatal(err)
	}
	all := documents(t)
	var texts, types []string
	for _, d := range all {
		texts = append(texts, string(d.text))
	}
	judge.Node(t, "types.mjs", texts, &types)
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("package.json", `{"type":"module"}`)
	const options = `"compilerOptions":{"strict":true,"module":"nodenext","target":"es2022","lib":["es2022","dom","dom.iterable"],"types":[]}`
	write("calls.json", "{"+options+`,"include":["call-*.ts"]}`)
	write("answers.json", "{"+options+`,"include":["answers-*.ts"]}`)
	copyFile(t, "testdata/tell.ts", filepath.Join(folder, "tell.ts"))
	compile := func(project string) {
		if output, err := run(folder, nil, node, "node_modules/typescript/bin/tsc", "--project", project); err != nil {
			t.Fatalf("the types do not fit: %v\n%.5000s", err, output)
		}
	}
	plans, served := plans(t, all)
	for i, p := range plans {
		write(p.Client+".ts", types[i])
		write("call-"+p.Client+".ts", callsInTypeScript(t, p))
	}
	compile("calls.json")
	for _, p := range plans {
		output, err := run(folder, nil, node, "call-"+p.Client+".js")
		if err != nil {
			t.Fatalf("%s: %v\n%s", p.Client, err, output)
		}
		write("answers-"+p.Client+".ts", answersInTypeScript(t, p, output))
	}
	compile("answers.json")
	for _, c := range served {
		c.checkFiles()
	}
}

// callsInTypeScript are the calls of a plan, as a user writes them: the compiler sees the types of all
// that is sent.
func callsInTypeScript(t *testing.T, p plan) string {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "import createClient from 'openapi-fetch'\nimport type { paths } from './%s.js'\nimport { form, tell } from './tell.js'\n", p.Client)
	fmt.Fprintf(&text, "const client = createClient<paths>({ baseUrl: %q })\n", p.URL)
	for i, c := range p.Calls {
		path := map[string]any{}
		for _, parameter := range c.Path {
			path[parameter.Name] = parameter.Value
		}
		parameters := map[string]any{}
		if len(path) > 0 {
			parameters["path"] = path
		}
		if len(c.Query) > 0 {
			parameters["query"] = c.Query
		}
		fmt.Fprintf(&text, "await tell(%d, client.%s(%q, { headers: { Authorization: 'Bearer %s' }", i, c.Method, c.Template, c.Key)
		if len(parameters) > 0 {
			fmt.Fprintf(&text, ", params: %s", inJSON(t, parameters))
		}
		if c.MediaType != "" {
			fmt.Fprintf(&text, ", body: %s", inJSON(t, c.Body))
		}
		if c.MediaType == "multipart/form-data" {
			text.WriteString(", bodySerializer: form")
		}
		text.WriteString(" }))\n")
	}
	return text.String()
}

// answersInTypeScript are the answers to the calls of a plan, as values of the types that are generated
// for them.
func answersInTypeScript(t *testing.T, p plan, output string) string {
	t.Helper()
	var text strings.Builder
	fmt.Fprintf(&text, "import type { operations } from './%s.js'\n", p.Client)
	decoder := json.NewDecoder(bytes.NewReader([]byte(output)))
	for i, c := range p.Calls {
		var a answer
		if err := decoder.Decode(&a); err != nil {
			t.Fatalf("%s: %v\n%s", p.Client, err, output)
		}
		if a.Index != i || a.Status != c.Status {
			t.Errorf("%s: %s with the key %s %s: got %d %s, want %d", p.Client, c.Operation, c.Key, c.MediaType, a.Status, a.Body, c.Status)
			continue
		}
		fmt.Fprintf(&text, "export const answer%d: operations[%q]['responses'][%d]['content']['application/json'] = %s\n", i, c.Operation, a.Status, a.Body)
	}
	return text.String()
}

func inJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
