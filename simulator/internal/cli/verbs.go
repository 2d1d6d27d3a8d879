package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
)

// These are the groups of the commands in the help: those that the table of control
// operations makes, and all others.
const (
	verbs  = "verbs"
	others = "others"
)

// form is one way to call a command: an operation with one of its verbs.
type form struct {
	control.Row
	control.Verb
}

// addVerbs gives the command the verbs of the table. Forms with the same words are one
// command.
func addVerbs(root *cobra.Command) {
	root.AddGroup(&cobra.Group{ID: others, Title: "Commands:"}, &cobra.Group{ID: verbs, Title: "Commands that steer a running simulator:"})
	for _, cmd := range root.Commands() {
		cmd.GroupID = others
	}
	root.SetHelpCommandGroupID(others)
	root.SetCompletionCommandGroupID(others)
	forms := map[string][]form{}
	var inOrder []string
	for _, row := range control.Rows() {
		for _, verb := range row.Verbs {
			words := strings.Join(verb.Words, " ")
			if forms[words] == nil {
				inOrder = append(inOrder, words)
			}
			forms[words] = append(forms[words], form{row, verb})
		}
	}
	for _, words := range inOrder {
		fillVerb(commandAt(root, strings.Fields(words)), forms[words])
		completeGroups(commandAt(root, strings.Fields(words)).Parent(), longest(forms[words]).does())
	}
}

// commandAt is the command of those words, which is made if there is none.
func commandAt(root *cobra.Command, words []string) *cobra.Command {
	at := root
	for _, word := range words {
		next := slices.IndexFunc(at.Commands(), func(c *cobra.Command) bool { return c.Name() == word })
		if next >= 0 {
			at = at.Commands()[next]
			continue
		}
		made := &cobra.Command{Use: word}
		if at == root {
			made.GroupID = verbs
		}
		at.AddCommand(made)
		at = made
	}
	return at
}

// completeGroups makes groups of the commands up to the root that do nothing alone. They
// are about what their first verb in the table is about.
func completeGroups(cmd *cobra.Command, about string) {
	for ; cmd.HasParent(); cmd = cmd.Parent() {
		if cmd.Short == "" {
			cmd.Short = about
		}
		if cmd.RunE == nil {
			group(cmd)
		}
	}
}

// fillVerb makes a command of its forms.
func fillVerb(cmd *cobra.Command, forms []form) {
	run := &verbRun{forms: forms}
	cmd.Use = strings.Join(append([]string{cmd.Name()}, usageOf(forms)...), " ")
	cmd.Short, cmd.Long = longest(forms).does(), longOf(forms)
	cmd.Args = run.chooseForm
	cmd.RunE = run.run
	run.addFlags(cmd)
	run.completeVerb(cmd)
}

// longest is the form with the most arguments, of those with as many the one that asks for
// no switch.
func longest(forms []form) form {
	return slices.MaxFunc(forms, func(a, b form) int {
		return cmp.Or(cmp.Compare(len(a.Arguments), len(b.Arguments)), cmp.Compare(b.Switch, a.Switch))
	})
}

// usageOf are the arguments of all forms, in brackets if not all have them.
func usageOf(forms []form) []string {
	var words []string
	for i, argument := range longest(forms).Arguments {
		word := argumentName(argument)
		if argument.Optional || slices.ContainsFunc(forms, func(f form) bool { return len(f.Arguments) <= i }) {
			word = "[" + word + "]"
		}
		words = append(words, word)
	}
	return words
}

func argumentName(a control.Argument) string {
	name := strings.ToUpper(a.Input)
	if a.OrFile {
		name += "|FILE"
	}
	return name
}

// longOf is what each form does, and what its arguments are.
func longOf(forms []form) string {
	var parts []string
	for _, f := range forms {
		text := f.does() + "."
		if f.Description != "" {
			text += " " + f.Description
		}
		if len(forms) > 1 {
			text = f.when() + ": " + text
		}
		parts = append(parts, wrapped(text, ""))
		for _, argument := range f.Arguments {
			parts = append(parts, wrapped("- "+argumentName(argument)+": "+f.about(argument), "  "))
		}
	}
	return strings.Join(parts, "\n\n")
}

// does is what the form does, in a few words.
func (f form) does() string { return cmp.Or(f.Verb.About, f.Summary) }

// when says which of several forms is meant.
func (f form) when() string {
	switch {
	case f.Switch != "":
		return "With --" + f.Switch
	case len(f.Arguments) > 0:
		return "With " + argumentName(f.Arguments[0])
	default:
		return "Alone"
	}
}

// about says what an argument is.
func (f form) about(a control.Argument) string {
	const file = "a file, - for what is written to the command, or the text itself if it begins with {"
	if a.Input == control.BodyFile {
		return file + "."
	}
	text := f.input(a.Input).Description
	if allowed := allowedBy(f.input(a.Input).Schema); allowed != "" {
		text += " One of " + allowed + "."
	}
	if a.OrFile {
		text += " Or FILE: " + file + "."
	}
	return text
}

// input is an input of the operation by its name.
func (f form) input(name string) control.Input {
	i := slices.IndexFunc(f.Inputs, func(in control.Input) bool { return in.Name == name })
	if i < 0 {
		panic(fmt.Sprintf("cli: %s has no input %s", f.Name, name)) // a test of the table looks for that
	}
	return f.Inputs[i]
}

// isArgument tells whether an input is an argument of the form.
func (f form) isArgument(name string) bool {
	return slices.ContainsFunc(f.Arguments, func(a control.Argument) bool { return a.Input == name })
}

// allowedBy are the values that a schema lists, for people.
func allowedBy(schema map[string]any) string { return strings.Join(listedBy(schema), ", ") }

// listedBy are the values that a schema lists, for itself or for each element of a list.
func listedBy(schema map[string]any) []string {
	of := schema
	if items, is := schema["items"].(map[string]any); is {
		of = items
	}
	var all []string
	listed, _ := of["enum"].([]any)
	for _, value := range listed {
		all = append(all, fmt.Sprint(value))
	}
	return all
}

// width is that of the texts of commands.
const width = 85

// wrapped breaks the lines of paragraphs; those behind the first begin with indent.
func wrapped(text, indent string) string {
	var paragraphs []string
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		var lines []string
		line := ""
		for word := range strings.FieldsSeq(paragraph) {
			if line != "" && len(line)+1+len(word) > width {
				lines = append(lines, line)
				line = indent
			}
			if strings.TrimSpace(line) != "" {
				line += " "
			}
			line += word
		}
		paragraphs = append(paragraphs, strings.Join(append(lines, line), "\n"))
	}
	return strings.Join(paragraphs, "\n\n")
}
