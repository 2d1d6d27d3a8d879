package cli

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// madeBelow is the line of docs/cli.md below which the commands have written it.
const madeBelow = "<!-- From here on the commands have written this page: go test ./simulator/internal/cli -run Page -update -->\n"

func TestPage(t *testing.T) {
	const name = "../../../docs/cli.md"
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	page = bytes.ReplaceAll(page, []byte("\r\n"), []byte("\n"))
	head, _, found := bytes.Cut(page, []byte(madeBelow))
	if !found {
		t.Fatalf("%s has no line %s", name, madeBelow)
	}
	want := append(bytes.Clone(head), madeBelow+commandPage(newRoot())...)
	if *update {
		if err := os.WriteFile(name, want, 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !bytes.Equal(page, want) {
		t.Errorf("%s is not what the commands say; to write it anew: go test ./simulator/internal/cli -run Page -update", name)
	}
}

// commandPage is what the commands say of themselves, in Markdown.
func commandPage(root *cobra.Command) string {
	root.InitDefaultCompletionCmd()
	var page strings.Builder
	page.WriteString("\n## Commands\n\n| command | what it does |\n| --- | --- |\n")
	commands := commandsBelow(root)
	for _, cmd := range commands {
		fmt.Fprintf(&page, "| [`%s`](#%s) | %s |\n", cmd.CommandPath(), anchorOf(cmd), inCell(cmd.Short))
	}
	for _, cmd := range commands {
		writeCommand(&page, cmd)
	}
	return page.String()
}

// commandsBelow leaves out what only holds other commands; those for the
// completion of one shell are alike.
func commandsBelow(cmd *cobra.Command) []*cobra.Command {
	var commands []*cobra.Command
	for _, sub := range cmd.Commands() {
		switch {
		case !sub.IsAvailableCommand():
		case sub.Name() == "completion":
			commands = append(commands, sub)
		default:
			if sub.Annotations[onlyHolds] == "" {
				commands = append(commands, sub)
			}
			commands = append(commands, commandsBelow(sub)...)
		}
	}
	return commands
}

func anchorOf(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func writeCommand(page *strings.Builder, cmd *cobra.Command) {
	fmt.Fprintf(page, "\n## %s\n\n", cmd.CommandPath())
	if cmd.Long != "" {
		fmt.Fprintf(page, "%s\n\n", strings.TrimSpace(cmd.Long))
	} else {
		fmt.Fprintf(page, "%s.\n\n", cmd.Short)
	}
	usage := cmd.UseLine()
	if cmd.Name() == "completion" {
		var names []string
		for _, sub := range cmd.Commands() {
			names = append(names, sub.Name())
		}
		usage = cmd.CommandPath() + " " + strings.Join(names, "|")
	}
	fmt.Fprintf(page, "```text\n%s\n```\n", usage)
	if cmd.HasExample() {
		fmt.Fprintf(page, "\n```sh\n%s\n```\n", strings.TrimSpace(strings.ReplaceAll(cmd.Example, "\n  ", "\n")))
	}
	writeFlags(page, cmd.Flags())
}

func writeFlags(page *strings.Builder, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	page.WriteString("\n| flag | default | |\n| --- | --- | --- |\n")
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Hidden || flag.Name == "help" {
			return
		}
		value, usage := pflag.UnquoteUsage(flag)
		name := "--" + flag.Name
		if flag.Shorthand != "" {
			name = "-" + flag.Shorthand + ", " + name
		}
		if value != "" && flag.Value.Type() != "bool" {
			name += " " + strings.ToUpper(value)
		}
		fmt.Fprintf(page, "| `%s` | %s | %s |\n", name, defaultOf(flag), inCell(usage))
	})
}

// defaultOf is empty where there is none, or where the text of the flag has it.
func defaultOf(flag *pflag.Flag) string {
	switch flag.DefValue {
	case "", "[]", "0", "0s", "false":
		return ""
	}
	return "`" + flag.DefValue + "`"
}

// inCell is a text that neither ends a cell of a table nor is taken for emphasis.
func inCell(text string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "<", `\<`, "\n", " ").Replace(text)
}
