// Package cli is the command vsrsim: it turns words into calls on the simulator. One
// file is one subcommand.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/version"
	"github.com/vsrsim/vsrsim/simulator/internal/visible"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// Exit codes.
const (
	exitOK       = 0
	exitFindings = 1 // what was asked for was done and found something wrong
	exitUsage    = 2 // a flag, a file or an address cannot be used
)

// errFindings ends a command whose output has already said what was found.
var errFindings = errors.New("findings")

// Main carries out one command line and returns the exit code. simulator/cli says
// what it promises.
func Main(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	root := newRoot()
	accepted := false // the command line, so that the command itself sees to its reports
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		err := readEnvironment(cmd)
		accepted = err == nil
		return err
	}
	out := &output{Writer: stdout}
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(out)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !accepted {
		dropStaleReports(cmd, args)
	}
	code := exitCode(err, stderr)
	if out.lost != nil && code <= exitFindings {
		fmt.Fprintf(stderr, "vsrsim: write the output: %s\n", visible.Lines(out.lost.Error()))
		return exitUsage
	}
	return code
}

// exitCode says what an error is, and returns the code to exit with.
func exitCode(err error, stderr io.Writer) int {
	if err == nil {
		return exitOK
	}
	if errors.Is(err, errFindings) {
		return exitFindings
	}
	if child, ok := errors.AsType[childError](err); ok {
		return child.code
	}
	// Not errors.AsType: beside the problems of a file there may be other errors.
	if problems, ok := err.(yamlfile.Problems); ok {
		fmt.Fprintln(stderr, problems) // begins with file:line:column, as editors want it
	} else {
		fmt.Fprintf(stderr, "vsrsim: %s\n", visible.Lines(err.Error()))
	}
	return exitUsage
}

func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:   "vsrsim",
		Short: "Simulate the Drata Vendor Security Reviews API",
		Long: `vsrsim answers like the Vendor Security Reviews API that Drata documents: from true
state in memory, with every request and every answer held against the contract.
It is an independent project and never calls Drata.

Start it with "vsrsim serve" and point the base URL of your client at it.

Every flag can also be given in the environment: --max-file-size as
VSRSIM_MAX_FILE_SIZE. A flag beats the environment; an empty variable counts as
none. Exit codes: 0 ok, 1 findings, 2 usage or configuration.`,
		Version:       version.Of(),
		SilenceErrors: true, // Main prints them
		SilenceUsage:  true, // the error says what to do
	}
	root.SetFlagErrorFunc(flagMisuse)
	group(root, serveCommand(), execCommand(), reportCommand(), healthCommand(), lintCommand(), scenarioCommand(), specCommand(), fixtureCommand(), schemaCommand(), mcpCommand(),
		versionCommand(), guardCommand())
	addVerbs(root)
	refuseUnknownWords(root)
	groupsAlone(root)
	addCompletions(root)
	return root
}
