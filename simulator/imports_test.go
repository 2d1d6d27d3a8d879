package simulator_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the path that our own imports begin with.
const module = "github.com/vsrsim/vsrsim/"

// mayImport is the layout: what each package may import of ours. A package is named
// by its path below simulator and internal, those at the top by their whole path.
var mayImport = map[string][]string{
	"exchange":        {},
	"state":           {},
	"suggest":         {},
	"atomicfile":      {},
	"schema":          {},
	"version":         {},
	"overlay":         {"contract", "spec"},
	"overlay/make":    {"overlay"},
	"compare":         {"api", "builtin", "contract", "metrics", "recorder", "sandbox", "scenario/engine", "simulator"},
	"compare/bare":    {},
	"simtest":         {},
	"visible":         {},
	"judge":           {},
	"page":            {},
	"yamlfile":        {"suggest", "visible"},
	"journal":         {"exchange"},
	"events":          {"journal"},
	"contract":        {"exchange", "journal", "suggest"},
	"fixture":         {"schema", "state", "yamlfile"},
	"madeup":          {"contract", "exchange"},
	"api":             {"exchange", "contract", "madeup", "state", "suggest"},
	"scenario/unit":   {"schema", "yamlfile"},
	"scenario/when":   {"contract", "exchange", "journal", "scenario/unit", "schema", "state", "suggest", "yamlfile"},
	"scenario/fault":  {"contract", "exchange", "scenario/unit", "schema", "suggest", "yamlfile"},
	"scenario":        {"contract", "exchange", "fixture", "scenario/fault", "scenario/unit", "scenario/when", "schema", "state", "suggest", "yamlfile"},
	"scenario/engine": {"contract", "exchange", "journal", "scenario", "scenario/fault", "scenario/when"},
	"recorder":        {"contract", "exchange", "journal", "scenario", "scenario/engine", "scenario/when", "state"},
	"builtin":         {"contract", "scenario", "scenarios", "spec"},
	"metrics":         {},
	"sandbox":         {"api", "contract", "events", "exchange", "journal", "recorder", "scenario", "scenario/engine", "scenario/when", "state", "suggest"},
	"verify":          {"contract", "journal", "recorder", "report", "scenario", "scenario/when"},
	"report":          {"journal", "schema", "visible"},
	"tally":           {"contract", "exchange", "journal", "recorder", "report", "sandbox", "scenario", "scenario/when", "state", "verify", "visible"},
	"web":             {"exchange", "suggest"},
	"control":         {"contract", "events", "exchange", "fixture", "journal", "page", "recorder", "report", "sandbox", "scenario", "scenario/engine", "scenario/when", "spec", "state", "tally", "verify", "web", "yamlfile"},
	"server":          {"api", "contract", "exchange", "metrics", "sandbox", "scenario", "spec", "web"},
	"simulator": {"api", "atomicfile", "builtin", "contract", "control", "events", "exchange", "fixture", "fixtures", "journal", "metrics", "recorder", "report", "sandbox", "scenario", "scenario/when",
		"server", "spec", "state", "tally", "verify", "version", "visible", "web", "yamlfile"},
	"remote":       {"control"},
	"agent":        {"control", "remote"},
	"internal/cli": {"agent", "atomicfile", "builtin", "contract", "control", "exchange", "fixture", "report", "overlay", "remote", "sandbox", "scenario", "simulator", "spec", "state", "suggest", "version", "visible", "web", "yamlfile"},
	"cli":          {"internal/cli"},
	"cmd/vsrsim":   {"cli"},
	"spec":         {},
	"fixtures":     {},
	"scenarios":    {},
}

// onlyImportedBy names the packages that may know a library.
var onlyImportedBy = map[string][]string{
	"github.com/gin-gonic/gin":               {"web", "server", "control", "compare/bare"},
	"github.com/pb33f/libopenapi":            {"contract", "overlay"},
	"github.com/pb33f/jsonschema":            {"contract"},
	"github.com/pb33f/go-yaml":               {"contract", "overlay", "scenario/when"},
	"github.com/pb33f/jsonpath":              {"scenario/when"},
	"github.com/expr-lang/expr":              {"scenario/when"},
	"github.com/evanphx/json-patch":          {"scenario/fault"},
	"github.com/brianvoe/gofakeit":           {"fixture", "madeup"},
	"gopkg.in/yaml.v3":                       {"yamlfile", "fixture"},
	"github.com/go-json-experiment/json":     {"exchange"},
	"github.com/andybalholm/brotli":          {"exchange"},
	"golang.org/x/sync":                      {"web"},
	"github.com/prometheus/":                 {"metrics"},
	"github.com/tidwall/btree":               {"state"},
	"github.com/fxamacker/cbor":              {"sandbox", "simtest"},
	"github.com/spf13/":                      {"internal/cli"},
	"github.com/dustin/go-humanize":          {"internal/cli", "report", "scenario", "scenario/unit"},
	"github.com/modelcontextprotocol/go-sdk": {"agent"},
	"github.com/mattn/go-isatty":             {"internal/cli"},
	"golang.org/x/sys":                       {"internal/cli", "compare"},
	"github.com/jstemmer/go-junit-report":    {}, // only tests use it, and these
	"github.com/rogpeppe/go-internal":        {},
	"github.com/yuin/goldmark":               {},
	"go.uber.org/goleak":                     {},
	"github.com/chromedp/":                   {},
	"pgregory.net/rapid":                     {},
}

func TestImports(t *testing.T) {
	seen := map[string]bool{}
	for _, top := range []string{"cmd", "simulator", "spec", "fixtures", "scenarios"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			dir := packageName(strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../"))
			seen[dir] = true
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
	}
	for dir := range mayImport {
		if !seen[dir] {
			t.Errorf("the table names %s, which does not exist", dir)
		}
	}
}

func checkImport(t *testing.T, path, dir, imported string) {
	t.Helper()
	if ours, ok := strings.CutPrefix(imported, module); ok {
		of, known := mayImport[dir]
		if !known {
			t.Errorf("%s: package %s is not in the table", path, dir)
		} else if !slices.Contains(of, packageName(ours)) {
			t.Errorf("%s: %s may not import %s", path, dir, ours)
		}
	}
	for library, users := range onlyImportedBy {
		if strings.HasPrefix(imported, library) && !slices.Contains(users, dir) {
			t.Errorf("%s: only %v may import %s", path, users, library)
		}
	}
}

// packageName is the name of a package in the tables.
func packageName(path string) string {
	name := strings.TrimPrefix(path, "simulator/")
	if below, internal := strings.CutPrefix(name, "internal/"); internal && below != "cli" { // there is a public one, too
		return below
	}
	return name
}
