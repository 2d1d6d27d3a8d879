package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// standardInput is the name of a file that stands for what is written to the
// command.
const standardInput = "-"

func lintCommand() *cobra.Command {
	flags := newRevisionFlags()
	cmd := &cobra.Command{
		Use:   "lint FILE|FOLDER|-...",
		Short: "Say everything that is wrong with scenarios; exit 1 if anything is",
		Long: `lint reads scenario files strictly and holds them against the contract: operations,
statuses, bodies and values that do not exist, rules that can never fire, faults that
do not go together. Every problem is one line: file:line:column: what is wrong.

Of a folder it reads all that end in .yaml or .yml, also in the folders below; - is
what is written to it.`,
		Example: "  vsrsim lint scenarios\n  vsrsim lint my-limit.yaml other.yaml\n  vsrsim scenario show rate-limit | vsrsim lint -",
		Args:    oneFileOrMore,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := flags.check(); err != nil {
				return err
			}
			files, err := scenarioFiles(paths)
			if err != nil {
				return err
			}
			inForce, err := flags.edition().Contract()
			if err != nil {
				return err
			}
			if err := checkFiles(cmd, files, lintFile(cmd, inForce)); err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "%s in order\n", english.Plural(len(files), "scenario", ""))
			return nil
		},
	}
	flags.add(cmd.Flags())
	return cmd
}

func lintFile(cmd *cobra.Command, c *contract.Contract) func(path string) error {
	return func(path string) error {
		if path != standardInput {
			_, err := scenario.LoadFile(c, path)
			return err
		}
		text, err := yamlfile.ReadStdin(cmd.InOrStdin())
		if err != nil {
			return fmt.Errorf("read the scenario: %w", err)
		}
		_, err = scenario.Load(c, "stdin", text, yamlfile.ReadFile)
		return err
	}
}

// scenarioFiles are the files that paths name, with those of folders in the order of
// their names.
func scenarioFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		info, err := os.Stat(path)
		if path == standardInput || err != nil || !info.IsDir() {
			files = append(files, path) // what cannot be read is said when it is read
			continue
		}
		found, err := yamlFiles(path)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, fmt.Errorf("the folder %s has no file that ends in .yaml or .yml", path)
		}
		files = append(files, found...)
	}
	return files, nil
}

func yamlFiles(folder string) (files []string, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		extension := filepath.Ext(path)
		if err == nil && !entry.IsDir() && (extension == ".yaml" || extension == ".yml") {
			files = append(files, path)
		}
		return err
	})
	return files, err
}

// checkFiles prints what check finds wrong with each file. What is not a finding
// about the file, as that it cannot be read, is an error.
func checkFiles(cmd *cobra.Command, paths []string, check func(path string) error) error {
	var unreadable []error
	found := false
	for _, path := range paths {
		err := check(path)
		if problems, ok := errors.AsType[yamlfile.Problems](err); ok {
			found = true
			fmt.Fprintln(cmd.OutOrStdout(), problems)
		} else if err != nil {
			unreadable = append(unreadable, err)
		}
	}
	if err := errors.Join(unreadable...); err != nil {
		return err
	}
	if found {
		return errFindings
	}
	return nil
}
