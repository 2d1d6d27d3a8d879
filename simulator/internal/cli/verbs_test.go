package cli

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/spec"
)

// Each operation has a command that takes all of its inputs, or names one that there is,
// or says why none calls it.
func TestEachOperationHasACommand(t *testing.T) {
	root := newRoot()
	for _, row := range control.Rows() {
		if row.Elsewhere != "" {
			if cmd := found(root, row.Elsewhere); cmd == nil {
				t.Errorf("%s is called by the command %q, which does not exist", row.Name, row.Elsewhere)
			}
		}
		for _, verb := range row.Verbs {
			cmd := found(root, strings.Join(verb.Words, " "))
			if cmd == nil || cmd.RunE == nil {
				t.Fatalf("%s: there is no command %v", row.Name, verb.Words)
			}
			if cmd.Short == "" || cmd.Long == "" {
				t.Errorf("%s: %s does not say what it does", row.Name, cmd.CommandPath())
			}
			checkInputs(t, cmd, form{row, verb})
		}
	}
}

func checkInputs(t *testing.T, cmd *cobra.Command, f form) {
	t.Helper()
	for _, input := range f.Inputs {
		flag := cmd.Flags().Lookup(flagName(input.Name))
		switch {
		case !f.needsFlag(input):
		case flag == nil:
			t.Errorf("%s has no flag for %s of %s", cmd.CommandPath(), input.Name, f.Name)
		case flag.Usage == "" || strings.Contains(flag.Usage, "`"):
			t.Errorf("%s --%s says of itself %q", cmd.CommandPath(), flag.Name, flag.Usage)
		}
	}
}

func found(root *cobra.Command, words string) *cobra.Command {
	cmd, rest, err := root.Find(strings.Fields(words))
	if err != nil || len(rest) > 0 || cmd == root {
		return nil
	}
	return cmd
}

// A flag of a verb has one type, whatever operation reads it.
func TestVerbFlagsAreAlike(t *testing.T) {
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "yaml" && !slices.Contains([]string{"clock"}, f.Name) {
				t.Errorf("%s --%s takes an object: give it a better form", cmd.CommandPath(), f.Name)
			}
		})
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
	}
	walk(newRoot())
}

// What completion asks for is there, and lists what it says.
func TestCompletionAsksForWhatThereIs(t *testing.T) {
	for input, of := range listings {
		if row := control.RowNamed(of.operation); !row.ReadOnly || row.MediaTypes != nil {
			t.Errorf("%s: %s is no list", input, of.operation)
		}
	}
}

// A group does alone what its list does, or its show where a list asks for an argument:
// the same, with the same flags.
func TestGroupsAlone(t *testing.T) {
	groups := 0
	var walk func(cmd *cobra.Command)
	walk = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			walk(sub)
		}
		its := found(cmd, "list")
		if its == nil {
			return
		}
		if its.Use != "list" {
			its = found(cmd, "show")
		}
		groups++
		if !strings.Contains(cmd.Long, "Alone it is "+its.CommandPath()+".") {
			t.Errorf("%s says of itself %q", cmd.CommandPath(), cmd.Long)
		}
		its.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" && cmd.Flags().Lookup(f.Name) != f {
				t.Errorf("%s has no --%s", cmd.CommandPath(), f.Name)
			}
		})
	}
	walk(newRoot())
	if groups < 8 {
		t.Errorf("there are %d groups", groups)
	}
}

// Whatever a script asks a simulator for it may have as JSON, unless it is a document that has
// another form. What answers with nothing writes nothing.
func TestEveryVerbTakesJSON(t *testing.T) {
	for _, row := range control.Rows() {
		for _, verb := range row.Verbs {
			of := form{row, verb}
			cmd, _, err := newRoot().Find(verb.Words)
			if err != nil {
				t.Fatal(err)
			}
			if has := cmd.Flags().Lookup("json") != nil; has != (of.answersJSON() || !row.HasOutput) {
				t.Errorf("%s: --json is there: %t", strings.Join(verb.Words, " "), has)
			}
		}
	}
	sim := startedForVerbs(t)
	for _, args := range [][]string{{"stop"}, {"journal", "empty"}, {"report", "restart"}, {"sandbox", "make", "x"}, {"sandbox", "delete", "x"}} {
		var stdout, stderr bytes.Buffer
		got := Main(t.Context(), append(args, "--json", "--control", sim.ControlURL()), nil, &stdout, &stderr)
		if got != exitOK || (stdout.Len() == 0) != (args[len(args)-1] != "x" || args[1] == "delete") || stderr.Len() > 0 {
			t.Errorf("%q: got %d, %q, %q", args, got, &stdout, &stderr)
		}
	}
}

// A file that cannot be used is all that is wrong: of flags that have nothing to do with it,
// nothing is said. What a file lacks the simulator says.
func TestAFileThatCannotBeUsedIsAllThatIsWrong(t *testing.T) {
	sim := startedForVerbs(t)
	tried := 0
	for _, row := range control.Rows() {
		for _, verb := range row.Verbs {
			if !(form{row, verb}).takesFile() {
				continue
			}
			for file, want := range map[string]string{"nofile.yaml": "nofile.yaml", "{no: yaml": ":1:6: not valid YAML", "{}": ""} {
				args := slices.Clone(verb.Words)
				for _, argument := range verb.Arguments {
					if argument.Input != control.BodyFile {
						args = append(args, "x")
						continue
					}
					args = append(args, file)
				}
				var stdout, stderr bytes.Buffer
				Main(t.Context(), append(args, "--control", sim.ControlURL()), nil, &stdout, &stderr)
				said := stderr.String()
				if !strings.Contains(said, want) || strings.Contains(said, "give --") || strings.Contains(said, "to be changed") {
					t.Errorf("%q: got %q", args, said)
				}
				tried++
			}
		}
	}
	if tried < 6 {
		t.Errorf("%d files were given", tried)
	}
}

// What has one of a few values is completed, and its help names them: each input of a verb whose
// schema lists them, and what other commands take.
func TestWhatHasFewValuesIsCompleted(t *testing.T) {
	completed := func(want []string, args ...string) {
		t.Helper()
		var stdout, stderr bytes.Buffer
		Main(t.Context(), append([]string{"__complete"}, args...), nil, &stdout, &stderr)
		values, _, _ := strings.Cut(stdout.String(), ":")
		if got := strings.Fields(values); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", args, got, want)
		}
	}
	tried := 0
	for _, row := range control.Rows() {
		for _, verb := range row.Verbs {
			of := form{row, verb}
			for _, input := range row.Inputs {
				values, list := input.Schema["enum"].([]any)
				if items, is := input.Schema["items"].(map[string]any); is {
					values, list = items["enum"].([]any)
				}
				if !list || !of.needsFlag(input) && !of.isArgument(input.Name) {
					continue
				}
				var want []string
				for _, value := range values {
					want = append(want, value.(string))
				}
				args := slices.Clone(verb.Words)
				for _, argument := range verb.Arguments {
					if argument.Input == input.Name {
						break
					}
					args = append(args, "x")
				}
				if cmd := found(newRoot(), strings.Join(verb.Words, " ")); of.needsFlag(input) {
					args = append(args, "--"+flagName(input.Name))
					if usage := cmd.Flags().Lookup(flagName(input.Name)).Usage; !strings.Contains(usage, strings.Join(want, ", ")) {
						t.Errorf("%q says of itself %q", args, usage)
					}
				}
				completed(want, append(args, "")...)
				tried++
			}
		}
	}
	if tried < 5 {
		t.Errorf("%d inputs were completed", tried)
	}
	completed([]string{"call,rule", "call,report"}, "events", "--type", "call,r")
	completed([]string{"GET", "POST", "PUT"}, "journal", "--method", "")
	completed([]string{"strict", "observe"}, "serve", "--mode", "")
	completed([]string{"published", "observed"}, "serve", "--errors", "")
	completed([]string{"text", "json"}, "exec", "--log-format", "")
	for _, args := range [][]string{{"spec", "show"}, {"spec", "diff"}, {"spec", "diff", "2026-07"}, {"serve", "--revision"}} {
		completed(spec.Revisions(), append(args, "")...)
	}
}
