package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// killAfter is how many signals it takes to end a command that does not heed them.
const killAfter = 3

// runChild runs the command, whose processes get the signals that we get, and
// ends those that it leaves behind. Its error is a childError if the command failed.
// told tells whether somebody has told it to end.
func runChild(child *exec.Cmd, signals <-chan os.Signal) (failure error, told bool) {
	job, err := startJob(child)
	if err != nil {
		return fmt.Errorf("cannot run %s: %w", child.Args[0], cause(err)), false
	}
	defer job.end()
	for asked := 0; ; {
		select {
		case err := <-job.ended:
			return err, asked > 0 || wasInterrupted(err)
		case stop := <-job.stopped:
			job.wasStopped(stop)
		case s := <-signals:
			if asksToEnd(s) {
				asked++
			}
			if asked == killAfter {
				s = os.Kill
			}
			job.signal(s)
		}
	}
}

// cause leaves out the name of the file, which is said before.
func cause(err error) error {
	if inner := errors.Unwrap(err); inner != nil {
		return inner
	}
	return err
}

func asksToEnd(s os.Signal) bool {
	return s == os.Interrupt || s == syscall.SIGTERM || s == syscall.SIGHUP || s == syscall.SIGQUIT
}

// wasInterrupted tells whether a command ended as one does that Ctrl-C ends. A terminal
// tells it so, and not us, while it reads from there.
func wasInterrupted(failure error) bool {
	child, ok := failure.(childError)
	return ok && child.code == 128+int(syscall.SIGINT)
}

// childError ends vsrsim with the code of the command that it ran.
type childError struct {
	code int
	how  string
}

func (e childError) Error() string { return "the command failed: " + e.how }

// childFailure is the exit code of the command, as a shell gives it; nil is that
// of a command that did not fail.
func childFailure(status syscall.WaitStatus) error {
	switch {
	case status.Signaled():
		return childError{128 + int(status.Signal()), "it was ended by the signal " + status.Signal().String()}
	case status.ExitStatus() != 0:
		return childError{status.ExitStatus(), fmt.Sprintf("it ended with the exit code %d", status.ExitStatus())}
	}
	return nil
}
