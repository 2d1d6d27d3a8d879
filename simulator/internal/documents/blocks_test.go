package documents_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// The words that may follow the language of a block: docs/contributing.md has what
// they mean.
func TestWordsOfBlocks(t *testing.T) {
	languages := []string{"sh", "json", "yaml", "text", "go", "python"}
	for _, p := range guides(t) {
		for i, b := range p.blocks {
			if !slices.Contains(languages, b.language) {
				t.Errorf("%s:%d: a block of the language %q, want one of %s", p.name, b.line, b.language, strings.Join(languages, ", "))
			}
			for _, word := range b.words {
				name, _, _ := strings.Cut(word, "=")
				if !slices.Contains([]string{"run", "fails", "output", "file", "needs", "workflow"}, name) {
					t.Errorf("%s:%d: the word %q means nothing", p.name, b.line, word)
				}
			}
			if b.is("output") && (i == 0 || !p.blocks[i-1].is("run")) {
				t.Errorf("%s:%d: the output of what? No block before it is run", p.name, b.line)
			}
		}
	}
}

func TestJSONBlocks(t *testing.T) {
	for _, p := range guides(t) {
		for _, b := range p.blocks {
			if b.language != "json" || json.Valid([]byte(b.text)) {
				continue
			}
			for line := range strings.Lines(b.text) {
				if !json.Valid([]byte(line)) {
					t.Errorf("%s:%d: is no JSON: %s", p.name, b.line, line)
				}
			}
		}
	}
}

// A block of YAML is a scenario or a fixture, and in order.
func TestYAMLBlocks(t *testing.T) {
	for _, p := range guides(t) {
		for _, b := range p.blocks {
			if b.language != "yaml" {
				continue
			}
			var document any
			if err := yaml.Unmarshal([]byte(b.text), &document); err != nil {
				t.Errorf("%s:%d: %v", p.name, b.line, err)
			}
			if b.is("workflow") {
				continue
			}
			content, _ := document.(map[string]any)
			command, text := []string{"lint"}, b.text
			switch {
			case content["accounts"] != nil:
				command = []string{"fixture", "check"}
			case content["name"] == nil && content["rules"] != nil:
				text = "name: example\n" + text
			case content["name"] == nil:
				t.Errorf("%s:%d: neither a scenario nor its rules nor a fixture", p.name, b.line)
				continue
			}
			file := filepath.Join(t.TempDir(), "example.yaml")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if output, err := exec.CommandContext(t.Context(), vsrsim, append(command, file)...).CombinedOutput(); err != nil {
				t.Errorf("%s:%d: %v: %s", p.name, b.line, err, output)
			}
		}
	}
}

// The commands in blocks of sh have the flags that they are given, also where they
// are not run.
func TestFlagsOfCommands(t *testing.T) {
	flag := regexp.MustCompile(`--[a-z][a-z-]*`)
	tried := 0
	for _, p := range guides(t) {
		for _, b := range p.blocks {
			if b.language != "sh" {
				continue
			}
			for line := range strings.Lines(strings.ReplaceAll(b.text, "\\\n", " ")) {
				command, found := strings.CutPrefix(line, "vsrsim ")
				if !found {
					if command, found = strings.CutPrefix(line, "go run ./cmd/vsrsim "); !found {
						continue
					}
				}
				tried++
				command, _, _ = strings.Cut(command, " -- ")
				help := helpOf(t, p, b, command)
				for _, name := range flag.FindAllString(command, -1) {
					if !strings.Contains(help, " "+name+" ") {
						t.Errorf("%s:%d: vsrsim %s has no flag %s", p.name, b.line, strings.TrimSpace(command), name)
					}
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no command was found")
	}
}

// helpOf is the help of the command that a command line begins with.
func helpOf(t *testing.T, p page, b block, command string) string {
	t.Helper()
	words := strings.Fields(command)
	names := 1
	if words[0] == "fixture" || words[0] == "scenario" {
		names = 2
	}
	help, err := exec.CommandContext(t.Context(), vsrsim, append(slices.Clone(words[:names]), "--help")...).CombinedOutput()
	if err != nil {
		t.Errorf("%s:%d: vsrsim %s: %v: %s", p.name, b.line, command, err, help)
	}
	return string(help)
}
