package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/overlay"
	"github.com/vsrsim/vsrsim/simulator/internal/suggest"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/spec"
)

func specCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "spec",
		Short: "Look at the revisions of the contract: OpenAPI documents",
	}
	return group(cmd, specListCommand(), specShowCommand(), specDiffCommand())
}

func specListCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the revisions",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
			for _, name := range spec.Revisions() {
				reviews, err := operationsOf(builtin.Edition{Revision: name, WithoutLookups: true})
				if err != nil {
					return err
				}
				all, err := operationsOf(builtin.Edition{Revision: name})
				if err != nil {
					return err
				}
				about := english.Plural(reviews, "operation", "")
				if all > reviews {
					about += " and " + english.Plural(all-reviews, "look-up", "")
				}
				if name == builtin.Default.Revision {
					about += ", the default"
				}
				fmt.Fprintf(table, "%s\t%s\n", name, about)
			}
			return table.Flush()
		},
	}
}

func operationsOf(e builtin.Edition) (int, error) {
	c, err := e.Contract()
	if err != nil {
		return 0, err
	}
	return len(c.Operations), nil
}

func specShowCommand() *cobra.Command {
	lookups := true
	cmd := &cobra.Command{
		Use:     "show REVISION",
		Short:   "Write a revision, as the simulator serves it",
		Example: "  vsrsim spec show 2026-08 > openapi.yaml",
		Args:    one("REVISION"),

		ValidArgsFunction: completeRevisions(1, cobra.ShellCompDirectiveNoFileComp),
		RunE: func(cmd *cobra.Command, names []string) error {
			text, err := revisionText(cmd, names[0], lookups)
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(text)
			return err
		},
	}
	cmd.Flags().BoolVar(&lookups, "lookups", true, "with the look-ups")
	return cmd
}

func revisionText(cmd *cobra.Command, name string, lookups bool) ([]byte, error) {
	if !slices.Contains(spec.Revisions(), name) {
		return nil, misuse(cmd, "there is no revision %q%s (there are %s)", name, suggest.Meant(name, spec.Revisions()), strings.Join(spec.Revisions(), ", "))
	}
	return spec.Contract(name, lookups)
}

func specDiffCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "diff A B",
		Short: "Say what differs from A to B; exit 1 if anything breaks clients",
		Long: `diff compares two revisions, or OpenAPI documents in files, and writes a line for each
difference, those that break clients first. What only people read is left out, as are
the look-ups of revisions.`,
		ValidArgsFunction: completeRevisions(2, cobra.ShellCompDirectiveDefault), // or a file
		Example:           "  vsrsim spec diff 2026-07 2026-08\n  vsrsim spec diff 2026-08 ./downloaded.yaml",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return misuse(cmd, "two revisions or files are wanted, got %d", len(args))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, names []string) error {
			from, errFrom := specNamed(cmd, names[0])
			to, errTo := specNamed(cmd, names[1])
			if err := errors.Join(errFrom, errTo); err != nil {
				return err
			}
			changes, err := overlay.Changes(from, to)
			if err != nil {
				return err
			}
			for _, change := range changes {
				fmt.Fprintln(cmd.OutOrStdout(), visible.Line(change.String()))
			}
			if slices.ContainsFunc(changes, func(c overlay.Change) bool { return c.Breaking }) {
				return errFindings
			}
			return nil
		},
	}
}

// specNamed is a document by the name of a revision, or of a file.
func specNamed(cmd *cobra.Command, name string) (overlay.Named, error) {
	if strings.ContainsAny(name, `./\`) {
		text, err := yamlfile.ReadFile(name)
		return overlay.Named{Name: name, Text: text}, err
	}
	text, err := revisionText(cmd, name, false)
	return overlay.Named{Name: name, Text: text}, err
}
