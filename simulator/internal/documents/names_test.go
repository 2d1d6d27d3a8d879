package documents_test

import (
	"go/ast"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/report"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// These tests compare the names in tables and lists with those that the code has.

// declared are the names of packages: of what they declare, as Type, and of the fields
// and methods of it, as Type.Name. Tests do not count.
func declared(t *testing.T, folders ...string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, folder := range folders {
		for _, file := range sources(t, folder) {
			for _, declaration := range file.Decls {
				declaredIn(declaration, names)
			}
		}
	}
	return names
}

func declaredIn(declaration ast.Decl, names map[string]bool) {
	switch d := declaration.(type) {
	case *ast.FuncDecl:
		name := d.Name.Name
		if d.Recv != nil {
			name = baseName(d.Recv.List[0].Type) + "." + name
		}
		names[name] = true
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.ValueSpec:
				for _, name := range s.Names {
					names[name.Name] = true
				}
			case *ast.TypeSpec:
				names[s.Name.Name] = true
				if form, ok := s.Type.(*ast.StructType); ok {
					for _, field := range form.Fields.List {
						for _, name := range field.Names {
							names[s.Name.Name+"."+name.Name] = true
						}
					}
				}
			}
		}
	}
}

// baseName is the name of the type of a receiver.
func baseName(of ast.Expr) string {
	switch e := of.(type) {
	case *ast.StarExpr:
		return baseName(e.X)
	case *ast.IndexExpr:
		return baseName(e.X)
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// packageFolders are the folders of our packages, by the last part of their path.
func packageFolders(t *testing.T) map[string][]string {
	t.Helper()
	folders := map[string][]string{"spec": {filepath.Join(root, "spec")}}
	err := filepath.WalkDir(filepath.Join(root, "simulator"), func(at string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if entry.Name() == "testdata" {
			return filepath.SkipDir
		}
		all, err := filepath.Glob(filepath.Join(at, "*.go"))
		if slices.ContainsFunc(all, func(name string) bool { return !strings.HasSuffix(name, "_test.go") }) {
			folders[entry.Name()] = append(folders[entry.Name()], at)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return folders
}

// TestWordsAreInTheCode looks for what the column "where" of the table of words names:
// a file or folder, or package.Name, where Name may be that of a field or a method.
func TestWordsAreInTheCode(t *testing.T) {
	t.Parallel()
	folders := packageFolders(t)
	for _, row := range tableOf(t, "docs/architecture.md", "word") {
		for _, name := range codes(row[2]) {
			if strings.HasPrefix(name, "x-") { // an extension of OpenAPI
				continue
			}
			if strings.Contains(name, "/") {
				if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(path.Clean(name)))); err != nil {
					t.Errorf("docs/architecture.md, %s: %v", row[0], err)
				}
				continue
			}
			in, rest, _ := strings.Cut(name, ".")
			if len(folders[in]) == 0 || !declared(t, folders[in]...)[rest] {
				t.Errorf("docs/architecture.md,%s: there is no %s", row[0], name)
			}
		}
	}
}

// TestPageHasEveryExportOfState holds the table of what the package state exports for
// other packages complete: what somebody who only has a World does not come across.
func TestPageHasEveryExportOfState(t *testing.T) {
	t.Parallel()
	const page = "docs/decisions/state-exports.md"
	listed := codes(firstCells(tableOf(t, page, "exported")))
	names := declared(t, filepath.Join(root, "simulator", "state"))
	for _, name := range listed {
		if !names[name] && !names["World."+name] {
			t.Errorf("%s has %s, the code does not", page, name)
		}
	}
	reached := reachedFrom(reflect.TypeFor[*state.World](), listed)
	own := reflect.TypeFor[*state.World]()
	for name := range names {
		of, method, isMember := strings.Cut(name, ".")
		switch {
		case !ast.IsExported(of) || slices.Contains(listed, name):
		case isMember:
			if _, ofWorld := own.MethodByName(method); of == "Shared" && ast.IsExported(method) && !ofWorld {
				t.Errorf("%s lacks %s", page, name)
			}
		case !reached[name] && !names[name+".Error"] && !servesReached(t, name, reached):
			t.Errorf("%s lacks %s", page, name)
		}
	}
}

// servesReached tells whether a function or a constant is about a type that is reached.
func servesReached(t *testing.T, name string, reached map[string]bool) bool {
	t.Helper()
	for _, file := range sources(t, filepath.Join(root, "simulator", "state")) {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == name && d.Type.Results != nil {
					result := d.Type.Results.List[0].Type
					if list, ok := result.(*ast.ArrayType); ok {
						result = list.Elt
					}
					return reached[baseName(result)]
				}
			case *ast.GenDecl:
				of := "" // a row of constants without a type has that of the row before
				for _, spec := range d.Specs {
					s, ok := spec.(*ast.ValueSpec)
					if !ok {
						continue
					}
					if s.Type != nil {
						of = baseName(s.Type)
					}
					if s.Names[0].Name == name {
						return reached[of]
					}
				}
			}
		}
	}
	return false
}

// reachedFrom are the types that the methods of one take and return, but for those
// methods that are listed, and the types of their fields.
func reachedFrom(of reflect.Type, listed []string) map[string]bool {
	reached := map[string]bool{}
	var visit func(reflect.Type)
	visit = func(one reflect.Type) {
		name, _, _ := strings.Cut(one.Name(), "[")
		if name != "" && one.PkgPath() == reflect.TypeFor[state.World]().PkgPath() {
			if reached[one.String()] {
				return
			}
			reached[name], reached[one.String()] = true, true
		}
		switch one.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			visit(one.Elem())
		case reflect.Struct:
			for field := range one.Fields() {
				if field.IsExported() {
					visit(field.Type)
				}
			}
		default:
		}
	}
	visit(of)
	visit(reflect.TypeFor[state.Invalid]()) // an error, which no method names
	for method := range of.Methods() {
		if slices.Contains(listed, method.Name) {
			continue
		}
		for in := range method.Type.Ins() {
			visit(in)
		}
		for out := range method.Type.Outs() {
			visit(out)
		}
	}
	return reached
}

// TestEveryFormOfReportIsInTheContract compares the names in the path of a report.
func TestEveryFormOfReportIsInTheContract(t *testing.T) {
	t.Parallel()
	text := source(t, "spec/control.yaml")
	_, path, _ := strings.Cut(text, "\n  /report/{format}:\n")
	_, enum, _ := strings.Cut(path, "enum:\n")
	enum, _, found := strings.Cut(enum, "\n    get:")
	if !found {
		t.Fatal("spec/control.yaml has no enum before the method of /report/{format}")
	}
	var names, want []string
	for _, item := range regexp.MustCompile(`(?m)^ +- (\w+)$`).FindAllStringSubmatch(enum, -1) {
		names = append(names, item[1])
	}
	for _, form := range report.Formats() {
		want = append(want, string(form))
	}
	same(t, "spec/control.yaml, /report/{format}", names, want)
}

// TestHelpHasEveryFormOfReport compares the endings in the help of --report, which
// docs/cli.md repeats, with the forms: each has one of them.
func TestHelpHasEveryFormOfReport(t *testing.T) {
	t.Parallel()
	_, help, _ := strings.Cut(source(t, "docs/cli.md"), "`--report FILE` |")
	help, _, _ = strings.Cut(help, "\n")
	var got []string
	for _, ending := range regexp.MustCompile(`\.[a-z]+\b`).FindAllString(help, -1) {
		if ending == ".har" {
			continue
		}
		form, err := report.FormatOf("report" + ending)
		if err != nil {
			t.Errorf("the help of --report: %v", err)
		}
		got = append(got, string(form))
	}
	same(t, "the help of --report", got, formsOfFiles())
}

// formsOfFiles are the forms of reports that files have. What GitHub shows at the commit
// has to be written, not kept.
func formsOfFiles() (names []string) {
	for _, form := range report.Formats() {
		if form != report.GitHub {
			names = append(names, string(form))
		}
	}
	return names
}
