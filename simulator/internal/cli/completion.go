package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/spec"
)

// completionWait is how long a shell waits for a simulator to say what there is.
const completionWait = 500 * time.Millisecond

// listing is an operation that lists what an input may be, and the property that is it.
type listing struct {
	operation, property string
	kind                string // of the records that are listed; empty if it is no list of records
}

// listings are where the values of inputs are found in a simulator that runs.
var listings = map[string]listing{
	"sandbox":    {"listSandboxes", "name", ""},
	"from":       {"listSandboxes", "name", ""},
	"to":         {"listSandboxes", "name", ""},
	"scenario":   {"listScenarios", "name", ""},
	"scenarios":  {"listScenarios", "name", ""},
	"checkpoint": {"listCheckpoints", "name", ""},
	"call":       {"listCalls", "id", ""},
	"key":        {"listKeys", "key", ""},
	"account":    {"listAccounts", "id", ""},
	"document":   {"listDocuments", "id", ""},
	"rule":       {"listRules", "rule", ""},
	"review":     {"listRecords", "id", "reviews"},
}

// completeVerb lets the shell complete the arguments and flags of a verb.
func (v *verbRun) completeVerb(cmd *cobra.Command) {
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		for _, f := range v.forms {
			if len(args) >= len(f.Arguments) {
				continue
			}
			argument := f.Arguments[len(args)]
			if argument.Input == control.BodyFile {
				return nil, cobra.ShellCompDirectiveDefault
			}
			directive := cobra.ShellCompDirectiveNoFileComp
			if argument.OrFile {
				directive = cobra.ShellCompDirectiveDefault
			}
			if argument.Input == "call" {
				directive |= cobra.ShellCompDirectiveKeepOrder
			}
			return begunWith(begun, v.values(cmd, f.Row, f.input(argument.Input))), directive
		}
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for name, flag := range v.flags {
		complete := func(cmd *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			before, last := "", begun
			if i := strings.LastIndex(begun, ","); i >= 0 && kind(flag.input.Schema) == "array" {
				before, last = begun[:i+1], begun[i+1:]
			}
			found := begunWith(last, v.values(cmd, v.forms[0].Row, flag.input))
			for i := range found {
				found[i] = before + found[i]
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		}
		if err := cmd.RegisterFlagCompletionFunc(flagName(name), complete); err != nil {
			panic(err) // the flag was just added
		}
	}
}

// values are what an input of an operation may be: what its schema lists, or what the
// simulator has. What ends or begins something that plays is about what plays.
func (v *verbRun) values(cmd *cobra.Command, row control.Row, input control.Input) []cobra.Completion {
	if listed := listedBy(input.Schema); listed != nil {
		return listed
	}
	switch input.Name {
	case "operation":
		return operationNames()
	case "method":
		return methodNames()
	}
	of, known := listings[input.Name]
	if !known {
		return nil
	}
	if input.Name == "scenario" && !row.ReadOnly && !slices.ContainsFunc(row.Inputs, func(in control.Input) bool { return in.In == control.InText }) {
		of.operation = "listPlayingScenarios"
	}
	found := v.ask(cmd, of)
	if len(found) == 0 && of.operation == "listScenarios" {
		return builtInNames()
	}
	return found
}

// begunWith leaves out what does not begin as what was typed.
func begunWith(begun string, all []cobra.Completion) []cobra.Completion {
	return slices.DeleteFunc(all, func(one cobra.Completion) bool { return !strings.HasPrefix(one, begun) })
}

// ask asks the simulator for a list, in silence: there may be none.
func (v *verbRun) ask(cmd *cobra.Command, of listing) []cobra.Completion {
	cmd.SetErr(io.Discard)
	if err := readEnvironment(cmd); err != nil {
		return nil
	}
	sim, err := v.control.simulator(cmd)
	if err != nil {
		return nil
	}
	inputs := remote.Inputs{}
	if of.kind != "" {
		inputs["kind"] = of.kind
	}
	if box := v.flags["sandbox"]; box != nil && len(box.values) > 0 {
		inputs["sandbox"] = box.value()
	}
	ctx, cancel := context.WithTimeout(context.Background(), completionWait)
	defer cancel()
	answer, err := sim.Call(ctx, control.RowNamed(of.operation), inputs, "")
	if err != nil || !answer.OK() {
		return nil
	}
	value, _ := decodeOrdered(answer.Body)
	whole, _ := value.(object)
	list, _ := whole.get("data").([]any)
	if areCalls(list) {
		slices.Reverse(list) // the newest is the likeliest
	}
	var found []cobra.Completion
	for _, element := range list {
		one, _ := element.(object)
		text := visible.Line(fmt.Sprint(one.get(of.property)))
		if about := aboutOf(one, of.property); about != "" {
			text = cobra.CompletionWithDesc(text, visible.Line(firstSentence(about)))
		}
		found = append(found, text)
	}
	return found
}

// aboutOf tells people which one an element of a list is, where a call says what was called,
// and all else has a name or a text of its own.
func aboutOf(one object, property string) string {
	if areCalls([]any{one}) {
		line := lineOf(one)
		return strings.Join([]string{line.Method, line.Path, line.status()}, " ")
	}
	for _, name := range []string{"description", "purpose", "title", "name"} {
		if text, _ := one.get(name).(string); text != "" && name != property {
			return text
		}
	}
	return ""
}

func builtInNames() []cobra.Completion {
	library, err := builtin.Default.Scenarios()
	if err != nil {
		return nil
	}
	all, err := library.List()
	if err != nil {
		return nil
	}
	var names []cobra.Completion
	for _, s := range all {
		names = append(names, cobra.CompletionWithDesc(s.Name, firstSentence(s.Description)))
	}
	return names
}

func operationNames() []cobra.Completion {
	inForce, err := builtin.Default.Contract()
	if err != nil {
		return nil
	}
	var names []cobra.Completion
	for _, op := range inForce.Operations {
		names = append(names, op.ID)
	}
	return names
}

// methodNames are the methods that the API has.
func methodNames() []cobra.Completion {
	inForce, err := builtin.Default.Contract()
	if err != nil {
		return nil
	}
	var names []cobra.Completion
	for _, op := range inForce.Operations {
		names = append(names, op.Method)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func checkNames() []cobra.Completion {
	var names []cobra.Completion
	for _, kind := range scenario.CheckKinds() {
		names = append(names, kind.Name)
	}
	return names
}

func revisionNames() []cobra.Completion { return spec.Revisions() }

// completeRevisions lets the shell complete so many arguments that are revisions.
func completeRevisions(most int, otherwise cobra.ShellCompDirective) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) >= most {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return begunWith(begun, slices.Clone(revisionNames())), otherwise
	}
}

// addCompletions lets the shell complete the flags of the commands that are no verbs.
func addCompletions(cmd *cobra.Command) {
	names := map[string]func() []cobra.Completion{
		"scenario": builtInNames, "check": checkNames, "cover": operationNames, "revision": revisionNames,
		"mode":       func() []cobra.Completion { return []cobra.Completion{modeStrict, modeObserve} },
		"errors":     func() []cobra.Completion { return exchange.ErrorForms },
		"log-format": func() []cobra.Completion { return logFormats },
	}
	for _, sub := range cmd.Commands() {
		addCompletions(sub)
		sub.Flags().VisitAll(func(f *pflag.Flag) {
			list := names[f.Name]
			if _, has := sub.GetFlagCompletionFunc(f.Name); list == nil || has {
				return
			}
			directive := cobra.ShellCompDirectiveNoFileComp
			if f.Name == "scenario" {
				directive = cobra.ShellCompDirectiveDefault // a file, too
			}
			complete := func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
				return begunWith(begun, slices.Clone(list())), directive
			}
			if err := sub.RegisterFlagCompletionFunc(f.Name, complete); err != nil {
				panic(err) // the flag was just seen
			}
		})
	}
}
