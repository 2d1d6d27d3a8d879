package documents_test

import (
	"encoding/json"
	"fmt"
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

// A block of YAML is a scenario or a fixture, and in order. All are held in one go:
// a start of the command costs more than a file.
func TestYAMLBlocks(t *testing.T) {
	t.Parallel()
	scenarios, fixtures := t.TempDir(), []string{"fixture", "check"}
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
			name := fmt.Sprintf("%s-%d", strings.ReplaceAll(p.name, "/", "-"), b.line)
			switch {
			case content["accounts"] != nil:
				fixtures = append(fixtures, filepath.Join(t.TempDir(), name+".yaml"))
				write(t, fixtures[len(fixtures)-1], b.text)
			case content["name"] != nil:
				write(t, filepath.Join(scenarios, name+".yaml"), b.text)
			case content["rules"] != nil:
				write(t, filepath.Join(scenarios, name+".yaml"), "name: "+name+"\n"+b.text)
			default:
				t.Errorf("%s:%d: neither a scenario nor its rules nor a fixture", p.name, b.line)
			}
		}
	}
	for _, arguments := range [][]string{{"lint", scenarios}, fixtures} {
		if output, err := exec.CommandContext(t.Context(), vsrsim, arguments...).CombinedOutput(); err != nil {
			t.Errorf("%v: %s", err, output)
		}
	}
}

// The commands in blocks of sh have the flags that they are given, also where they
// are not run.
func TestFlagsOfCommands(t *testing.T) {
	t.Parallel()
	flags := regexp.MustCompile(`--[a-z][a-z-]*`)
	help := map[string]string{}
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
				command, _, _ = strings.Cut(command, " -- ")
				name := nameOf(command)
				if help[name] == "" {
					help[name] = helpOf(t, name)
				}
				for _, flag := range flags.FindAllString(command, -1) {
					// Behind a switch, the help has the values that it takes: [=true|false].
					if !strings.Contains(help[name], " "+flag+" ") && !strings.Contains(help[name], " "+flag+"[=") {
						t.Errorf("%s:%d: vsrsim %s has no flag %s", p.name, b.line, strings.TrimSpace(command), flag)
					}
				}
			}
		}
	}
	if len(help) == 0 {
		t.Error("no command was found")
	}
}

// nameOf are the words that a command line begins with: those of the command, and perhaps
// arguments, behind which help is that of the command all the same.
func nameOf(command string) string {
	words := strings.Fields(command)
	word := regexp.MustCompile(`^[a-z]+$`)
	if i := slices.IndexFunc(words, func(w string) bool { return !word.MatchString(w) }); i >= 0 {
		words = words[:i]
	}
	return strings.Join(words, " ")
}

func helpOf(t *testing.T, name string) string {
	t.Helper()
	help, err := exec.CommandContext(t.Context(), vsrsim, append(strings.Fields(name), "--help")...).CombinedOutput()
	if err != nil {
		t.Errorf("vsrsim %s: %v: %s", name, err, help)
	}
	return string(help)
}
