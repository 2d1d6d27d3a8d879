package simulator_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A text outside of the command, and of what starts it to be measured, names no flag: who set the option by another name, or
// talks HTTP, has none. The command adds its flags itself.
func TestTextsNameNoFlags(t *testing.T) {
	flag := regexp.MustCompile(`(^|[^a-z/{-])(--[a-z]|(control-token|control-listen|journal-max|journal-bytes|max-body-memory|max-file-size|max-sandboxes|` +
		`sandbox-ttl|min-coverage|log-calls|ready-file)\b)`)
	files := token.NewFileSet()
	texts := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == "cli" || entry.Name() == "compare" || entry.Name() == "testdata" || entry.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if text, is := node.(*ast.BasicLit); is && text.Kind == token.STRING {
				texts++
				if flag.MatchString(text.Value) {
					t.Errorf("%s: %s", files.Position(text.Pos()), text.Value)
				}
			}
			return true
		})
		return nil
	})
	if err != nil || texts < 1000 {
		t.Errorf("read %d texts (%v)", texts, err)
	}
}
