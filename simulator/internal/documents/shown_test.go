package documents_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What serve says at the start, as the README shows it.
func TestBanner(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	address := serve(t, folder)
	banner := strings.ReplaceAll(read(t, filepath.Join(folder, "banner")), address, documentedAddress)
	_, banner, _ = strings.Cut(banner, "\n") // the version is that of this build
	for _, b := range readPage(t, "README.md").blocks {
		if first, rest, _ := strings.Cut(b.text, "\n"); strings.HasPrefix(first, "vsrsim    ") {
			if rest != banner {
				t.Errorf("serve says:\n%s\nthe README says:\n%s", banner, rest)
			}
			return
		}
	}
	t.Error("the README does not show what serve says")
}

// What exec says of the client whose own tests are happy, as docs/ci.md shows it,
// which leaves lines out. Times and the version are of this run.
func TestSummary(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), vsrsim, "exec", "--scenario", "../client.yaml", "--", "go", "test", "-count=1", "./...")
	command.Dir = "examples/broken-client"
	command.Env = environment("GOFLAGS=", "GOWORK=off")
	output, _ := command.CombinedOutput() // it ends with 1
	times := regexp.MustCompile(`\d\d:\d\d:\d\d\.\d{3}|\d+\.\d+s|vsrsim [^,]+,`)
	summary := times.ReplaceAllString(string(output), "?")
	shown := 0
	for _, b := range readPage(t, "docs/ci.md").blocks {
		if b.language != "text" || !strings.HasPrefix(b.text, "ok ") {
			continue
		}
		for line := range strings.Lines(b.text) {
			shown++
			if !strings.Contains(summary, times.ReplaceAllString(line, "?")) {
				t.Errorf("docs/ci.md: exec does not say %s", line)
			}
		}
	}
	if shown == 0 || t.Failed() {
		t.Errorf("exec says, %d lines of which are shown:\n%s", shown, output)
	}
}
