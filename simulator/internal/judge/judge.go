// Package judge lets tests ask programs that are not ours what they make of our
// output: xmllint, or a package of npm. It is for tests only.
//
// Where such a program is missing, the test is skipped, so that a checkout needs
// nothing but Go. If the environment variable REQUIRE_ALL_TESTS is set, as .ci/run
// sets it, the test fails instead: a gate that skips is no gate. A test that needs
// something else, such as a browser or a server, says so with Missing.
package judge

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Required is the environment variable that, set to anything, makes a missing
// program a failure. Its name does not begin as those of the command's flags do,
// which may read it.
const Required = "REQUIRE_ALL_TESTS"

// Missing ends the test, since what is not there. install says how to get it.
func Missing(t testing.TB, what, install string) {
	t.Helper()
	if os.Getenv(Required) != "" {
		t.Fatalf("there is no %s, and %s is set; to install it: %s", what, Required, install)
	}
	t.Skipf("there is no %s; to install it: %s", what, install)
}

// Program is the path of a program. It ends the test if there is none; install
// says how to get it.
func Program(t testing.TB, name, install string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		Missing(t, name, install)
	}
	return path
}

// install says how to get the packages of npm.
const install = "make judges"

// NodeModules is the program node, and the folder of the packages of npm that are
// installed for tests. It ends the test if there is none of either.
func NodeModules(t testing.TB) (node, modules string) {
	t.Helper()
	node = Program(t, "node", "your system's package nodejs")
	modules = filepath.Join(root(t), "simulator", "internal", "judge", "node", "node_modules")
	if _, err := os.Stat(modules); err != nil {
		Missing(t, "folder "+modules, install)
	}
	return node, modules
}

// Node runs a script of the folder node, beside the packages of npm that are
// installed there. The script reads input as JSON from standard input and writes
// JSON, which is read into output. Start it once for many documents: each start
// takes a tenth of a second.
func Node(t testing.TB, script string, input, output any) {
	t.Helper()
	node, modules := NodeModules(t)
	text, err := json.Marshal(input)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, filepath.Join(filepath.Dir(modules), script))
	// A pipe would not block, and a script that reads faster than we write would fail.
	file := filepath.Join(t.TempDir(), "input.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	stdin, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	command.Stdin = stdin
	var complaint bytes.Buffer
	command.Stderr = &complaint
	answer, err := command.Output()
	if err != nil {
		t.Fatalf("%s: %v (if a package is missing: %s)\n%s", script, err, install, &complaint)
	}
	if err := json.Unmarshal(answer, output); err != nil {
		t.Fatalf("%s: %v in %.200s", script, err, answer)
	}
}

// root is the folder of the module: tests run in the folder of their package.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if filepath.Dir(folder) == folder {
			t.Fatal("there is no go.mod above")
		}
		folder = filepath.Dir(folder)
	}
}
