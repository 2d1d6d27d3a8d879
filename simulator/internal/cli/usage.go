package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// misuse is an error in how a command was called, and where to read on.
func misuse(cmd *cobra.Command, format string, args ...any) error {
	return fmt.Errorf(format+"; see %s --help", append(args, cmd.CommandPath())...)
}

// flagMisuse puts right what was meant by flags that cannot be parsed.
func flagMisuse(cmd *cobra.Command, err error) error {
	// In "vsrsim srve --listen x" it is not the flag that is wrong.
	if args := cmd.Flags().Args(); cmd.HasSubCommands() && len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return unknownFlag(cmd, unknown)
	}
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return misuse(cmd, "invalid value %q for --%s: %w", bad.GetValue(), bad.GetFlag().Name, bad.Unwrap())
	}
	return misuse(cmd, "%w", err)
}

// unknownFlag says which flag was probably meant, or which commands have it.
func unknownFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	hint := meant(err.GetSpecifiedName(), flagNames(cmd))
	if having := commandsWith(cmd.Root(), err.GetSpecifiedName()); hint == "" && len(having) > 0 {
		hint = ", which is one of " + someOf(having)
	}
	return misuse(cmd, "%w%s\nthe flags are %s", err, hint, strings.Join(flagNames(cmd), ", "))
}

// mostNamed is how many commands a message names.
const mostNamed = 6

// someOf names the first commands of a list, and how many more there are.
func someOf(names []string) string {
	if more := len(names) - mostNamed; more > 1 {
		return fmt.Sprintf("%s and %d others", strings.Join(names[:mostNamed], ", "), more)
	}
	return strings.Join(names, ", ")
}

// commandsWith are the commands that have a flag.
func commandsWith(cmd *cobra.Command, flag string) []string {
	var having []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Flags().Lookup(flag) != nil {
			having = append(having, sub.CommandPath())
		}
		having = append(having, commandsWith(sub, flag)...)
	}
	return having
}

func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	return names
}

// onlyHolds is the annotation of commands that have no work of their own.
const onlyHolds = "only holds"

// group makes cmd a command that does nothing but hold others.
func group(cmd *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	cmd.AddCommand(commands...)
	cmd.Annotations = map[string]string{onlyHolds: "others"}
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return nil
	}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	return cmd
}

// groupsAlone lets each group below cmd do alone what its list does, or its show where that
// lists only what an argument says.
func groupsAlone(cmd *cobra.Command) {
	for _, sub := range cmd.Commands() {
		groupsAlone(sub)
		if sub.Annotations[onlyHolds] == "" {
			continue
		}
		for _, name := range []string{"list", "show"} {
			i := slices.IndexFunc(sub.Commands(), func(c *cobra.Command) bool { return c.Use == name }) // without an argument
			if i >= 0 {
				doAlone(sub, sub.Commands()[i])
				break
			}
		}
	}
}

// doAlone lets a group do what one of its commands does, with the same flags.
func doAlone(group, its *cobra.Command) {
	group.Long = fmt.Sprintf("%s.\n\nAlone it is %s.", group.Short, its.CommandPath())
	group.Flags().AddFlagSet(its.Flags())
	group.RunE = its.RunE
	group.Args = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return unknownCommand(cmd, args[0])
		}
		return its.Args(cmd, args)
	}
}

func unknownCommand(cmd *cobra.Command, name string) error {
	var known []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			known = append(known, sub.Name())
		}
	}
	return misuse(cmd, "unknown command %q%s\nthe commands of %s are %s",
		name, meant(name, known), cmd.CommandPath(), strings.Join(known, ", "))
}

// refuseUnknownWords lets the commands that cobra makes refuse a word that they do not know,
// as ours do: they answer it with a help, and with success.
func refuseUnknownWords(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = helpTopic
		case "completion":
			group(cmd)
			for _, shell := range cmd.Commands() {
				shell.Args = noArguments
			}
		}
	}
}

// helpTopic is for the words of a command.
func helpTopic(cmd *cobra.Command, args []string) error {
	of, rest, err := cmd.Root().Find(args)
	switch {
	case err == nil && len(rest) == 0:
		return nil
	case of.HasAvailableSubCommands():
		return unknownCommand(of, rest[0])
	default:
		return misuse(cmd, "unexpected argument %q: %s has no commands", rest[0], of.CommandPath())
	}
}

// noArguments is for commands that take flags only. A word may have been meant for one of the
// commands that they hold.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 && cmd.HasAvailableSubCommands() && meantFor(cmd, args[0]) == "" {
		return unknownCommand(cmd, args[0])
	}
	if len(args) > 0 {
		return misuse(cmd, "unexpected argument %q%s\n%s takes flags only", args[0], meantFor(cmd, args[0]), cmd.CommandPath())
	}
	return nil
}

// meantFor asks whether an argument was meant for a switch that was given: its value
// stands behind an equals sign, and one behind a blank is an argument.
func meantFor(cmd *cobra.Command, argument string) string {
	value, ok := switchWords[strings.ToLower(argument)]
	if !ok {
		return ""
	}
	var meant []string
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if f.NoOptDefVal != "" {
			meant = append(meant, "--"+f.Name+"="+value)
		}
	})
	if len(meant) == 0 {
		return ""
	}
	return ", did you mean " + strings.Join(meant, " or ") + "?"
}

// switchWords are what people write for true and false.
var switchWords = map[string]string{
	"true": "true", "yes": "true", "on": "true", "1": "true",
	"false": "false", "no": "false", "off": "false", "0": "false",
}

func oneFileOrMore(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return misuse(cmd, "no FILE given")
	}
	return nil
}
