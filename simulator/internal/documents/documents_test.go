// Package documents_test holds the documents to what they say: links lead somewhere,
// examples work, and what they show is what comes. docs/contributing.md says how a
// block of code is marked. The page of the command line is compared with the
// commands in package cli, which knows them.
package documents_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// vsrsim is the path of the command.
var vsrsim string

// root is the folder of the module. Documents are opened by their whole names: go test
// does not see that it is in another folder, and would take the result of a document
// that has changed out of its cache.
var root string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

// buildAndRun runs the tests in the folder of the module.
func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "vsrsim-documents-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	vsrsim = filepath.Join(dir, "vsrsim")
	if err := os.Chdir("../../.."); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if root, err = os.Getwd(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if output, err := exec.Command("go", "build", "-o", vsrsim, "./cmd/vsrsim").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build vsrsim: %v\n%s", err, output)
		return 1
	}
	return m.Run()
}
