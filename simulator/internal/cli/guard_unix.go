//go:build unix

package cli

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"
)

// guard is a process that outlives ours if that is killed, and then ends the group
// of the command. The system itself can end the command (endWithUs, on Linux
// alone), but not what the command has started.
type guard struct {
	process  *exec.Cmd
	lifeline io.WriteCloser // ends when we end, however that comes
}

// guardName is the command that such a process runs.
const guardName = "guard-command"

func newGuard() (*guard, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	process := exec.Command(self, guardName)
	process.Args[0] = os.Args[0]
	process.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no signal of our group or terminal reaches it
	lifeline, err := process.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	return &guard{process, lifeline}, nil
}

// watch tells which group it is. A guard that was killed itself does not hear it.
func (g *guard) watch(group int) { _, _ = fmt.Fprintln(g.lifeline, group) }

// dismiss is for when nothing is left to end.
func (g *guard) dismiss() {
	_ = g.process.Process.Kill()
	_ = g.process.Wait() // says that it was killed
}

func guardCommand() *cobra.Command {
	return &cobra.Command{
		Use:    guardName,
		Short:  "End the processes of a command whose vsrsim exec was killed",
		Hidden: true,
		Args:   noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			keepGuard(cmd.InOrStdin())
			return nil
		},
	}
}

// keepGuard reads which group it is, and ends it when nothing more can come.
func keepGuard(lifeline io.Reader) {
	group := 0
	for lines := bufio.NewScanner(lifeline); lines.Scan(); {
		group, _ = strconv.Atoi(lines.Text())
	}
	if group > 1 { // 0 and 1 would mean other processes than one group
		_ = syscall.Kill(-group, syscall.SIGKILL)
	}
}
