package agent

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"
)

// lastWait is how long an agent that has said all is still answered.
const lastWait = 5 * time.Second

// longestWatched is how many bytes a message may have that is waited for.
const longestWatched = 64 << 10

// conversation is what an agent says and is answered, a message in a line. It holds back
// the end of what is said until all that was asked for is answered: the session ends there,
// and drops what it has not answered, as to an agent that is a file.
type conversation struct {
	ctx   context.Context
	in    *bufio.Reader
	out   io.Writer
	part  []byte // of a line, that was not read yet
	whole bool   // the next part begins a line

	mu      sync.Mutex
	pending map[string]bool // ids of requests without an answer
	quiet   chan struct{}   // closed once there are none; nil until somebody waits
}

func newConversation(ctx context.Context, in io.Reader, out io.Writer) *conversation {
	return &conversation{ctx: ctx, in: bufio.NewReaderSize(in, longestWatched), out: out, whole: true, pending: map[string]bool{}}
}

func (c *conversation) Read(p []byte) (int, error) {
	if len(c.part) == 0 {
		part, err := c.in.ReadSlice('\n')
		if len(part) == 0 && err != nil {
			c.awaitAnswers()
			return 0, err
		}
		if c.whole && !errors.Is(err, bufio.ErrBufferFull) {
			c.heard(part)
		}
		c.whole = !errors.Is(err, bufio.ErrBufferFull)
		c.part = part // valid until the next is read
	}
	n := copy(p, c.part)
	c.part = c.part[n:]
	return n, nil
}

// message is as much of a message as tells whether it asks, answers or takes back.
type message struct {
	ID     json.RawMessage
	Method string
	Params struct{ RequestID json.RawMessage }
}

func (c *conversation) heard(line []byte) {
	var m message
	if json.Unmarshal(line, &m) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case m.Method != "" && m.ID != nil:
		c.pending[string(m.ID)] = true
	case m.Method == "notifications/cancelled":
		delete(c.pending, string(m.Params.RequestID))
	}
}

// Write is called with a message, or more of them.
func (c *conversation) Write(text []byte) (int, error) {
	n, err := c.out.Write(text)
	var m message
	if json.Unmarshal(text, &m) == nil && m.Method == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.pending, string(m.ID))
		if len(c.pending) == 0 && c.quiet != nil {
			close(c.quiet)
			c.quiet = nil
		}
	}
	return n, err
}

// awaitAnswers waits until nothing is asked for, but not for long.
func (c *conversation) awaitAnswers() {
	c.mu.Lock()
	if len(c.pending) == 0 {
		c.mu.Unlock()
		return
	}
	quiet := make(chan struct{})
	c.quiet = quiet
	c.mu.Unlock()
	timer := time.NewTimer(lastWait)
	defer timer.Stop()
	select {
	case <-quiet:
	case <-timer.C:
	case <-c.ctx.Done():
	}
}

// Close closes nothing: the streams are not ours.
func (*conversation) Close() error { return nil }
