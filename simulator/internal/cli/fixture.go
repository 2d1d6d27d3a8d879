package cli

import (
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/fixture"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

func fixtureCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fixture",
		Short: "Make and check fixtures: YAML files that describe a world",
	}
	return group(cmd, fixtureGenerateCommand(), fixtureCheckCommand())
}

func fixtureGenerateCommand() *cobra.Command {
	var options fixture.Options
	var output string
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a believable larger world; the same seed gives the same bytes",
		Example: `  vsrsim fixture generate --vendors 200 --reviews 5 --seed 42 --output world.yaml
  vsrsim serve --fixture world.yaml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			snapshot, err := fixture.Generate(options)
			if err != nil {
				return misuse(cmd, "%w", err)
			}
			write := func(w io.Writer) error { return fixture.Write(w, snapshot) }
			if output == "" {
				return buffered(cmd.OutOrStdout(), write)
			}
			return writeFile(output, write)
		},
	}
	cmd.Flags().IntVar(&options.Vendors, "vendors", 20, fmt.Sprintf("`number` of vendors, 1 to %d", fixture.MaxVendors))
	cmd.Flags().IntVar(&options.Reviews, "reviews", 5, fmt.Sprintf("`number` of reviews of each vendor, 0 to %d", fixture.MaxReviews))
	cmd.Flags().Uint64Var(&options.Seed, "seed", 1, "`number` that everything is drawn from")
	integerFlag(cmd.Flags(), "vendors", "from 1 to %d", fixture.MaxVendors)
	integerFlag(cmd.Flags(), "reviews", "from 0 to %d", fixture.MaxReviews)
	integerFlag(cmd.Flags(), "seed", "from 0 to %d", uint64(math.MaxUint64))
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to (default: standard output)")
	return cmd
}

func fixtureCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Say everything that is wrong with fixtures; exit 1 if anything is",
		Args:  oneFileOrMore,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return checkFiles(cmd, paths, func(path string) error {
				yaml, err := yamlfile.ReadFile(path)
				if err == nil {
					_, err = fixture.Load(path, yaml)
				}
				return err
			})
		},
	}
}
