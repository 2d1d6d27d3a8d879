package cli

import (
	"io"
	"sync"
	"time"
)

// backlog takes what is written to it at once and hands it on in the background.
// A reader that stalls or has gone thus neither holds up nor fails who writes,
// which may be a call that is being answered. What finds no room is lost.
type backlog struct {
	out  io.Writer
	lost func(writes int) // is told what was lost, once there is room again
	wake chan struct{}
	done chan struct{} // is closed when all is handed on after close

	mu      sync.Mutex
	waiting []byte
	dropped int // writes that found no room since lost was told
	closed  bool
}

// maxBacklog is how many bytes wait for a reader.
const maxBacklog = 1 << 20

func newBacklog(out io.Writer, lost func(writes int)) *backlog {
	b := &backlog{out: out, lost: lost, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go b.handOn()
	return b
}

// Write never blocks for long and never fails.
func (b *backlog) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || len(b.waiting)+len(text) > maxBacklog {
		b.dropped++
		return len(text), nil
	}
	b.waiting = append(b.waiting, text...)
	b.stir()
	return len(text), nil
}

func (b *backlog) stir() {
	select {
	case b.wake <- struct{}{}:
	default: // it has yet to look
	}
}

func (b *backlog) handOn() {
	defer close(b.done)
	var text []byte
	for range b.wake {
		for {
			var last bool
			if text, last = b.take(text[:0]); last {
				return
			}
			if len(text) == 0 {
				break
			}
			_, _ = b.out.Write(text) // nobody is left to be told
			if n := b.forgive(); n > 0 {
				b.lost(n)
			}
		}
	}
}

// take swaps what waits for an empty buffer, and tells whether nothing will come.
func (b *backlog) take(empty []byte) (text []byte, last bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, b.waiting = b.waiting, empty
	return text, b.closed && len(text) == 0
}

func (b *backlog) forgive() (dropped int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0
	}
	dropped, b.dropped = b.dropped, 0
	return dropped
}

// close takes no more, and waits a while for what is left to be handed on. It may
// be called more than once.
func (b *backlog) close(wait time.Duration) {
	b.mu.Lock()
	b.closed = true
	b.stir()
	b.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-b.done:
	case <-timer.C:
	}
}
