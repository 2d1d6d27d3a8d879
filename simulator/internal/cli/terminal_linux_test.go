package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// console is the other side of a terminal that a program runs on.
type console struct {
	t      *testing.T
	master *os.File
	screen lockedBuffer
	cmd    *exec.Cmd
}

// onTerminal runs a script on a terminal of its own, by a shell with jobs.
func onTerminal(t *testing.T, script string) *console {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	slave, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	c := &console{t: t, master: master, cmd: exec.CommandContext(ctx, "sh", "-c", "set -m\n"+script)}
	c.cmd.Dir = t.TempDir()
	c.cmd.Env = append(os.Environ(), asCommand+"=1", "VSRSIM="+os.Args[0])
	c.cmd.Stdin, c.cmd.Stdout, c.cmd.Stderr = slave, slave, slave
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = slave.Close()
	go func() { _, _ = io.Copy(&c.screen, master) }()
	t.Cleanup(func() {
		cancel()
		_ = c.cmd.Wait()
		_ = master.Close()
	})
	return c
}

// await waits until the screen says so.
func (c *console) await(text string) {
	c.t.Helper()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(c.screen.String(), text); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			c.t.Fatalf("no %q on the screen:\n%s", text, c.screen.String())
		}
	}
}

func (c *console) press(keys string) {
	c.t.Helper()
	if _, err := io.Copy(c.master, bytes.NewBufferString(keys)); err != nil {
		c.t.Fatal(err)
	}
}

func TestTheCommandReadsFromTheTerminal(t *testing.T) {
	c := onTerminal(t, `$VSRSIM exec -- sh -c 'echo ready; read line; echo "got <$line>"'; read after; echo "then <$after>"`)
	c.await("ready")
	c.press("one\n")
	c.await("got <one>")
	c.press("two\n") // the shell has the terminal back
	c.await("then <two>")
}

func TestAnInterruptReachesTheCommandOnce(t *testing.T) {
	const trap = `trap 'echo told; sleep 0.3; echo "times $(wc -l <told)"; exit 5' INT; `
	for name, script := range map[string]string{
		"that has not read": `echo ready; while :; do sleep 0.01; done`,
		"that has read":     `read line; echo ready; while :; do sleep 0.01; done`,
	} {
		t.Run(name, func(t *testing.T) {
			traps := strings.Replace(trap, "echo told", "echo told >>told", 1)
			c := onTerminal(t, `$VSRSIM exec -- sh -c '`+strings.ReplaceAll(traps+script, `'`, `'\''`)+`'; echo "code $?"`)
			c.press("line\n")
			c.await("ready")
			c.press("\x03")
			c.await("times 1")
			c.await("code 5")
		})
	}
}

// The command waits without a process of its own: a shell whose new process is stopped
// before it runs anything does not stop itself.
func TestTheCommandStopsAndGoesOnWithItsShell(t *testing.T) {
	for name, read := range map[string]string{"that has not read": "", "that has read": "read line; "} {
		t.Run(name, func(t *testing.T) {
			c := onTerminal(t, `$VSRSIM exec -- sh -c '`+read+`echo ready; while ! test -e go; do :; done; read line; echo "got <$line>"'
				echo "stopped $?"; touch go; fg; echo "code $?"`)
			if read != "" {
				c.press("first\n")
			}
			c.await("ready")
			c.press("\x1a")
			c.await("stopped 147") // 128 and the signal
			c.press("on\n")
			c.await("got <on>")
			c.await("code 1")
		})
	}
}

func TestARunIsHeldUntilCtrlC(t *testing.T) {
	c := onTerminal(t, `$VSRSIM exec --hold -- sh -c 'exit 7'; echo "code $?"`)
	c.await("the exit code is then 7")
	c.press("\x03")
	c.await("code 7")
	if strings.Contains(c.screen.String(), "warning") {
		t.Errorf("there is a terminal:\n%s", c.screen.String())
	}
}

// Ctrl-C while the command runs is for it, and ends both.
func TestARunThatWasInterruptedIsNotHeld(t *testing.T) {
	for name, read := range map[string]string{"that has not read": "", "that has read": "read line; "} {
		t.Run(name, func(t *testing.T) {
			c := onTerminal(t, `$VSRSIM exec --hold -- sh -c '`+read+`echo ready; while :; do :; done'; echo "code $?"`)
			c.press("line\n")
			c.await("ready")
			c.press("\x03")
			c.await("code 130")
			if strings.Contains(c.screen.String(), "held") {
				t.Errorf("it is held:\n%s", c.screen.String())
			}
		})
	}
}
