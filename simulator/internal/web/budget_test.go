package web

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		budget := NewBudget(1 << 20)
		first := &Upload{budget: budget, ctx: t.Context()}
		second := &Upload{budget: budget, ctx: t.Context()}
		hold := func(u *Upload, n int64) {
			t.Helper()
			if err := u.hold(n); err != nil {
				t.Fatal(err)
			}
		}
		hold(first, 1<<20)
		hold(first, 1000)       // is held already
		hold(second, SmallBody) // does not count

		began := time.Now()
		err := second.hold(SmallBody + 1)
		full, is := errors.AsType[Full](err)
		if !is || full.Wanted != SmallBody+1 || time.Since(began) != maxWait || !strings.Contains(err.Error(), "allow more memory") {
			t.Errorf("got %v after %s", err, time.Since(began))
		}

		go func() { time.Sleep(time.Second); first.release() }()
		hold(second, 1<<20)
		if waited := time.Since(began) - maxWait; waited != time.Second {
			t.Errorf("waited %s", waited)
		}
		second.release()
		second.release() // gives nothing back twice
		hold(first, 1<<20)

		gone, leave := context.WithCancel(t.Context())
		leave()
		if err := (&Upload{budget: budget, ctx: gone}).hold(1 << 20); !errors.Is(err, context.Canceled) {
			t.Errorf("a client that left: got %v", err)
		}
	})
}

func TestMeter(t *testing.T) {
	at := time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)
	pace := Pace{Grace: 10 * time.Second, Rate: 100}
	for name, row := range map[string]struct {
		every time.Duration
		bytes int
		ends  time.Duration // 0 is never
	}{
		"nothing":            {time.Hour, 0, 10 * time.Second},
		"a byte a second":    {time.Second, 1, 11 * time.Second},
		"half of the pace":   {time.Second, 50, 20 * time.Second},
		"just the pace":      {time.Second, 100, 0},
		"in large pieces":    {9 * time.Second, 900, 0},
		"much, then nothing": {time.Minute, 1 << 20, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			meter, now := Meter{Pace: pace}, at
			for now.Sub(at) < time.Hour {
				deadline := meter.Begin(now)
				if now = now.Add(row.every); now.After(deadline) {
					now = deadline
					break
				}
				meter.Moved(row.bytes, now)
			}
			took := now.Sub(at)
			if row.ends == 0 && took < time.Hour || row.ends != 0 && (took < row.ends-time.Second || took > row.ends+time.Second) {
				t.Errorf("ends after %s, want %s", took, row.ends)
			}
		})
	}
}

// A body of many small values takes the room of what it becomes.
func TestDecodedValuesTakeRoom(t *testing.T) {
	for name, row := range map[string]struct {
		body string
		held int64
	}{
		"a small body":     {strings.Repeat("[", SmallBody), 0},
		"one long text":    {`"` + strings.Repeat(",", 2*SmallBody), 0},
		"many values":      {strings.Repeat(",", 2*SmallBody), 2*SmallBody + (2*SmallBody+1)*decodedValue},
		"more than is due": {strings.Repeat(",", 64*SmallBody), 64 << 20},
	} {
		u := &Upload{budget: NewBudget(64 << 20), ctx: t.Context()}
		if err := u.holdValues([]byte(row.body)); err != nil || u.held != row.held {
			t.Errorf("%s: holds %d, want %d; %v", name, u.held, row.held, err)
		}
	}
}
