package web

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/semaphore"
)

// Budget is how many bytes of bodies may be in memory at a time, over all calls
// of both APIs. Bodies of at most SmallBody bytes do not count.
type Budget struct {
	MaxWait time.Duration // of one call for its turn

	size int64
	room *semaphore.Weighted
}

const (
	// SmallBody is the size of a body in bytes that never waits for its turn.
	SmallBody = 64 << 10
	// RetryAfter is after how many seconds a client may call again whose body found no
	// room, as the header says it.
	RetryAfter = "5"

	maxWait = 10 * time.Second
)

// NewBudget makes a budget of so many bytes.
func NewBudget(size int64) *Budget {
	return &Budget{size: size, MaxWait: maxWait, room: semaphore.NewWeighted(size)}
}

// Full says that the bodies of other calls left no room for one.
type Full struct {
	Wanted, Size int64 // bytes
	Waited       time.Duration
}

func (e Full) Error() string {
	return fmt.Sprintf("the bodies of other calls leave no room for the %d bytes that this one takes: they may take %d bytes together; "+
		"it waited for %s; try again, or allow more memory for bodies", e.Wanted, e.Size, e.Waited)
}

// take waits its turn for so many bytes. It fails with Full, and when ctx ends.
func (b *Budget) take(ctx context.Context, n int64) error {
	if b.room.TryAcquire(n) {
		return nil
	}
	waiting, cancel := context.WithTimeout(ctx, b.MaxWait)
	defer cancel()
	if b.room.Acquire(waiting, n) == nil {
		return nil
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return Full{Wanted: n, Size: b.size, Waited: b.MaxWait}
}

func (b *Budget) giveBack(n int64) { b.room.Release(n) }
