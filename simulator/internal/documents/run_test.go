package documents_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
)

// In the documents the simulator is where it is by default, and it is this time.
const (
	documentedAddress = "127.0.0.1:4010"
	documentedTime    = "2026-11-22T21:18:52Z"
)

// TestRun runs what a page shows as its readers do: in one shell, in one folder,
// against one simulator.
func TestRun(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the documents are for a POSIX shell")
	}
	for _, p := range guides(t) {
		t.Run(p.name, func(t *testing.T) { runPage(t, p) })
	}
}

func runPage(t *testing.T, p page) {
	t.Parallel()
	folder := t.TempDir()
	var script strings.Builder
	steps := 0
	for i, b := range p.blocks {
		if file := b.value("file"); file != "" {
			write(t, filepath.Join(folder, file), b.text)
		}
		if program := b.value("needs"); program != "" {
			judge.Program(t, program, "your system's package "+program)
		}
		if b.language == "sh" && b.is("run") {
			steps++
			fmt.Fprintf(&script, ". ./block-%d.sh >output-%d 2>&1\necho $? >code-%d\n", i, i, i)
		}
	}
	if steps == 0 {
		return
	}
	judge.Program(t, "curl", "your system's package curl")
	address := serve(t, folder)
	for i, b := range p.blocks {
		if b.is("run") {
			write(t, filepath.Join(folder, fmt.Sprintf("block-%d.sh", i)), strings.ReplaceAll(b.text, documentedAddress, address))
		}
	}
	// curl is to say what the documents show: errors, no progress, an answer a line.
	write(t, filepath.Join(folder, ".curlrc"), "silent\nshow-error\nwrite-out = \"\\n\"\n")
	write(t, filepath.Join(folder, "script.sh"), script.String())
	command := exec.CommandContext(t.Context(), judge.Program(t, "sh", "a POSIX shell"), "script.sh")
	command.Dir = folder
	command.Env = environment("PATH="+filepath.Dir(vsrsim)+string(os.PathListSeparator)+os.Getenv("PATH"), "CURL_HOME="+folder, "LC_ALL=C",
		"VSRSIM_CONTROL=http://"+address)
	if output, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	for i, b := range p.blocks {
		if b.is("run") {
			checkStep(t, p, i, folder, address)
		}
	}
}

// checkStep compares what came of a block with what the page says.
func checkStep(t *testing.T, p page, i int, folder, address string) {
	t.Helper()
	b := p.blocks[i]
	output := strings.ReplaceAll(read(t, filepath.Join(folder, fmt.Sprintf("output-%d", i))), address, documentedAddress)
	code := strings.TrimSpace(read(t, filepath.Join(folder, fmt.Sprintf("code-%d", i))))
	if (code == "0") == b.is("fails") {
		t.Errorf("%s:%d: ended with %s: %s", p.name, b.line, code, output)
	}
	if i+1 == len(p.blocks) || !p.blocks[i+1].is("output") {
		return
	}
	if got, want := lines(output), lines(p.blocks[i+1].text); got != want {
		t.Errorf("%s:%d: this was written:\n%s\nthe page says:\n%s", p.name, b.line, got, want)
	}
}

// lines leaves out empty lines: the answers of curl are on lines of their own.
func lines(output string) string {
	var kept []string
	for line := range strings.Lines(output) {
		if line = strings.TrimRight(line, " \r\n"); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

// serve starts a simulator for one page and returns its address. What it says is in
// the file banner of the folder.
func serve(t *testing.T, folder string) (address string) {
	t.Helper()
	ready := filepath.Join(folder, "ready.json")
	command := exec.Command(vsrsim, "serve", "--listen", "127.0.0.1:0", "--ready-file", ready, "--log-calls=false")
	command.Dir = folder
	command.Env = environment()
	banner, err := os.Create(filepath.Join(folder, "banner"))
	if err != nil {
		t.Fatal(err)
	}
	defer banner.Close() // the process has it on its own
	command.Stdout = banner
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
	})
	if output, err := exec.CommandContext(t.Context(), vsrsim, "health", "--ready-file", ready, "--wait", "60s").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	var where struct{ Control string }
	if err := json.Unmarshal([]byte(read(t, ready)), &where); err != nil {
		t.Fatal(err)
	}
	freeze(t, where.Control+"/sandboxes/default/clock")
	return strings.TrimSuffix(strings.TrimPrefix(where.Control, "http://"), "/_sim")
}

// freeze lets the clock of the sandbox default stand still, so that answers are
// those of the page.
func freeze(t *testing.T, clock string) {
	t.Helper()
	body := strings.NewReader(`{"mode":"frozen","at":"` + documentedTime + `"}`)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, clock, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	client := &http.Client{Timeout: time.Minute, Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", clock, response.Status)
	}
}

// environment is that of the tests without what is meant for this module, or for a
// vsrsim that somebody else has started.
func environment(more ...string) []string {
	var kept []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "VSRSIM_") && !strings.HasPrefix(strings.ToLower(variable), "http_proxy=") {
			kept = append(kept, variable)
		}
	}
	return append(kept, more...)
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
