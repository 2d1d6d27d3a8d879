//go:build unix

package cli

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// job is a command that runs, in a group of processes of its own, as a shell runs
// its jobs: a signal reaches all of them, and none outlives the command.
type job struct {
	child    *exec.Cmd
	group    int
	terminal *terminal // nil without one
	guard    *guard
	ended    chan error          // how the command ended
	stopped  chan syscall.Signal // what has stopped the command for a while
}

// passedOn are the signals that the command gets when we get them.
func passedOn() []os.Signal {
	all := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH, syscall.SIGTSTP}
	if !signal.Ignored(syscall.SIGHUP) { // as nohup has it
		all = append(all, syscall.SIGHUP)
	}
	return all
}

func startJob(child *exec.Cmd) (*job, error) {
	guard, err := newGuard()
	if err != nil {
		return nil, err
	}
	j := &job{child: child, guard: guard, ended: make(chan error, 1), stopped: make(chan syscall.Signal)}
	started := make(chan error)
	go j.run(started)
	if err := <-started; err != nil {
		guard.dismiss()
		return nil, err
	}
	j.terminal = openTerminal()
	return j, nil
}

// run starts the command and waits for it, in a thread that is there as long as the command
// is: where the system ends a command with who has started it, that is the thread.
func (j *job) run(started chan<- error) {
	runtime.LockOSThread()
	j.child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	endWithUs(j.child.SysProcAttr)
	if err := j.child.Start(); err != nil {
		started <- err
		return
	}
	j.group = j.child.Process.Pid
	j.guard.watch(j.group) // before all else: until then, nobody ends what the command has started
	started <- nil
	j.wait()
}

// wait waits by itself, because exec.Cmd.Wait does not tell of a command that was
// stopped.
func (j *job) wait() {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(j.group, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			j.ended <- err
			return
		case status.Stopped():
			j.stopped <- status.StopSignal()
		default:
			j.ended <- childFailure(status)
			return
		}
	}
}

func (j *job) signal(s os.Signal) { j.send(s.(syscall.Signal)) }

func (j *job) send(s syscall.Signal) bool { return syscall.Kill(-j.group, s) == nil }

// wasStopped does what the stop of a command asks for: one that wants the terminal
// gets it if it is ours to give, else we stop as well, so that the shell notices.
func (j *job) wasStopped(by syscall.Signal) {
	switch by {
	case syscall.SIGTTIN, syscall.SIGTTOU:
		if j.terminal.lend(j.group) {
			j.send(syscall.SIGCONT)
			return
		}
		j.suspend()
	case syscall.SIGTSTP:
		j.suspend()
	case syscall.SIGSTOP: // somebody may want to look at the command while the simulator goes on
		if j.terminal.isLent() {
			j.suspend()
		}
	}
}

// resumeWait is how long it takes at most to be stopped by a signal of one's own.
const resumeWait = 200 * time.Millisecond

// suspend stops this process until the shell continues it, and then continues the
// command. Where no shell would continue it, it goes on at once.
func (j *job) suspend() {
	lent := j.terminal.takeBack()
	if hasShell() {
		resumed := make(chan os.Signal, 1)
		signal.Notify(resumed, syscall.SIGCONT)
		_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP) // not SIGTSTP, which Go does not let go of once it was caught
		select {
		case <-resumed:
		case <-time.After(resumeWait): // it was continued before it was stopped
		}
		signal.Stop(resumed)
	}
	if lent {
		j.terminal.lend(j.group)
	}
	j.send(syscall.SIGCONT)
}

// hasShell tells whether a shell has started us as one of its jobs. The first process
// of a terminal, as in a container, has none.
func hasShell() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != unix.Getpgrp()
}

// Those that a command leaves behind have endWait to end by themselves.
const (
	endWait  = 2 * time.Second
	killWait = time.Second
	endPause = 5 * time.Millisecond
)

// end ends what is left of the command.
func (j *job) end() {
	if j.send(syscall.SIGTERM) {
		j.send(syscall.SIGCONT) // one that is stopped does not heed the other
		if !j.gone(endWait) {
			j.send(syscall.SIGKILL)
			j.gone(killWait)
		}
	}
	j.guard.dismiss()
	j.terminal.takeBack()
	_ = j.child.Wait() // has nothing to wait for but frees what Start has taken
}

// gone tells whether the group is empty before so much time has passed.
func (j *job) gone(within time.Duration) bool {
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(endPause) {
		// As the first process of a container we inherit what the command leaves.
		_, _ = syscall.Wait4(-j.group, nil, syscall.WNOHANG, nil)
		if !j.send(0) {
			return true
		}
	}
	return false
}
