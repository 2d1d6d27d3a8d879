package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// server is a process that is measured.
type server struct {
	serving
	address string
	process *exec.Cmd
	said    *tail
	ended   chan struct{} // is closed when the process has ended
}

// endTime is how long a process may take to end before it is killed.
const endTime = 5 * time.Second

// startTime is how long a process may take until it answers.
const startTime = time.Minute

// serving is a server that can be started.
type serving struct {
	name    string
	command func(address string) []string
	base    string // path that all others are below
}

// start starts a server on a free port. The process ends with ctx. processors is what
// GOMAXPROCS is; 0 leaves it alone.
func (s serving) start(ctx context.Context, processors int) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	command := s.command(address)
	p := &server{
		serving: s, address: address, said: &tail{}, ended: make(chan struct{}),
		process: exec.CommandContext(ctx, command[0], command[1:]...),
	}
	p.process.Stdout, p.process.Stderr = p.said, p.said // a pipe that is read at once
	if processors > 0 {
		p.process.Env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", processors))
	}
	endWithUs(p.process)
	if err := p.process.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.process.Wait() // how it ended is in what it said
		close(p.ended)
	}()
	return p, nil
}

// freeAddress is an address that nobody listens on.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

// await waits until the server answers a request as it should, and looks every half
// millisecond.
func (p *server) await(ctx context.Context, first request) error {
	wire := first.bytes(p.base)
	for began := time.Now(); time.Since(began) < startTime; {
		if c, err := dial(p.address); err == nil {
			status, err := c.call(wire)
			c.close()
			if err == nil && status == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.ended:
			return fmt.Errorf("%s has ended: %s", p.name, p.said)
		case <-time.After(500 * time.Microsecond):
		}
	}
	return fmt.Errorf("%s does not answer %s %s with 200: %s", p.name, first.method, first.target, p.said)
}

// end ends the process, with force if it does not end by itself.
func (p *server) end() {
	_ = p.process.Process.Signal(syscall.SIGTERM) // fails if it has ended
	select {
	case <-p.ended:
	case <-time.After(endTime):
		_ = p.process.Process.Kill()
		<-p.ended
	}
}

// tail keeps the last of what is written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	const most = 4 << 10
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p[max(0, len(p)-most):]...)
	t.text = t.text[max(0, len(t.text)-most):]
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
