package state_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"sync"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/state"
)

// A guarded world is locked by the mutex of its sandbox, which hears of each change.
func TestAGuardedWorldTellsOfItsChanges(t *testing.T) {
	w := newWorld(t)
	var mu sync.Mutex
	changes := 0
	state.Share(w).Guard(&mu, func() {
		if mu.TryLock() {
			t.Error("changed is called without the mutex")
		}
		changes++
	})
	expect := func(want int, of string) {
		t.Helper()
		if changes != want {
			t.Errorf("%s: heard of %d changes, want %d", of, changes, want)
		}
		changes = 0
	}
	if _, err := w.AddVendor(1, state.NewVendor{Name: "v"}, now); err != nil {
		t.Fatal(err)
	}
	expect(1, "a change")
	files := []state.NewDocument{{Name: "a"}, {Name: "b"}}
	if _, err := w.UploadQuestionnaire(1, 1, files, now); err != nil {
		t.Fatal(err)
	}
	expect(1, "a change of several records")
	if _, err := w.AddVendor(2, state.NewVendor{}, now); err == nil {
		t.Error("an invalid vendor was added")
	}
	w.Vendors(1)
	expect(0, "what changes nothing")
	mu.Lock()
	if _, err := state.Share(w).AddVendor(1, state.NewVendor{Name: "v"}, now); err != nil {
		t.Error(err)
	}
	mu.Unlock()
	expect(0, "a change by who holds the mutex")
	w.View(func(w state.Shared) { _, _ = w.AddVendor(1, state.NewVendor{Name: "v"}, now) })
	expect(1, "a change in a view")
	if _, err := w.Fork().AddVendor(1, state.NewVendor{Name: "v"}, now); err != nil {
		t.Fatal(err)
	}
	expect(0, "a change of a fork")
	w.Become(w)
	expect(1, "becoming itself")
}

// Whatever a World can do locks it first, and is done by the Shared: no rule is written
// twice.
func TestEveryMethodOfAWorldLocksIt(t *testing.T) {
	onItsOwn := map[string]string{
		"Snapshot": "takes a View, and copies what it found without the lock",
		"Become":   "locks the other world first",
	}
	for _, file := range parsed(t) {
		for _, declaration := range file.Decls {
			method, ok := declaration.(*ast.FuncDecl)
			if !ok || method.Recv == nil || !method.Name.IsExported() || receiver(method) != "*World" || onItsOwn[method.Name.Name] != "" {
				continue
			}
			if first := firstCall(method); first != "hold" && first != "change" {
				t.Errorf("World.%s begins with %q, not with locking the world", method.Name.Name, first)
			}
		}
	}
	world, shared := reflect.TypeFor[*state.World](), reflect.TypeFor[state.Shared]()
	for i := range world.NumMethod() {
		if name := world.Method(i).Name; name != "View" {
			if _, there := shared.MethodByName(name); !there {
				t.Errorf("there is no Shared.%s for World.%s to call", name, name)
			}
		}
	}
}

func parsed(t *testing.T) (files []*ast.File) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// receiver is the type of the receiver of a method, if that is a pointer.
func receiver(method *ast.FuncDecl) string {
	if pointer, ok := method.Recv.List[0].Type.(*ast.StarExpr); ok {
		return "*" + pointer.X.(*ast.Ident).Name
	}
	return ""
}

// firstCall is the name of the method that a function begins with: defer w.name()().
func firstCall(function *ast.FuncDecl) string {
	deferred, ok := function.Body.List[0].(*ast.DeferStmt)
	if !ok {
		return ""
	}
	if made, ok := deferred.Call.Fun.(*ast.CallExpr); ok {
		if of, ok := made.Fun.(*ast.SelectorExpr); ok {
			return of.Sel.Name
		}
	}
	return ""
}
