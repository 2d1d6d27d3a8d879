// Command lint holds the code to limits that vet and staticcheck do not have. It is
// run by go vet, which remembers of each package what it found:
//
//	go vet -vettool=… ./...
package main

import (
	"encoding/json"
	"go/ast"
	"os"
	"strings"

	"github.com/fzipp/gocyclo"
	"github.com/nishanths/exhaustive"
	"github.com/ultraware/funlen"
	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
)

// The most that a function may have.
const (
	maxLines      = 50 // without those of comments
	maxStatements = 40
	maxWays       = 20 // through it, its cyclomatic complexity
)

// excepted are the functions that may be longer, by package and name, and why.
var excepted = map[string]string{
	"scenario.word": "has one case for each type that a file may have",
}

const module = "github.com/vsrsim/vsrsim"

func main() {
	if skipDependency() {
		return
	}
	// A default stands for the rest.
	if err := exhaustive.Analyzer.Flags.Set(exhaustive.DefaultSignifiesExhaustiveFlag, "true"); err != nil {
		panic(err)
	}
	unitchecker.Main(code(exhaustive.Analyzer), code(funlen.NewAnalyzer(maxLines, maxStatements, true)), code(complexity))
}

// skipDependency tells whether go vet only wants to know what can be said of a
// package that ours import, and answers that: nothing. Reading them all takes
// minutes, and would be for switches over their types, of which code need not know
// all values. Later versions of golang.org/x/tools have no use for that: they take
// the types from there as well.
func skipDependency() bool {
	file := os.Args[len(os.Args)-1]
	if !strings.HasSuffix(file, ".cfg") {
		return false
	}
	var wanted unitchecker.Config
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &wanted)
	}
	if err != nil || !wanted.VetxOnly || strings.HasPrefix(wanted.ImportPath, module) {
		return false
	}
	return os.WriteFile(wanted.VetxOutput, nil, 0o666) == nil
}

var complexity = &analysis.Analyzer{
	Name: "complexity",
	Doc:  "report functions with too many ways through them",
	Run: func(pass *analysis.Pass) (any, error) {
		for function := range functions(pass) {
			if ways := gocyclo.Complexity(function); ways > maxWays {
				pass.Reportf(function.Name.Pos(), "Function '%s' has too many ways through it (%d > %d)", function.Name.Name, ways, maxWays)
			}
		}
		return nil, nil
	},
}

// code lets an analyzer report what it finds in the code, but not in tests, where
// long is often a list, nor at a function that is excepted.
func code(analyzer *analysis.Analyzer) *analysis.Analyzer {
	run := analyzer.Run
	analyzer.Run = func(pass *analysis.Pass) (any, error) {
		report, silent := pass.Report, *pass
		silent.Report = func(found analysis.Diagnostic) {
			if strings.HasSuffix(pass.Fset.Position(found.Pos).Filename, "_test.go") {
				return
			}
			for function := range functions(pass) {
				if function.Name.Pos() == found.Pos && excepted[pass.Pkg.Name()+"."+function.Name.Name] != "" {
					return
				}
			}
			report(found)
		}
		return run(&silent)
	}
	return analyzer
}

// functions are those that the package declares.
func functions(pass *analysis.Pass) func(yield func(*ast.FuncDecl) bool) {
	return func(yield func(*ast.FuncDecl) bool) {
		for _, file := range pass.Files {
			for _, declared := range file.Decls {
				if function, ok := declared.(*ast.FuncDecl); ok && !yield(function) {
					return
				}
			}
		}
	}
}
