//go:build !unix

package cli

import (
	"os"
	"os/exec"
	"syscall"

	"github.com/spf13/cobra"
)

// job is a command that runs, where there are no groups of processes.
type job struct {
	child   *exec.Cmd
	ended   chan error
	stopped chan syscall.Signal // stays empty
}

// passedOn are the signals that the command gets when we get them.
func passedOn() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }

func startJob(child *exec.Cmd) (*job, error) {
	if err := child.Start(); err != nil {
		return nil, err
	}
	j := &job{child: child, ended: make(chan error, 1)}
	go func() {
		err := child.Wait()
		if child.ProcessState != nil {
			err = childFailure(child.ProcessState.Sys().(syscall.WaitStatus))
		}
		j.ended <- err
	}()
	return j, nil
}

func (j *job) signal(s os.Signal) { _ = j.child.Process.Signal(s) } // an error says that it has ended

func (j *job) wasStopped(syscall.Signal) {}

func (j *job) end() {}

func guardCommand() *cobra.Command { return &cobra.Command{Use: "guard-command", Hidden: true} }
