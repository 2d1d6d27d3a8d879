package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
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
		Args:    oneName,
		RunE: func(cmd *cobra.Command, names []string) error {
			text, err := scenarioText(cmd, names[0])
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
}

// scenarioText is the text as it is: a file with problems can be shown, too.
func scenarioText(cmd *cobra.Command, nameOrFile string) ([]byte, error) {
	if scenario.IsFile(nameOrFile) {
		return yamlfile.ReadFile(nameOrFile)
	}
	library, err := builtin.Default.Scenarios()
	if err != nil {
		return nil, err
	}
	found, err := library.Find(nameOrFile)
	if err != nil {
		return nil, misuse(cmd, "%w", withNames(err))
	}
	return found.Text, nil
}

func oneName(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return misuse(cmd, "one NAME or FILE is wanted, got %d", len(args))
	}
	return nil
}
