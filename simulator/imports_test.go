package simulator_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path that our own imports begin with.
const module = "github.com/vsrsim/vsrsim/"

// mayImport is the layout: what each package may import of ours.
var mayImport = map[string][]string{
	"exchange": {},
	"state":    {},
	"yamlfile": {},
	"contract": {"exchange"},
	"fixture":  {"state", "yamlfile"},
	"api":      {"exchange", "contract", "state"},
	"scenario": {"contract", "exchange", "fixture", "state", "yamlfile"},
	"journal":  {"exchange", "contract", "scenario", "state"},
	"metrics":  {},
	"sandbox":  {"contract", "journal", "scenario", "state"},
	"verify":   {"contract", "journal", "scenario"},
	"report":   {"contract", "journal", "sandbox", "scenario", "state", "verify"},
	"web":      {"exchange"},
	"control":  {"contract", "exchange", "fixture", "journal", "report", "sandbox", "scenario", "spec", "state", "verify", "web", "yamlfile"},
	"server":   {"api", "contract", "exchange", "journal", "metrics", "sandbox", "scenario", "spec", "web"},

	// What is not below simulator/, and that itself.
	"simulator":        {"contract", "control", "fixture", "fixtures", "journal", "metrics", "report", "sandbox", "scenario", "scenarios", "server", "spec", "state", "verify", "web", "yamlfile"},
	"cmd/vsrsim":       {"control", "fixture", "report", "sandbox", "scenario", "simulator", "state", "yamlfile"},
	"fixtures":         {},
	"scenarios":        {},
	"spec":             {},
	"internal/judge":   {},
	"examples/go-test": {},
}

// onlyImportedBy names the packages that may know a library.
var onlyImportedBy = map[string][]string{
	"github.com/gin-gonic/gin":            {"web", "server", "control"},
	"github.com/pb33f/libopenapi":         {"contract"},
	"github.com/pb33f/jsonschema":         {"contract"},
	"github.com/pb33f/jsonpath":           {"scenario"},
	"github.com/expr-lang/expr":           {"scenario"},
	"github.com/evanphx/json-patch":       {"scenario"},
	"github.com/brianvoe/gofakeit":        {"fixture"},
	"gopkg.in/yaml.v3":                    {"yamlfile", "fixture"},
	"github.com/go-json-experiment/json":  {"exchange"},
	"github.com/andybalholm/brotli":       {"exchange"},
	"golang.org/x/sync":                   {"web"},
	"github.com/prometheus/":              {"metrics"},
	"github.com/tidwall/btree":            {"state"},
	"github.com/spf13/":                   {"cmd/vsrsim"},
	"github.com/dustin/go-humanize":       {"cmd/vsrsim", "report", "scenario"},
	"github.com/mattn/go-isatty":          {"cmd/vsrsim"},
	"golang.org/x/sys":                    {"cmd/vsrsim"},
	"github.com/jstemmer/go-junit-report": {}, // only tests use it, and these
	"github.com/rogpeppe/go-internal":     {},
	"github.com/yuin/goldmark":            {},
	"go.uber.org/goleak":                  {},
	"pgregory.net/rapid":                  {},
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && path != ".." && isApart(path, entry.Name()) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		dir := shortName(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../"))
		seen[dir] = true
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			checkImport(t, path, dir, imported)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for dir := range mayImport {
		if !seen[dir] {
			t.Errorf("the table names %s, which does not exist", dir)
		}
	}
}

// isApart tells whether a folder has no package of this module.
func isApart(path, name string) bool {
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return err == nil || strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules"
}

// shortName is how the tables call the package in a folder of the module.
func shortName(folder string) string { return strings.TrimPrefix(folder, "simulator/") }

func checkImport(t *testing.T, path, dir, imported string) {
	t.Helper()
	if ours, ok := strings.CutPrefix(imported, module); ok {
		of, known := mayImport[dir]
		if !known {
			t.Errorf("%s: package %s is not in the table", path, dir)
		} else if !slices.Contains(of, shortName(ours)) {
			t.Errorf("%s: %s may not import %s", path, dir, ours)
		}
	}
	for library, users := range onlyImportedBy {
		if strings.HasPrefix(imported, library) && !slices.Contains(users, dir) {
			t.Errorf("%s: only %v may import %s", path, users, library)
		}
	}
}
