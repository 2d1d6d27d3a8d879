package examples_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/judge"
)

// action is what ../action.yml has.
type action struct {
	Inputs map[string]struct {
		Default string
	}
	Runs struct {
		Steps []struct {
			Name string
			Env  map[string]string
			Run  string
		}
	}
}

// act runs the last step of the action with these inputs, and the defaults of the
// others. It returns the exit code, the output and what is shown on the page.
func act(t *testing.T, inputs map[string]string) (code int, output, page string) {
	t.Helper()
	bash := judge.Program(t, "bash", "your system's package bash")
	var a action
	if err := yaml.Unmarshal(read(t, "../action.yml"), &a); err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	summary := filepath.Join(temp, "step-summary.md")
	step := a.Runs.Steps[len(a.Runs.Steps)-1]
	cmd := exec.CommandContext(t.Context(), bash, "-eo", "pipefail", "-c", step.Run)
	cmd.Dir = temp
	cmd.Env = append(os.Environ(), "RUNNER_TEMP="+temp, "GITHUB_STEP_SUMMARY="+summary,
		"PATH="+filepath.Dir(vsrsim)+string(os.PathListSeparator)+os.Getenv("PATH"))
	for variable, expression := range step.Env {
		name := strings.TrimSuffix(strings.TrimPrefix(expression, "${{ inputs."), " }}")
		input, known := a.Inputs[name]
		if !known {
			t.Errorf("%s is %s, which is no input", variable, expression)
		}
		value, given := inputs[name]
		if !given {
			value = input.Default
		}
		cmd.Env = append(cmd.Env, variable+"="+value)
	}
	out, err := cmd.CombinedOutput()
	if err != nil && !errors.As(err, new(*exec.ExitError)) {
		t.Fatal(err)
	}
	shown, err := os.ReadFile(summary)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out), string(shown)
}

const callOnce = `curl --silent --fail --output answer.json --header "Authorization: Bearer $API_KEY" "$API_BASE_URL/vendors/1/security-reviews/1"`

func TestAction(t *testing.T) {
	t.Parallel()
	judge.Program(t, "curl", "your system's package curl")
	code, output, page := act(t, map[string]string{
		"run":          "test -z \"$TRICKY\"\n" + callOnce,
		"env":          "API_BASE_URL={url}\nAPI_KEY={key}\n\nTRICKY=\n",
		"scenario":     "slow-answers\n",
		"min-coverage": "1",
		"arguments":    "--seed=7",
	})
	if code != 0 || !strings.Contains(output, "seed 7, ") || !strings.Contains(output, "slow-answers") {
		t.Errorf("got exit code %d, want 0, seed 7 and the scenario: %s", code, output)
	}
	if !strings.Contains(page, "1 call") {
		t.Errorf("the page of the job has no report: %q", page)
	}
}

// What vsrsim finds, and the code of the commands, are the code of the step.
func TestActionFails(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		inputs map[string]string
		code   int
		page   bool
	}{
		"no call":             {map[string]string{"run": "true"}, 1, true},
		"commands that fail":  {map[string]string{"run": "exit 7\ntrue"}, 7, true},
		"each command counts": {map[string]string{"run": "false\ntrue"}, 1, true},
		"an unknown scenario": {map[string]string{"run": "true", "scenario": "nothing-such"}, 2, false},
		"no page is wanted":   {map[string]string{"run": "exit 3", "summary": "false"}, 3, false},
	} {
		code, output, page := act(t, want.inputs)
		if code != want.code || (page != "") != want.page {
			t.Errorf("%s: got exit code %d and the page %.40q, want %d: %s", name, code, page, want.code, output)
		}
	}
}
