package cli

import (
	"bytes"
	"errors"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
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
	b := newBacklog(slow, func(writes int, _ error) { told.Add(int64(writes)) })
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
	b := newBacklog(slow, func(writes int, _ error) {
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
	b := newBacklog(gone, func(int, error) {})
	for range 100 {
		if _, err := b.Write(make([]byte, maxBacklog/10)); err != nil {
			t.Fatal(err)
		}
	}
	b.close(time.Minute)
	b.close(time.Minute) // a second time is fine
}

// full is a disk that is full until there is room.
type full struct {
	room atomic.Bool
	lockedBuffer
}

var errFull = errors.New("no space left on device")

func (f *full) Write(p []byte) (int, error) {
	if !f.room.Load() {
		return 0, errFull
	}
	return f.lockedBuffer.Write(p)
}

func TestABacklogSaysWhatCouldNotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		disk := &full{}
		told := 0
		var why error
		b := newBacklog(disk, func(lines int, cause error) { told, why = told+lines, cause })
		for range 10 {
			_, _ = b.Write([]byte("line\n"))
			time.Sleep(time.Second)
		}
		if told > 0 {
			t.Error("it was told where nothing can be written")
		}
		disk.room.Store(true)
		_, _ = b.Write([]byte("more\n"))
		b.close(time.Minute)
		time.Sleep(time.Second)
		if told != 10 || !errors.Is(why, errFull) || disk.String() != "more\n" {
			t.Errorf("told of %d lines in the end, and of %v; wrote %q", told, why, disk.String())
		}
		told, why = 0, nil

		b = newBacklog(disk, func(lines int, cause error) { told, why = told+lines, cause })
		disk.room.Store(false)
		_, _ = b.Write([]byte("one\ntwo\n"))
		synctest.Wait()
		disk.room.Store(true)
		time.Sleep(time.Second)
		_, _ = b.Write([]byte("more\n"))
		synctest.Wait()
		if told != 2 || !errors.Is(why, errFull) {
			t.Errorf("told of %d lines, and of %v", told, why)
		}
		b.close(time.Minute)
	})
}

// counted is a reader that counts what it is handed.
type counted struct {
	writes atomic.Int64
	lockedBuffer
}

func (c *counted) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.lockedBuffer.Write(p)
}

// The first line goes out at once; those that follow it go out together, all of them and
// in their order, after a while or when there are many.
func TestABacklogGathersLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reader := &counted{}
		b := newBacklog(reader, func(int, error) {})
		var want strings.Builder
		write := func(line string, writes int64) {
			t.Helper()
			want.WriteString(line)
			_, _ = b.Write([]byte(line))
			synctest.Wait()
			if got := reader.writes.Load(); got != writes {
				t.Fatalf("%d writes, want %d", got, writes)
			}
		}
		write("first\n", 1)
		for i := range 100 {
			write(strings.Repeat("x", i)+"\n", 1)
		}
		time.Sleep(gatherTime)
		write("next\n", 2)
		write(strings.Repeat("y", gatherBytes)+"\n", 3)
		time.Sleep(time.Second)
		write("alone\n", 4)
		write("last\n", 4)
		b.close(time.Minute)
		if reader.String() != want.String() {
			t.Error("the lines differ")
		}
	})
}
