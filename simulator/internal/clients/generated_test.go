package clients_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/spec"
)

// document is one that clients are generated from.
type document struct {
	Package   string // of the generated client
	text      []byte
	served    edition // what the simulator serves to the client
	Published bool
}

// documents are all made contracts, and the published documents that they are made after.
func documents(t testing.TB) []document {
	t.Helper()
	var all []document
	for _, e := range editions() {
		text, err := spec.Contract(e.revision, e.lookups)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, document{"made" + strings.ReplaceAll(e.String(), "-", ""), text, e, false})
	}
	for _, name := range []string{"2026-04", "2026-07", "2026-08", spec.Lookups} {
		text, err := os.ReadFile("../overlay/testdata/published-" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		served := edition{name, true}
		if name == spec.Lookups {
			served.revision = spec.DefaultRevision
		}
		all = append(all, document{"published" + strings.ReplaceAll(name, "-", ""), text, served, true})
	}
	return all
}

// call is one that a driver makes; testdata/driver.go says what its fields are.
type call struct {
	Operation string
	Method    string
	Template  string // the path with the names of its parameters
	Key       string
	Path      []pathParameter
	Query     map[string]any
	MediaType string
	Body      any
	Status    int
}

type pathParameter struct {
	Name  string
	Value any
}

// calls are what a client of a document can ask: each operation with each example of a body, once with
// all parameters that a list has, and its refusals.
func (d *document) calls(t testing.TB) []call {
	t.Helper()
	var published struct {
		Paths map[string]map[string]struct {
			RequestBody struct{ Content map[string]any }
		}
	}
	if d.Published {
		if err := json.Unmarshal(d.text, &published); err != nil {
			t.Fatal(err)
		}
	}
	var all []call
	for _, op := range d.served.describe(t) {
		theirs, there := published.Paths[op.Path][strings.ToLower(op.Method)]
		if d.Published && !there {
			continue
		}
		plain := call{Operation: op.OperationID, Method: op.Method, Template: op.Path, Key: "sim-full", Status: 200}
		for mediaType, media := range op.RequestBody.Content {
			if _, takes := theirs.RequestBody.Content[mediaType]; d.Published && !takes {
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(media.Examples)) {
				c := plain
				c.MediaType, c.Body, c.Path = mediaType, media.Examples[name].Value, op.parameters(name)
				if op.Responses["201"].Content != nil {
					c.Status = 201
				}
				all = append(all, c)
			}
		}
		if op.Method == "GET" {
			plain.Path = op.parameters("")
			full := plain
			full.Query = op.query()
			all = append(all, plain, full)
		}
		all = append(all, all[len(all)-1].refused()...)
	}
	return all
}

// refused are calls like one, that meet the refusals of the API.
func (c call) refused() (all []call) {
	for key, status := range map[string]int{"nobody": 401, "sim-none": 403, "sim-no-terms": 412} {
		other := c
		other.Key, other.Status = key, status
		all = append(all, other)
	}
	if strings.HasPrefix(c.Template, "/vendors/{vendorId}") {
		c.Path, c.Status = append([]pathParameter{{"vendorId", 99}}, c.Path[1:]...), 404
		all = append(all, c)
	}
	return all
}

// plan is what a driver reads.
type plan struct {
	Client string
	URL    string
	Calls  []call
}

// plans starts a simulator for each document.
func plans(t *testing.T, documents []document) (all []plan, served []*client) {
	t.Helper()
	for _, d := range documents {
		c := newClient(t, d.served)
		c.upload("/vendors/1/security-questionnaires", simtest.File("files", "a.pdf", "x")).Want(201)
		all, served = append(all, plan{d.Package, c.sim.URL(), d.calls(t)}), append(served, c)
	}
	return all, served
}

// goGenerators are those of Go clients, with how to run each and what ties the clients to the driver.
var goGenerators = []struct {
	name     string
	args     func(source, target string) []string
	registry string
}{
	{"oapi-codegen", func(source, target string) []string {
		return []string{"-generate", "types,client", "-package", target, "-o", target + "/client.go", source}
	}, `
		var clients = map[string]func(string, *http.Client) (any, error){ {{range .}}
			"{{.Package}}": func(url string, c *http.Client) (any, error) { return {{.Package}}.NewClientWithResponses(url, {{.Package}}.WithHTTPClient(c)) },{{end}}
		}`},
	{"ogen", func(source, target string) []string {
		return []string{"-config", "ogen.yaml", "-package", target, "-target", target, source}
	}, `
		var clients = map[string]func(string, *http.Client) (any, error){ {{range .}}
			"{{.Package}}": func(url string, c *http.Client) (any, error) { return {{.Package}}.NewClient(url, key{{.Package}}{}, {{.Package}}.WithClient(c)) },{{end}}
		}
		var bodies = map[string][]reflect.Type{ "application/json": { {{range .}}{{if not .Published}}
			reflect.TypeFor[*{{.Package}}.VendorSecurityReviewWithFileCreateRequestPublicV2Dto](),{{end}}{{end}}
		}, "multipart/form-data": { {{range .}}{{if not .Published}}
			reflect.TypeFor[*{{.Package}}.VendorSecurityReviewWithFileCreateRequestPublicV2DtoMultipart](),{{end}}{{end}}
		}}
		{{range .}}
		type key{{.Package}} struct{}
		func (key{{.Package}}) Bearer(context.Context, {{.Package}}.OperationName) ({{.Package}}.Bearer, error) { return {{.Package}}.Bearer{Token: "the driver sets it"}, nil }
		{{end}}`},
}

// The clients that generators of Go make of every contract, and of what is published of the API, call
// every operation; they can send what is expected, and read all that is answered.
func TestGeneratedGoClients(t *testing.T) {
	for _, generator := range goGenerators {
		t.Run(generator.name, func(t *testing.T) {
			folder := t.TempDir()
			module := "../../../.ci/tools/" + generator.name
			for _, file := range []string{"go.mod", "go.sum"} {
				copyFile(t, filepath.Join(module, file), filepath.Join(folder, file))
			}
			if err := os.WriteFile(filepath.Join(folder, "ogen.yaml"), []byte("generator: {features: {disable_all: true, enable: [paths/client]}}"), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := run(folder, nil, "go", "mod", "download"); err != nil {
				judge.Missing(t, generator.name+" in the cache of modules", "make judges")
			}
			copyFile(t, "testdata/driver.go", filepath.Join(folder, "driver.go"))
			copyFile(t, "testdata/"+generator.name+".go", filepath.Join(folder, generator.name+".go"))
			all := documents(t)
			for _, d := range all {
				source := filepath.Join(folder, d.Package+".txt") // of either format
				if err := os.WriteFile(source, d.text, 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Mkdir(filepath.Join(folder, d.Package), 0o700); err != nil {
					t.Fatal(err)
				}
				if output, err := run(folder, nil, "go", append([]string{"tool", generator.name}, generator.args(source, d.Package)...)...); err != nil {
					t.Fatalf("%s does not take %s: %v\n%s", generator.name, d.Package, err, output)
				}
			}
			writeRegistry(t, filepath.Join(folder, "registry.go"), generator.name, generator.registry, all)
			// Some clients have tens of thousands of lines; to compile them without optimization takes half the time.
			build := []string{"build", "-gcflags=github.com/vsrsim/vsrsim/tools/...=-N -l", "-ldflags=-s -w", "-o", "driver", "."}
			if output, err := run(folder, nil, "go", build...); err != nil {
				t.Fatalf("what is generated does not compile: %v\n%s", err, output)
			}
			drive(t, generator.name, all, folder, "./driver")
		})
	}
}

// shortcomings are what the clients of a generator cannot do, whoever serves the contract: the documents
// say it as Drata published it. Those that a generator learns must leave this list, and
// docs/generated-clients.md.
var shortcomings = []struct{ generator, client, operation, says string }{
	// It gives a parameter that is one of several types, and has no name, a type that cannot be filled.
	{"oapi-codegen", "publishedlookups", "UsersPublicV2Controller_getUser", "struct { union json.RawMessage }"},
	// It overlooks that an object without properties may be null, as fileBuffer is (A51).
	{"ogen", "", "VendorDocumentsPublicV2Controller_getVendorDocument", `decode field "fileBuffer"`},
	{"ogen", "", "VendorDocumentsPublicV2Controller_getVendorDocuments", `decode field "fileBuffer"`},
}

// drive lets a driver call a simulator for each document.
func drive(t *testing.T, generator string, all []document, folder, name string, args ...string) {
	t.Helper()
	plans, served := plans(t, all)
	input, err := json.Marshal(plans)
	if err != nil {
		t.Fatal(err)
	}
	output, err := run(folder, input, name, args...)
	if err != nil && !strings.Contains(output, ": ") {
		t.Fatalf("%v\n%s", err, output)
	}
	met := map[int]bool{}
	for line := range strings.Lines(output) {
		known := false
		for i, s := range shortcomings {
			if s.generator == generator && strings.Contains(line, s.client+": "+s.operation+" ") && strings.Contains(line, s.says) {
				known, met[i] = true, true
			}
		}
		if !known {
			t.Error(line)
		}
	}
	for i, s := range shortcomings {
		if s.generator == generator && !met[i] {
			t.Errorf("%s can do it now: %+v", generator, s)
		}
	}
	for _, c := range served {
		c.checkFiles()
	}
}

// checkFiles looks whether each file that came as JSON is stored as it was meant, in whatever form the
// client sent it (A7, A64).
func (c *client) checkFiles() {
	c.t.Helper()
	documents, err := c.sim.World().Documents(1, 1)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, d := range documents {
		if d.Name == "file.pdf" && string(d.Content) != "%PDF-1.7\n%%EOF\n" {
			c.t.Errorf("got a file with %q", d.Content)
		}
	}
}

// run runs a program in a folder, with nothing from the net. What is set for the tests of this module is
// not for those of another.
func run(folder string, input []byte, name string, args ...string) (output string, err error) {
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Stdin = folder, bytes.NewReader(input)
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOFLAGS=-trimpath", "GOWORK=off")
	text, err := cmd.CombinedOutput()
	return string(text), err
}

// writeRegistry writes what ties the clients to the driver.
func writeRegistry(t *testing.T, file, generator, registry string, all []document) {
	t.Helper()
	const head = `package main
		import ({{range .Imports}}
			"{{.}}"{{end}}{{range .Documents}}
			"github.com/vsrsim/vsrsim/tools/{{$.Generator}}/{{.Package}}"{{end}}
		)
		{{with .Documents}}`
	imports := []string{"net/http"}
	if strings.Contains(registry, "reflect.") {
		imports = append(imports, "context", "reflect")
	}
	var text bytes.Buffer
	err := template.Must(template.New("").Parse(head+registry+"{{end}}")).Execute(&text, map[string]any{
		"Generator": generator, "Documents": all, "Imports": imports,
	})
	if err == nil {
		err = os.WriteFile(file, text.Bytes(), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
