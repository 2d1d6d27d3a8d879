package simulator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// public are the packages that others may import.
var public = []string{
	".", "state", "journal", "report", "cli", "../spec", "../fixtures", "../scenarios",
}

// What is public has no type in it that is not: nobody could name it, and it could
// not be changed once people use it.
func TestThePublicSurfaceCarriesNothingInternal(t *testing.T) {
	for _, dir := range public {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			s := surface{t: t, path: path, internal: internalImports(file)}
			for _, decl := range file.Decls {
				s.declared(decl)
			}
		}
	}
}

// Everything else of ours is below internal, but for the command.
func TestOnlyThePublicPackagesCanBeImported(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		dir := filepath.ToSlash(filepath.Dir(path))
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasPrefix(dir, "internal") {
			return err
		}
		for _, known := range public {
			if known == dir {
				return nil
			}
		}
		t.Errorf("%s: the package is public and not among those that are meant to be", path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// surface looks for internal types in what a file exports.
type surface struct {
	t        *testing.T
	path     string
	internal map[string]bool // names of imported packages
}

func internalImports(file *ast.File) map[string]bool {
	names := map[string]bool{}
	for _, spec := range file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil || !strings.Contains(path, "/internal/") || !strings.HasPrefix(path, module) {
			continue
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		names[name] = true
	}
	return names
}

func (s surface) declared(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && (d.Recv == nil || exportedReceiver(d.Recv)) {
			s.look(d.Name.Name, d.Type)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			s.specified(d.Tok, spec)
		}
	}
}

func exportedReceiver(receivers *ast.FieldList) bool {
	exported := false
	ast.Inspect(receivers.List[0].Type, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok {
			exported = name.IsExported()
		}
		return true
	})
	return exported
}

func (s surface) specified(kind token.Token, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() {
			s.look(spec.Name.Name, spec.Type)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if !name.IsExported() {
				continue
			}
			if spec.Type != nil {
				s.look(name.Name, spec.Type)
			}
			for _, value := range spec.Values {
				if kind == token.VAR { // constants are of types that all know
					s.look(name.Name, value)
				}
			}
		}
	}
}

// look reports the internal types below a node, but for fields that nobody sees.
func (s surface) look(name string, node ast.Node) {
	ast.Inspect(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			if len(n.Names) > 0 && !ast.IsExported(n.Names[0].Name) && isOfStruct(node, n) {
				return false
			}
		case *ast.SelectorExpr:
			if of, ok := n.X.(*ast.Ident); ok && s.internal[of.Name] {
				s.t.Errorf("%s: %s carries %s.%s, which is internal", s.path, name, of.Name, n.Sel.Name)
			}
		}
		return true
	})
}

// isOfStruct tells a field of a struct from a parameter.
func isOfStruct(node ast.Node, field *ast.Field) bool {
	found := false
	ast.Inspect(node, func(n ast.Node) bool {
		if s, ok := n.(*ast.StructType); ok {
			for _, f := range s.Fields.List {
				found = found || f == field
			}
		}
		return !found
	})
	return found
}
