package documents_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/spec"
)

// These tests compare tables and lists that are written by hand with the code, both
// ways: what the code has is on the page, and what the page has is in the code.

// TestPagesHaveTheFormOfScenarios compares what docs/scenarios.md says of a file with
// the types that a file is read into.
func TestPagesHaveTheFormOfScenarios(t *testing.T) {
	t.Parallel()
	const page = "docs/scenarios.md"
	same(t, page+", fields of when", codes(firstCells(tableOf(t, page, "field of `when`"))), yamlNames[when.When]())
	same(t, page+", matchers", codes(firstCells(tableOf(t, page, "matcher"))), yamlNames[when.Matcher]())
	// What is no question of how often is described elsewhere on the page.
	fields := append(words(codes(firstCells(tableOf(t, page, "field of the rule")))), "name", "when", "phase", "fault", "violates", "expect")
	same(t, page+", fields of a rule", fields, yamlNames[scenario.Rule]())
}

// TestPageHasEveryCheck compares the table in docs/ci.md, in which a check that takes a
// limit stands with the one that holds if none is given.
func TestPageHasEveryCheck(t *testing.T) {
	t.Parallel()
	var want []string
	for _, kind := range scenario.CheckKinds() {
		name := kind.Name
		if kind.Limited {
			name += "=" + strconv.Itoa(kind.Default)
		}
		want = append(want, name)
	}
	same(t, "docs/ci.md, checks", codes(firstCells(tableOf(t, "docs/ci.md", "check"))), want)
}

// TestPageHasEveryFormOfReport compares the table in docs/ci.md: each of its endings is
// that of a form, but for the archive of calls, and each form has one of them.
func TestPageHasEveryFormOfReport(t *testing.T) {
	t.Parallel()
	var forms []string
	for _, ending := range codes(firstCells(tableOf(t, "docs/ci.md", "ending"))) {
		if ending == ".har" {
			continue
		}
		form, err := report.FormatOf("report" + ending)
		if err != nil {
			t.Errorf("docs/ci.md: %v", err)
		}
		forms = append(forms, string(form))
	}
	same(t, "docs/ci.md, forms of a report", forms, formsOfFiles())
}

// TestPageHasEveryHeader compares the table in docs/behaviour.md with the constants of the
// code, and with what the simulator says that a request may have.
func TestPageHasEveryHeader(t *testing.T) {
	t.Parallel()
	var all, ofRequests []string
	for _, row := range tableOf(t, "docs/behaviour.md", "header") {
		name := codes(row[0])[0]
		name, _, _ = strings.Cut(name, ":")
		all = append(all, name)
		switch of := strings.TrimSpace(row[1]); {
		case of == "requests" && strings.HasPrefix(name, "Sim-"):
			ofRequests = append(ofRequests, name)
		case of != "requests" && of != "answers":
			t.Errorf("docs/behaviour.md: the header %s is of %q, want requests or answers", name, of)
		}
	}
	same(t, "docs/behaviour.md, headers", all, headerConstants(t))
	same(t, "docs/behaviour.md, headers of requests", ofRequests, allowedHeaders(t))
}

// headerConstants are the values of the constants Header... and header... of the packages
// that have headers of their own.
func headerConstants(t *testing.T) (all []string) {
	t.Helper()
	for _, file := range slices.Concat(sources(t, "simulator/internal/sandbox"), sources(t, "simulator/internal/exchange")) {
		ast.Inspect(file, func(node ast.Node) bool {
			constant, ok := node.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for i, name := range constant.Names {
				if i >= len(constant.Values) || !strings.HasPrefix(strings.ToLower(name.Name), "header") {
					continue
				}
				if text, ok := constant.Values[i].(*ast.BasicLit); ok {
					value, _ := strconv.Unquote(text.Value)
					all = append(all, value)
				}
			}
			return true
		})
	}
	return all
}

// allowedHeaders asks a simulator which headers of its own a request may have.
func allowedHeaders(t *testing.T) []string {
	t.Helper()
	sim := simulator.RunT(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, sim.URL()+"/vendors/1/security-reviews/1", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+sim.Key())
	request.Header.Set("Sim-Nothing-Is-Called-So", "1")
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	_, allowed, _ := strings.Cut(response.Header.Get("Sim-Violations"), "allowed are: ")
	allowed, _, _ = strings.Cut(allowed, `"`)
	return strings.Split(allowed, ", ")
}

// TestPagesHaveEveryOperation compares the table of the README with the contract that
// is in force by default, and the list of docs/behaviour.md with all revisions.
func TestPagesHaveEveryOperation(t *testing.T) {
	t.Parallel()
	short, full := map[string]string{}, map[string]string{}
	for _, revision := range spec.Revisions() {
		document, err := builtin.Edition{Revision: revision}.Contract()
		if err != nil {
			t.Fatal(err)
		}
		for _, op := range document.Operations {
			at := op.Method + " " + op.Path
			full[at] = fmt.Sprintf("%s, operation %s, permission %s (%s)", at, op.ID, op.PermissionName, op.Permission)
			if revision == builtin.Default.Revision && !op.Lookup { // the README has a line for the look-ups
				short[at] = op.ID + ", " + at
			}
		}
	}
	var table []string
	for _, row := range tableOf(t, "README.md", "operation") {
		table = append(table, strings.Join(codes(row[0]+row[1]), ", "))
	}
	same(t, "README.md, operations", table, slices.Collect(maps.Values(short)))
	entry := regexp.MustCompile("(?s)\n- `([A-Z]+ /[^`]*)`[^\n]*\n.*?Operation `([^`]+)`\\.\\s+Permission \\*([^*]+)\\* \\(`([^`]+)`\\)")
	var list []string
	for _, found := range entry.FindAllStringSubmatch(source(t, "docs/behaviour.md"), -1) {
		list = append(list, fmt.Sprintf("%s, operation %s, permission %s (%s)", found[1], found[2], found[3], found[4]))
	}
	same(t, "docs/behaviour.md, operations", list, slices.Collect(maps.Values(full)))
}

// TestPageHasTheGoAPI compares docs/go.md with what package simulator has: the table of
// the options, and the list of the methods of a sandbox.
func TestPageHasTheGoAPI(t *testing.T) {
	t.Parallel()
	var options []string
	for _, file := range sources(t, "simulator") {
		for _, declared := range file.Decls {
			if f, ok := declared.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "With") {
				options = append(options, f.Name.Name)
			}
		}
	}
	same(t, "docs/go.md, options", codes(firstCells(tableOf(t, "docs/go.md", "option"))), options)
	var methods []string
	for method := range reflect.TypeFor[*simulator.Sandbox]().Methods() {
		methods = append(methods, method.Name)
	}
	same(t, "docs/go.md, methods of a sandbox", codes(sentence(t, "docs/go.md", "A sandbox has")), methods)
}

// TestPageHasTheLayout compares the tables of docs/architecture.md with those that
// simulator/imports_test.go holds the code to: what a package may import, and which
// packages may import a library. What is at the top has no row.
func TestPageHasTheLayout(t *testing.T) {
	t.Parallel()
	const page = "docs/architecture.md"
	packages := importTable(t, "mayImport")
	for _, top := range []string{"simulator", "internal/cli", "cli", "cmd/vsrsim", "spec", "fixtures", "scenarios"} {
		delete(packages, top)
	}
	libraries := importTable(t, "onlyImportedBy")
	maps.DeleteFunc(libraries, func(_ string, users []string) bool { return len(users) == 0 }) // only tests use them
	for _, table := range []struct {
		head  string
		named func(row []string) string // the cell that names packages
		code  map[string][]string
	}{
		{"package", func(row []string) string { return row[2] }, packages},
		{"library", func(row []string) string { return row[1] }, libraries},
	} {
		var names []string
		for _, row := range tableOf(t, page, table.head) {
			name := codes(row[0])[0]
			names = append(names, name)
			same(t, page+", "+table.head+" "+name, codes(table.named(row)), table.code[name])
		}
		same(t, page+", table of "+table.head, names, slices.Collect(maps.Keys(table.code)))
	}
}

// importTable is a variable of simulator/imports_test.go: lists of names, by name.
func importTable(t *testing.T, variable string) map[string][]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, "simulator", "imports_test.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	table := map[string][]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		declared, ok := node.(*ast.ValueSpec)
		if !ok || declared.Names[0].Name != variable {
			return true
		}
		for _, row := range declared.Values[0].(*ast.CompositeLit).Elts {
			pair := row.(*ast.KeyValueExpr)
			var names []string
			for _, name := range pair.Value.(*ast.CompositeLit).Elts {
				names = append(names, literal(name))
			}
			table[literal(pair.Key)] = names
		}
		return false
	})
	if len(table) == 0 {
		t.Fatalf("simulator/imports_test.go has no table %s", variable)
	}
	return table
}

// literal is the value of a string that is written in code.
func literal(of ast.Expr) string {
	value, _ := strconv.Unquote(of.(*ast.BasicLit).Value)
	return value
}

// same compares what a page has with what the code has, in any order.
func same(t *testing.T, what string, page, code []string) {
	t.Helper()
	for _, name := range code {
		if !slices.Contains(page, name) {
			t.Errorf("%s: the page lacks %s", what, name)
		}
	}
	seen := map[string]bool{}
	for _, name := range page {
		if !slices.Contains(code, name) {
			t.Errorf("%s: the page has %s, the code does not", what, name)
		} else if seen[name] {
			t.Errorf("%s: the page has %s twice", what, name)
		}
		seen[name] = true
	}
}

// source is the text of a page, with the line ends of Unix.
func source(t *testing.T, page string) string {
	t.Helper()
	return strings.ReplaceAll(read(t, filepath.Join(root, filepath.FromSlash(page))), "\r\n", "\n")
}

// tableOf has the cells of the table of a page whose first column has this head. There
// is one such table on the page.
func tableOf(t *testing.T, page, head string) (rows [][]string) {
	t.Helper()
	before, table, found := strings.Cut("\n"+source(t, page), "\n| "+head+" |")
	if !found || strings.Contains(table, "\n| "+head+" |") || !strings.HasSuffix(before, "\n") {
		t.Fatalf("%s does not have one table that begins with %q", page, head)
	}
	table, _, _ = strings.Cut(table, "\n\n")
	for _, line := range strings.Split(table, "\n")[2:] { // without the heads and the line below them
		rows = append(rows, strings.Split(strings.TrimPrefix(line, "|"), "|"))
	}
	return rows
}

// firstCells are the first cells of rows, as one text.
func firstCells(rows [][]string) string {
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(row[0])
	}
	return b.String()
}

// sentence is the one sentence of a page that begins so, up to the full stop.
func sentence(t *testing.T, page, beginning string) string {
	t.Helper()
	_, text, found := strings.Cut(source(t, page), "\n"+beginning)
	if !found {
		t.Fatalf("%s has no line that begins with %q", page, beginning)
	}
	text, _, _ = strings.Cut(strings.ReplaceAll(text, "\n", " ")+" ", ". ")
	return text
}

var code = regexp.MustCompile("`([^`]+)`")

// codes are what stands in code in a text.
func codes(text string) (all []string) {
	for _, found := range code.FindAllStringSubmatch(text, -1) {
		all = append(all, found[1])
	}
	return all
}

// words are texts up to their colon.
func words(texts []string) (all []string) {
	for _, text := range texts {
		word, _, _ := strings.Cut(text, ":")
		all = append(all, word)
	}
	return all
}

// yamlNames are the names that the fields of a struct have in a file.
func yamlNames[T any]() (names []string) {
	for field := range reflect.TypeFor[T]().Fields() {
		if name, _, _ := strings.Cut(field.Tag.Get("yaml"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// sources are the files of a package, without its tests.
func sources(t *testing.T, folder string) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(filepath.FromSlash(folder), "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s has no sources: %v", folder, err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
