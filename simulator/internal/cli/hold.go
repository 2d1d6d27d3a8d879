package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// holdFlag is a flag that is given or not. It says what to do to those who want more of
// it than there is.
type holdFlag bool

func (h *holdFlag) String() string { return fmt.Sprint(bool(*h)) }

func (h *holdFlag) Type() string { return "bool" }

// IsBoolFlag lets the help say that it takes a value behind an equals sign only.
func (h *holdFlag) IsBoolFlag() bool { return true }

func (h *holdFlag) Set(text string) error {
	value, ok := switchWords[strings.ToLower(text)]
	if !ok {
		return errors.New("must be true or false: it holds a run that did not pass, and no other; " +
			"to look at one that passed, start vsrsim serve and run the command beside it")
	}
	*h = value == "true"
	return nil
}

// warn says so if there is nobody who could press Ctrl-C, as in CI.
func (h *holdFlag) warn(cmd *cobra.Command) {
	if bool(*h) && !isTerminal(cmd.InOrStdin()) && !isTerminal(unwatched(cmd.ErrOrStderr())) {
		fmt.Fprintf(cmd.ErrOrStderr(), "vsrsim: warning: --hold is for a terminal, and there is none: "+
			"if the run does not pass, the simulator serves until process %d gets a SIGTERM\n", os.Getpid())
	}
}

// hold lets the simulator serve until ctx ends, or it ends by itself, and then stops it.
// One who had asked for the end before ctx could tell is heeded, too.
func (c carriedOut) hold(ctx context.Context, signals <-chan os.Signal, w io.Writer) carriedOut {
	var failed error
	if !asked(signals) {
		fmt.Fprintf(w, "held          the simulator serves on: look at %s/\n", c.sim.ControlURL())
		fmt.Fprintf(w, "              Ctrl-C ends it, or a SIGTERM to process %d; the exit code is then %d\n", os.Getpid(), exitCode(c.conclude(io.Discard), io.Discard))
		failed = until(ctx, c.sim)
	}
	_, unkept := shutdown(c.sim)
	c.unkept = errors.Join(c.unkept, failed, unkept)
	return c
}

// asked tells whether a signal that asks to end has come.
func asked(signals <-chan os.Signal) bool {
	for {
		select {
		case s := <-signals:
			if asksToEnd(s) {
				return true
			}
		default:
			return false
		}
	}
}
