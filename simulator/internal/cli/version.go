package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/internal/version"
)

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which version this is",
		Args:  noArguments,
		Run: func(cmd *cobra.Command, _ []string) {
			fmt.Fprintf(cmd.OutOrStdout(), "vsrsim version %s\n", version.Of())
		},
	}
}
