package documents_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The Go of the documents works in a module of another: what it imports is what
// others can import. The blocks of a page are one package.
func TestGoBlocks(t *testing.T) {
	t.Parallel()
	root, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	const path = "github.com/vsrsim/vsrsim"
	module := t.TempDir()
	requirements := strings.Replace(read(t, "go.mod"), "module "+path, "module example.com/reviews", 1)
	write(t, filepath.Join(module, "go.mod"), fmt.Sprintf("%s\nrequire %s v0.0.0\n\nreplace %s => %s\n", requirements, path, path, root))
	write(t, filepath.Join(module, "go.sum"), read(t, "go.sum"))
	files := 0
	for _, p := range guides(t) {
		for i, b := range p.blocks {
			if b.language == "go" {
				files++
				folder := strings.TrimSuffix(strings.ToLower(p.name), ".md")
				write(t, filepath.Join(module, folder, fmt.Sprintf("block_%d_test.go", i)), b.text)
			}
		}
	}
	if files == 0 {
		t.Fatal("no page has a block of Go")
	}
	command := exec.CommandContext(t.Context(), "go", "test", "./...")
	command.Dir = module
	command.Env = environment("GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	if output, err := command.CombinedOutput(); err != nil {
		t.Errorf("%v:\n%s", err, output)
	}
}
