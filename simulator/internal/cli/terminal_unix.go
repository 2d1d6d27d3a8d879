//go:build unix

package cli

import (
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// terminal is the one that we were started from. Only one group of processes may
// read from it: ours, until the command asks for it. Lending it from the start
// would stop the pager of "vsrsim exec -- COMMAND | less".
type terminal struct {
	fd   int
	lent int // the group that has it, 0 for ours
}

// openTerminal returns nil if there is none, on which all methods may be called.
func openTerminal() *terminal {
	fd, err := unix.Open("/dev/tty", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	return &terminal{fd: fd}
}

// lend lets a group read from the terminal, and tells whether it can: only who may
// read from it itself can.
func (t *terminal) lend(group int) bool {
	if t == nil || !t.isWith(unix.Getpgrp()) || t.give(group) != nil {
		return false
	}
	t.lent = group
	return true
}

func (t *terminal) isLent() bool { return t != nil && t.lent != 0 }

// takeBack tells whether the terminal was lent.
func (t *terminal) takeBack() bool {
	if !t.isLent() {
		return false
	}
	if t.isWith(t.lent) {
		_ = t.give(unix.Getpgrp()) // whose terminal has gone cannot take it
	}
	t.lent = 0
	return true
}

func (t *terminal) isWith(group int) bool {
	has, err := unix.IoctlGetInt(t.fd, unix.TIOCGPGRP)
	return err == nil && has == group
}

// give would stop a process that does not have the terminal, if that took notice
// of it.
func (t *terminal) give(group int) error {
	signal.Ignore(syscall.SIGTTOU)
	return unix.IoctlSetPointerInt(t.fd, unix.TIOCSPGRP, group)
}
