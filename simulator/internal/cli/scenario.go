package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/spec"
)

func scenarioCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "scenario",
		Short: "Look at the built-in scenarios: YAML files that say which calls meet which fault",
	}
	return group(cmd, scenarioListCommand(), scenarioShowCommand())
}

func scenarioListCommand() *cobra.Command {
	contract := newRevisionFlags()
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the built-in scenarios",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := contract.check(); err != nil {
				return err
			}
			library, err := contract.edition().Scenarios()
			if err != nil {
				return err
			}
			scenarios, err := library.List()
			if err != nil {
				return err
			}
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, s := range scenarios {
				fmt.Fprintf(table, "%s\t%s\n", s.Name, firstSentence(s.Description))
			}
			return table.Flush()
		},
	}
	contract.add(cmd.Flags())
	return cmd
}

func firstSentence(text string) string {
	first, _, found := strings.Cut(strings.TrimSpace(text), ". ")
	if found {
		first += "."
	}
	return first
}

func scenarioShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show NAME|FILE",
		Short:   "Write the text of a scenario, to read it or to start from it",
		Example: "  vsrsim scenario show rate-limit > my-limit.yaml",
		Args:    one("NAME or FILE"),
		ValidArgsFunction: func(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return begunWith(begun, builtInNames()), cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, names []string) error {
			text, err := scenarioText(cmd, names[0])
			if err != nil {
				return err
			}
			writeDocument(cmd.OutOrStdout(), text)
			return nil
		},
	}
}

// scenarioText is the text as it is: a file with problems can be shown, too.
func scenarioText(cmd *cobra.Command, nameOrFile string) ([]byte, error) {
	if scenario.IsFile(nameOrFile) {
		return yamlfile.ReadFile(nameOrFile)
	}
	text, err := builtInText(builtin.Default, nameOrFile)
	for _, revision := range spec.Revisions() { // one that goes with another revision can be read, too
		if err == nil {
			break
		}
		if other, otherErr := builtInText(builtin.Edition{Revision: revision}, nameOrFile); otherErr == nil {
			text, err = other, nil
		}
	}
	if err != nil {
		return nil, misuse(cmd, "%w", withNames(err))
	}
	return text, nil
}

func builtInText(edition builtin.Edition, name string) ([]byte, error) {
	library, err := edition.Scenarios()
	if err != nil {
		return nil, err
	}
	found, err := library.Find(name)
	if err != nil {
		return nil, err
	}
	return found.Text, nil
}

// one wants one argument, which is called what.
func one(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return misuse(cmd, "one %s is wanted, got %d", what, len(args))
		}
		return nil
	}
}
