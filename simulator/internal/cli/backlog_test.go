package cli

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// reader reads nothing until it is let, and fails if it has gone.
type reader struct {
	let  chan struct{}
	gone error
	lockedBuffer
}

func (r *reader) Write(p []byte) (int, error) {
	<-r.let
	if r.gone != nil {
		return 0, r.gone
	}
	return r.lockedBuffer.Write(p)
}

func TestABacklogWaitsForNobody(t *testing.T) {
	slow := &reader{let: make(chan struct{})}
	var told atomic.Int64
	b := newBacklog(slow, func(writes int) { told.Add(int64(writes)) })
	line := bytes.Repeat([]byte("x"), 1023)
	line = append(line, '\n')
	const writes = 3 * maxBacklog / 1024
	for range writes {
		if n, err := b.Write(line); n != len(line) || err != nil {
			t.Fatalf("got %d, %v", n, err)
		}
	}
	b.close(time.Millisecond) // gives up on it
	close(slow.let)
	b.close(time.Minute)
	if lines := strings.Count(slow.String(), "\n"); lines < maxBacklog/1024 || lines > 2*maxBacklog/1024 {
		t.Errorf("it read %d lines of %d", lines, writes)
	}
}

func TestABacklogSaysWhatIsLost(t *testing.T) {
	slow := &reader{let: make(chan struct{})}
	told := make(chan int, 1)
	b := newBacklog(slow, func(writes int) {
		select {
		case told <- writes:
		default: // what is lost below
		}
	})
	for range 4 {
		_, _ = b.Write(make([]byte, maxBacklog))
	}
	close(slow.let)
	if lost := <-told; lost < 2 || lost > 3 { // one waits, and one may be on its way
		t.Errorf("told of %d", lost)
	}
	for guard := time.Now().Add(time.Minute); !strings.HasSuffix(slow.String(), "more\n"); runtime.Gosched() {
		if time.Now().After(guard) {
			t.Fatal("it takes nothing more")
		}
		_, _ = b.Write([]byte("more\n")) // the one that waits may still fill the room
	}
	b.close(time.Minute)
}

func TestABacklogOutlivesItsReader(t *testing.T) {
	gone := &reader{let: make(chan struct{}), gone: errors.New("broken pipe")}
	close(gone.let)
	b := newBacklog(gone, func(int) {})
	for range 100 {
		if _, err := b.Write(make([]byte, maxBacklog/10)); err != nil {
			t.Fatal(err)
		}
	}
	b.close(time.Minute)
	b.close(time.Minute) // a second time is fine
}
