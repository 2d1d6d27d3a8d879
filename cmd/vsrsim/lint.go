package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

func lintCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "lint FILE...",
		Short: "Say everything that is wrong with scenarios; exit 1 if anything is",
		Long: `lint reads scenario files strictly and holds them against the contract: operations,
statuses, bodies and values that do not exist, rules that can never fire, faults that
do not go together. Every problem is one line: file:line:column: what is wrong.`,
		Example: "  vsrsim lint scenarios/*.yaml",
		Args:    oneFileOrMore,
		RunE: func(cmd *cobra.Command, paths []string) error {
			return checkFiles(cmd, paths, simulator.LintScenario)
		},
	}
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
