// Package cli is the command vsrsim as a function, for programs that have it as a
// command of their own.
package cli

import (
	"context"
	"io"

	"github.com/vsrsim/vsrsim/simulator/internal/cli"
)

// Main carries out one command line, without the name of the program, and returns
// the exit code: 0 if all is well, 1 for findings, 2 for usage or configuration; of
// exec also the code of its command. It ends when ctx does, or at SIGINT, SIGTERM and
// SIGHUP; flags that are not given are looked for in the environment. exec starts the
// program that it runs in once more, with the argument guard, to leave no process
// behind: such a program hands that on to Main as well.
func Main(ctx context.Context, args []string, in io.Reader, out, err io.Writer) int {
	return cli.Main(ctx, args, in, out, err)
}
