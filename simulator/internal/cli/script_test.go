package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// exits runs a program and checks its exit code:
//
//	exits 2 vsrsim serve --listen nowhere
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGUMENT...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code: got %d, want %d", got, want)
	}
}

// background is where a script keeps its *server.
const background = "background"

// server is the simulator that a script has started, if it has.
type server struct {
	environment []string // of every script
	cmd         *exec.Cmd
	stdout      *bufio.Reader // what was not read yet
	stderr      lockedBuffer
}

// lockedBuffer is read while it is written.
type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

// serverLife ends a simulator that does not do what a script waits for.
const serverLife = 2 * time.Minute

// start runs a simulator in the background and returns when it has said all
// that it says at the start. It sets $ADDRESS to where it listens, $CONTROL to
// where the control API begins and $CONTROL_ADDRESS to where that listens:
//
//	start vsrsim serve --listen 127.0.0.1:0
func start(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(background).(*server)
	if neg || len(args) == 0 || s.cmd != nil {
		ts.Fatalf("usage, once in a script: start PROGRAM [ARGUMENT...]")
	}
	ctx, cancel := context.WithTimeout(context.Background(), serverLife)
	s.cmd = exec.CommandContext(ctx, args[0], args[1:]...)
	s.cmd.Dir = ts.MkAbs(".")
	s.cmd.Env = s.environ(ts)
	s.cmd.Stderr = &s.stderr
	stdout, err := s.cmd.StdoutPipe()
	ts.Check(err)
	s.stdout = bufio.NewReader(stdout)
	ts.Defer(cancel)
	ts.Check(s.cmd.Start())
	ts.Defer(func() {
		cancel()
		_ = s.cmd.Wait() // killed now, or stopped before
	})
	s.awaitStart(ts)
}

// environ is the environment of the script with the variables that it has set.
func (s *server) environ(ts *testscript.TestScript) []string {
	environ := s.environment
	for _, flag := range flagNames(serveCommand()) {
		if name := environmentName(strings.TrimPrefix(flag, "--")); ts.Getenv(name) != "" {
			environ = append(environ, name+"="+ts.Getenv(name))
		}
	}
	return environ
}

var (
	baseURLLine = regexp.MustCompile(`^base URL +http://([^/ ]+)/`)
	controlLine = regexp.MustCompile(`^control +(http://([^/ ]+)/[^ \n]+)`)
)

func (s *server) awaitStart(ts *testscript.TestScript) {
	for line := ""; !strings.HasPrefix(line, "try "); {
		var err error
		if line, err = s.stdout.ReadString('\n'); err != nil {
			err = errors.Join(err, s.cmd.Wait())
			ts.Fatalf("not started: %v\n%s", err, &s.stderr)
		}
		fmt.Fprint(ts.Stdout(), line)
		if match := baseURLLine.FindStringSubmatch(line); match != nil {
			ts.Setenv("ADDRESS", match[1])
		}
		if match := controlLine.FindStringSubmatch(line); match != nil {
			ts.Setenv("CONTROL", match[1])
			ts.Setenv("CONTROL_ADDRESS", match[2])
		}
	}
}

var signals = map[string]syscall.Signal{"SIGINT": syscall.SIGINT, "SIGTERM": syscall.SIGTERM}

// stop sends a signal to the simulator, waits for its end, which must be exit
// code 0, and leaves what it said since it was started:
//
//	stop SIGTERM
func stop(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(background).(*server)
	if neg || len(args) != 1 || signals[args[0]] == 0 || s.cmd == nil {
		ts.Fatalf("usage, after start: stop SIGINT|SIGTERM")
	}
	ts.Check(s.cmd.Process.Signal(signals[args[0]]))
	_, err := io.Copy(ts.Stdout(), s.stdout)
	ts.Check(err)
	err = s.cmd.Wait()
	fmt.Fprint(ts.Stderr(), &s.stderr)
	ts.Check(err)
}

// logWait is how long a script waits for what must be logged.
const logWait = time.Minute

// logged waits until the simulator has logged a line that matches:
//
//	logged 'level=ERROR .*no such file'
func logged(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(background).(*server)
	if neg || len(args) != 1 || s.cmd == nil {
		ts.Fatalf("usage, after start: logged REGEXP")
	}
	wanted, err := regexp.Compile("(?m)" + args[0])
	ts.Check(err)
	for deadline := time.Now().Add(logWait); !wanted.MatchString(s.stderr.String()); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			ts.Fatalf("not logged within %s: %s\n%s", logWait, args[0], &s.stderr)
		}
	}
}

// try does in a shell what the line "try" in stdout says to do.
func try(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage, straight after start: try")
	}
	_, line, _ := strings.Cut(ts.ReadFile("stdout"), "\ntry ")
	ts.Check(ts.Exec("sh", "-c", `curl() { fetch "$@"; };`+line))
}

// unused sets $UNUSED to an address where nothing listens, and keeps it so for
// the rest of the script: it is taken by the near end of a connection.
func unused(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: unused")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	connection, err := net.Dial("tcp", listener.Addr().String())
	ts.Check(err)
	ts.Defer(func() { _ = connection.Close() })
	ts.Setenv("UNUSED", connection.LocalAddr().String())
}
