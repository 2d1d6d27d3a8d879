// Package examples_test runs the examples as their readers do, in their folder.
package examples_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// vsrsim is the path of the command.
var vsrsim string

func TestMain(m *testing.M) { os.Exit(buildAndRun(m)) }

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "vsrsim-examples-*")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	vsrsim = filepath.Join(dir, "vsrsim")
	if err := os.Chdir("../../../examples"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if output, err := exec.Command("go", "build", "-o", vsrsim, "../cmd/vsrsim").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build vsrsim: %v\n%s", err, output)
		return 1
	}
	return m.Run()
}

// run is what came of a vsrsim exec.
type run struct {
	code    int
	output  string // of the command
	summary string // standard error
	report  report.Report
}

// execute runs vsrsim exec in the folder of an example.
func execute(t *testing.T, folder string, args ...string) run {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.json")
	cmd := exec.CommandContext(t.Context(), vsrsim, append([]string{"exec", "--report", file}, args...)...)
	cmd.Dir = folder
	// What is set for the tests of this module is not for those of the example.
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "NPM_CONFIG_UPDATE_NOTIFIER=false")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	r := run{code: cmd.ProcessState.ExitCode(), output: stdout.String(), summary: stderr.String()}
	data, err := os.ReadFile(file)
	if err == nil {
		r.report, err = report.Read(data)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, r)
	}
	return r
}

func (r run) String() string { return fmt.Sprintf("exit code %d\n%s%s", r.code, r.output, r.summary) }

// passed fails the test unless the run ended well and found nothing.
func (r run) passed(t *testing.T) {
	t.Helper()
	if r.code != 0 || !r.report.Passed || r.report.Calls == 0 {
		t.Errorf("did not pass: %s", r)
	}
}

var runClient = []string{"--scenario", "../client.yaml", "--", "go", "test", "-count=1", "./..."}

func TestBrokenClient(t *testing.T) {
	t.Parallel()
	r := execute(t, "broken-client", runClient...)
	if r.code != 1 || !strings.HasPrefix(r.output, "ok ") {
		t.Fatalf("want tests that pass and the exit code 1: %s", r)
	}

	var kinds []report.FindingKind
	for _, finding := range r.report.Findings {
		kinds = append(kinds, finding.Kind)
	}
	if want := []report.FindingKind{report.FindingViolation, report.FindingCheck, report.FindingCheck}; !slices.Equal(kinds, want) {
		t.Errorf("findings: got %v, want %v", kinds, want)
	}
	if v := r.report.Violations; len(v) != 1 || v[0].Operation != "createVendorSecurityReview" || v[0].Pointer != "/notes" {
		t.Errorf("violations: got %+v, want the property notes", v)
	}
	outcomes := map[string]report.Outcome{
		"stops-on-refusal": report.Failed, "no-repeated-write": report.Failed, "bounded-attempts=3": report.Passed,
	}
	for _, check := range r.report.Checks {
		if check.Outcome != outcomes[check.Name] {
			t.Errorf("%s: got %s, want %s", check.Name, check.Outcome, outcomes[check.Name])
		}
	}
	for _, fault := range []string{"did you mean note?", "stops-on-refusal failed", "no-repeated-write failed"} {
		if !strings.Contains(r.summary, fault) {
			t.Errorf("the summary has no %q:\n%s", fault, r.summary)
		}
	}
}

func TestRepairedClient(t *testing.T) {
	t.Parallel()
	r := execute(t, "repaired-client", runClient...)
	r.passed(t)
	if len(r.report.Checks) != 3 || len(r.report.Expectations) != 2 {
		t.Errorf("want three checks and two expectations: %s", r)
	}
}

// The two clients differ in nothing but the client.
func TestClientsHaveTheSameTests(t *testing.T) {
	for _, name := range []string{"client_test.go", "go.mod"} {
		if !bytes.Equal(read(t, "broken-client/"+name), read(t, "repaired-client/"+name)) {
			t.Errorf("the files %s differ", name)
		}
	}
}

// Without a simulator a reader is told what to do.
func TestClientWithoutSimulator(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "./...")
	cmd.Dir = "repaired-client"
	cmd.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off", "VSRSIM_URL=", "VSRSIM_KEY=")
	output, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(output), "run this with vsrsim exec") {
		t.Errorf("got %v, %s", err, output)
	}
}

func TestNode(t *testing.T) {
	t.Parallel()
	judge.Program(t, "node", "your system's package nodejs")
	judge.Program(t, "npm", "your system's package npm")
	execute(t, "node-test", "--env", "API_BASE_URL={url}", "--env", "API_KEY={key}", "--", "npm", "test").passed(t)
}

func TestCurl(t *testing.T) {
	t.Parallel()
	r := execute(t, "curl", "--", "sh", "contract.sh")
	r.passed(t)
	if !strings.Contains(r.output, `{"verified":true,`) {
		t.Errorf("the calls were not verified: %s", r)
	}
}

func TestYAML(t *testing.T) {
	for _, name := range []string{"github-actions.yml", "gitlab-ci.yml", "compose.yaml"} {
		var content map[string]any
		if err := yaml.Unmarshal(read(t, name), &content); err != nil || len(content) == 0 {
			t.Errorf("%s: got %v, %v", name, content, err)
		}
	}
}

// The flags in the pipelines are those of the command.
func TestPipelinesUseFlagsThatExist(t *testing.T) {
	help, err := exec.CommandContext(t.Context(), vsrsim, "exec", "--help").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"github-actions.yml", "gitlab-ci.yml", "Jenkinsfile"} {
		_, command, found := strings.Cut(strings.ReplaceAll(string(read(t, name)), `vsrsim" exec`, "vsrsim exec"), "vsrsim exec ")
		command, _, ended := strings.Cut(command, " -- ")
		if !found || !ended {
			t.Errorf("%s does not run vsrsim exec", name)
		}
		for _, word := range strings.Fields(command) {
			if strings.HasPrefix(word, "--") && !strings.Contains(string(help), " "+word+" ") {
				t.Errorf("%s: exec has no flag %s", name, word)
			}
		}
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
