package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/visible"
)

// unseen is what moves a cursor, turns the direction of a line or fakes another.
const unseen = "\x1b[2J\r\u202e\u2066\x07\x7f\u009b"

// What files and flags hold reaches no terminal as it is.
func TestNothingUnseenIsWritten(t *testing.T) {
	const inYAML = `\e[2J\r\u202e\u2066\a\nforged:1:1: a line`
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "HERE", inYAML)), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	scenario := file("scenario.yaml", `
name: "HERE"
rules:
- {when: {path: {"HERE": 1}, header: {"HERE": 1}, body: {"HERE": 1, "$HERE": 1}, operation: "HERE", where: "HERE"}, fault: {"HERE": 1}}
- {then: "HERE", when: {state: "HERE", query: {x: {matches: "(HERE"}}}}
"HERE": 1
`)
	world := file("world.yaml", `
accounts: [{id: 1, name: "HERE", plan: "HERE", "HERE": 1}]
keys: [{key: "HERE", account: 7, access: "HERE", permissions: ["HERE"]}]
`)
	named := file("named"+unseen+".yaml", "name: [")
	for name, args := range map[string][]string{
		"lint":              {"lint", scenario, named},
		"lint no file":      {"lint", "none" + unseen},
		"fixture check":     {"fixture", "check", world},
		"serve a scenario":  {"serve", "--listen", "127.0.0.1:0", "--scenario", scenario},
		"serve by name":     {"serve", "--listen", "127.0.0.1:0", "--scenario", unseen},
		"serve a fixture":   {"serve", "--listen", "127.0.0.1:0", "--fixture", world},
		"a value of a flag": {"serve", "--listen", unseen},
		"an unknown flag":   {"serve", "--" + unseen},
		"a command":         {unseen},
		"an argument":       {"serve", unseen},
		"show":              {"scenario", "show", unseen},
		"an address":        {"health", "--control", "http://127.0.0.1:1/" + unseen},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if code := Main(t.Context(), args, nil, &stdout, &stderr); code == exitOK {
				t.Error("exit code 0")
			}
			written := stdout.String() + stderr.String()
			if written == "" || written != visible.Lines(written) || strings.Contains(written, "\nforged") {
				t.Errorf("got %q", written)
			}
		})
	}
}
