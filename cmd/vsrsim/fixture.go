package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/fixture"
)

func fixtureCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "fixture",
		Short: "Make and check fixtures: YAML files that describe a world",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(fixtureGenerateCommand(), fixtureCheckCommand())
	return cmd
}

func fixtureGenerateCommand() *cobra.Command {
	var options fixture.Options
	var output string
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write a believable larger world; the same seed gives the same bytes",
		Example: `  vsrsim fixture generate --vendors 200 --reviews 5 --seed 42 --output world.yaml
  vsrsim serve --fixture world.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			snapshot, err := fixture.Generate(options)
			if err != nil {
				return err
			}
			var yaml bytes.Buffer
			if err := fixture.Write(&yaml, snapshot); err != nil {
				return err
			}
			return write(cmd.OutOrStdout(), output, yaml.Bytes())
		},
	}
	cmd.Flags().IntVar(&options.Vendors, "vendors", 20, "`number` of vendors")
	cmd.Flags().IntVar(&options.Reviews, "reviews", 5, "`number` of reviews of each vendor")
	cmd.Flags().Uint64Var(&options.Seed, "seed", 1, "`number` that everything is drawn from")
	cmd.Flags().StringVarP(&output, "output", "o", "", "`file` to write to (default: standard output)")
	return cmd
}

// write puts content into a file, whole or not at all, or on stdout.
func write(stdout io.Writer, path string, content []byte) error {
	if path == "" {
		_, err := stdout.Write(content)
		return err
	}
	unfinished := path + ".unfinished"
	if err := os.WriteFile(unfinished, content, 0o644); err != nil {
		_ = os.Remove(unfinished)
		return err
	}
	return os.Rename(unfinished, path)
}

func fixtureCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "check FILE...",
		Short: "Say everything that is wrong with fixtures; exit 1 if anything is",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, paths []string) error {
			var unreadable []error
			found := false
			for _, path := range paths {
				yaml, err := os.ReadFile(path)
				if err != nil {
					unreadable = append(unreadable, err)
					continue
				}
				if _, err := fixture.Load(path, yaml); err != nil {
					found = true
					fmt.Fprintln(cmd.OutOrStdout(), err)
				}
			}
			if err := errors.Join(unreadable...); err != nil {
				return err
			}
			if found {
				return errFindings
			}
			return nil
		},
	}
}
