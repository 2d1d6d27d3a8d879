package cli

import (
	"bytes"
	"io"
	"sync"
	"time"
)

// backlog takes what is written to it at once and hands it on in the background.
// A reader that stalls or has gone thus neither holds up nor fails who writes,
// which may be a call that is being answered. What finds no room is lost. The first
// line after a silence is handed on at once, and those that follow it together: handing
// on is a call to the system, which costs more than many lines.
type backlog struct {
	out    io.Writer
	lost   func(lines int, cause error) // is told what was lost, once there is room again; cause is nil if nobody read
	wake   chan struct{}
	urgent chan struct{} // nothing more is gathered
	done   chan struct{} // is closed when all is handed on after close

	mu      sync.Mutex
	waiting []byte
	dropped int   // lines that were lost since lost was told
	cause   error // why the last of them could not be written
	closed  bool
}

// maxBacklog is how many bytes wait for a reader.
const maxBacklog = 1 << 20

// What is written after something was handed on is gathered for gatherTime, which people
// do not notice, or until there are gatherBytes.
const (
	gatherTime  = 50 * time.Millisecond
	gatherBytes = 64 << 10
)

func newBacklog(out io.Writer, lost func(lines int, cause error)) *backlog {
	b := &backlog{out: out, lost: lost, wake: make(chan struct{}, 1), urgent: make(chan struct{}, 1), done: make(chan struct{})}
	go b.handOn()
	return b
}

// Write never blocks for long and never fails. A write is one line.
func (b *backlog) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed || len(b.waiting)+len(text) > maxBacklog {
		b.dropped++
		return len(text), nil
	}
	b.waiting = append(b.waiting, text...)
	stir(b.wake)
	if len(b.waiting) >= gatherBytes {
		stir(b.urgent)
	}
	return len(text), nil
}

func stir(c chan struct{}) {
	select {
	case c <- struct{}{}:
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
			if n, err := b.out.Write(text); err != nil {
				b.miss(bytes.Count(text[n:], []byte("\n")), err)
			} else if lines, cause := b.forgive(); lines > 0 {
				b.lost(lines, cause)
			}
			b.gather()
		}
	}
}

// gather waits for more, unless nothing will come.
func (b *backlog) gather() {
	if b.isClosed() {
		return
	}
	timer := time.NewTimer(gatherTime)
	defer timer.Stop()
	select {
	case <-b.urgent:
	case <-timer.C:
	}
}

// miss keeps in mind what could not be written. It is told when something can be: there
// is no other place to tell it.
func (b *backlog) miss(lines int, cause error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropped += lines
	b.cause = cause
}

func (b *backlog) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

// take swaps what waits for an empty buffer, and tells whether nothing will come.
func (b *backlog) take(empty []byte) (text []byte, last bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	text, b.waiting = b.waiting, empty
	return text, b.closed && len(text) == 0
}

func (b *backlog) forgive() (lines int, cause error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.closed {
		return 0, nil
	}
	lines, cause, b.dropped, b.cause = b.dropped, b.cause, 0, nil
	return lines, cause
}

// close says what was lost, takes no more, and waits a while for what is left to be
// handed on. It may be called more than once.
func (b *backlog) close(wait time.Duration) {
	if lines, cause := b.forgive(); lines > 0 {
		b.lost(lines, cause)
	}
	b.mu.Lock()
	b.closed = true
	stir(b.wake)
	stir(b.urgent)
	b.mu.Unlock()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-b.done:
	case <-timer.C:
	}
}
