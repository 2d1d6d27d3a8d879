package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// verbRun is a command of the table with what its flags say.
type verbRun struct {
	forms    []form
	flags    map[string]*inputFlag // by the name of the input
	switches map[string]*bool
	control  controlFlags
	asJSON   bool
	chosen   form
}

// chooseForm finds the form with the switch and as many arguments as are given.
func (v *verbRun) chooseForm(cmd *cobra.Command, args []string) error {
	given := ""
	for name, on := range v.switches {
		if *on && given != "" {
			return misuse(cmd, "give one of --%s and --%s", min(given, name), max(given, name))
		}
		if *on {
			given = name
		}
	}
	fitting := slices.DeleteFunc(slices.Clone(v.forms), func(f form) bool { return f.Switch != given })
	for _, f := range fitting {
		least := len(slices.DeleteFunc(slices.Clone(f.Arguments), func(a control.Argument) bool { return a.Optional }))
		if least <= len(args) && len(args) <= len(f.Arguments) {
			v.chosen = f
			return v.checkFlags(cmd)
		}
	}
	arguments := longest(fitting).Arguments
	switch n := len(arguments); {
	case len(args) > n && cmd.HasAvailableSubCommands():
		return unknownCommand(cmd, args[0])
	case len(args) > n:
		return misuse(cmd, "unexpected argument %q%s", args[n], meantFor(cmd, args[n]))
	default:
		return misuse(cmd, "%s is wanted", argumentName(arguments[len(args)]))
	}
}

// checkFlags refuses a flag that another form has.
func (v *verbRun) checkFlags(cmd *cobra.Command) error {
	for _, name := range slices.Sorted(maps.Keys(v.flags)) {
		known := slices.ContainsFunc(v.chosen.Inputs, func(in control.Input) bool { return in.Name == name })
		if !known && cmd.Flags().Changed(flagName(name)) {
			return misuse(cmd, "--%s does not go with what is asked for here", flagName(name))
		}
	}
	return nil
}

func (v *verbRun) run(cmd *cobra.Command, args []string) error {
	outliveReaders()
	sim, err := v.control.simulator(cmd)
	if err != nil {
		return err
	}
	inputs, err := v.inputs(cmd, args)
	if err != nil {
		return err
	}
	if slices.Contains(v.chosen.MediaTypes, eventStream) {
		return v.follow(cmd, sim, inputs)
	}
	accept := ""
	if v.asJSON {
		accept = web.JSON
	}
	answer, err := sim.Call(cmd.Context(), v.chosen.Row, inputs, accept)
	if missing, is := errors.AsType[remote.Missing](err); is {
		return misuse(cmd, "%w", missing)
	}
	if err != nil {
		return unreachable(err)
	}
	return v.conclude(cmd, sim, answer)
}

// conclude writes an answer, or says why there is none.
func (v *verbRun) conclude(cmd *cobra.Command, sim remote.Simulator, answer remote.Answer) error {
	out := cmd.OutOrStdout()
	judged := v.chosen.Judges && answer.IsVerdict()
	switch {
	case !answer.OK() && !judged:
		return refusedBy(sim, answer)
	case v.asJSON || !v.chosen.HasOutput:
		writeRaw(out, answer.Body)
	case v.chosen.MediaTypes != nil:
		writeDocument(out, answer.Body)
	default:
		var hidden []string
		if judged && !answer.OK() {
			hidden = []string{"statusCode", "name"} // which are HTTP's, and stand beside the verdict
		}
		if err := writeForPeople(out, cmd.ErrOrStderr(), answer.Body, hidden...); err != nil {
			return err
		}
	}
	if !answer.OK() {
		return errFindings
	}
	return nil
}

// inputs are what the arguments, the flags and the words of the command say.
func (v *verbRun) inputs(cmd *cobra.Command, args []string) (remote.Inputs, error) {
	inputs := remote.Inputs{}
	var problems []error
	for i, text := range args {
		problems = append(problems, v.addArgument(cmd, inputs, v.chosen.Arguments[i], text))
	}
	for _, input := range v.chosen.Inputs {
		if flag := v.flags[input.Name]; flag != nil && len(flag.values) > 0 {
			inputs[input.Name] = flag.value()
		}
		text, fixed := v.chosen.Fixed[input.Name]
		if !fixed {
			continue
		}
		value, err := valueOf(input, text)
		inputs[input.Name] = value
		problems = append(problems, err)
	}
	problems = append(problems, v.checkChange(cmd, inputs))
	return inputs, errors.Join(problems...)
}

// checkChange refuses a change that changes nothing, and says by which flags one is told. The
// control API knows none of them. What a file lacks it says itself.
func (v *verbRun) checkChange(cmd *cobra.Command, inputs remote.Inputs) error {
	if !v.chosen.BodyRequired || v.chosen.takesFile() {
		return nil
	}
	var flags []string
	for _, input := range v.chosen.Inputs {
		_, given := inputs[input.Name]
		switch {
		case input.In == control.InPath || input.In == control.InQuery:
		case given:
			return nil
		case v.chosen.needsFlag(input):
			flags = append(flags, "--"+flagName(input.Name))
		}
	}
	if len(flags) == 0 {
		return nil
	}
	return misuse(cmd, "nothing is to be changed: give %s", strings.Join(flags, ", "))
}

func (v *verbRun) addArgument(cmd *cobra.Command, inputs remote.Inputs, argument control.Argument, text string) error {
	if argument.Input != control.BodyFile && !(argument.OrFile && meansFile(text)) {
		input := v.chosen.input(argument.Input)
		value, err := valueOf(input, text)
		inputs[input.Name] = value
		if err != nil {
			return misuse(cmd, "%s %w, is %q", argumentName(argument), err, text)
		}
		return nil
	}
	body, err := readArgument(cmd, text)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(v.chosen.Inputs, func(in control.Input) bool { return in.In == control.InText }); i >= 0 {
		inputs[v.chosen.Inputs[i].Name] = string(body)
		if argument.OrFile {
			inputs[argument.Input], err = nameIn(text, body)
		}
		return err
	}
	object, err := objectOf(fileName(text), body)
	for _, input := range v.chosen.Inputs { // properties that are not known are refused by the control API
		if value, ok := object[input.Property]; ok && input.In == control.InProperty {
			inputs[input.Name] = value
			delete(object, input.Property)
		}
	}
	return errors.Join(err, v.refuse(fileName(text), slices.Sorted(maps.Keys(object))))
}

// mostRefused is how many properties that are not known are named one by one.
const mostRefused = 10

// refuse says which properties of a file the operation does not have.
func (v *verbRun) refuse(file string, names []string) error {
	var problems []error
	for i, name := range names {
		if i == mostRefused {
			problems = append(problems, fmt.Errorf("%s: and %d more", file, len(names)-mostRefused))
			break
		}
		problems = append(problems, fmt.Errorf("%s: there is no property %q here%s", file, name, suggest.Among(name, v.chosen.propertyNames())))
	}
	return errors.Join(problems...)
}

func (f form) propertyNames() []string {
	var names []string
	for _, input := range f.Inputs {
		if input.In == control.InProperty {
			names = append(names, input.Property)
		}
	}
	return names
}

// meansFile tells whether an argument is a file, or a text, and no name.
func meansFile(text string) bool {
	return text == standardInput || isText(text) || scenario.IsFile(text)
}

func isText(argument string) bool { return strings.HasPrefix(strings.TrimSpace(argument), "{") }

// fileName is what problems call the file of an argument.
func fileName(argument string) string {
	switch {
	case argument == standardInput:
		return "stdin"
	case isText(argument):
		return "text"
	default:
		return argument
	}
}

// readArgument reads what an argument names, or is.
func readArgument(cmd *cobra.Command, text string) ([]byte, error) {
	if text == standardInput {
		return yamlfile.ReadStdin(cmd.InOrStdin())
	}
	if isText(text) {
		return []byte(text), nil
	}
	if info, err := os.Stat(text); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder", text)
	}
	return yamlfile.ReadFile(text)
}

// nameIn is the name that a file gives itself.
func nameIn(path string, text []byte) (string, error) {
	object, err := objectOf(fileName(path), text)
	if err != nil {
		return "", err
	}
	name, _ := object["name"].(string)
	if name == "" {
		return "", fmt.Errorf("%s has no name: begin it with a line such as name: my-scenario", fileName(path))
	}
	return name, nil
}
