package sandbox

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"testing"
	"time"
)

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// withClock is a sandbox whose clock runs like that.
func withClock(t *testing.T, setting ClockSetting) *Sandbox {
	box := newRegistry(t, 1, 0).Default()
	setClock(box, setting)
	return box
}

func frozen(t *testing.T) *Sandbox {
	return withClock(t, ClockSetting{Mode: ClockFrozen, At: noon})
}

func setClock(box *Sandbox, setting ClockSetting) {
	_, _ = box.Apply(SetClock{setting}) // which cannot fail
}

// startWait waits in a goroutine of its own, and returns once it waits.
func startWait(t *testing.T, ctx context.Context, box *Sandbox, d time.Duration) <-chan error {
	t.Helper()
	before := box.Clock().Waiting
	ended := make(chan error, 1)
	go func() { ended <- box.Pause(ctx, d) }()
	for guard := time.Now().Add(time.Minute); box.Clock().Waiting == before; runtime.Gosched() {
		if time.Now().After(guard) {
			t.Fatal("it does not wait")
		}
	}
	return ended
}

func wantWaiting(t *testing.T, box *Sandbox, want int) {
	t.Helper()
	if got := box.Clock().Waiting; got != want {
		t.Fatalf("waiting: got %d, want %d", got, want)
	}
}

func wantEnd(t *testing.T, ended <-chan error, want error) {
	t.Helper()
	select {
	case err := <-ended:
		if !errors.Is(err, want) {
			t.Fatalf("got %v, want %v", err, want)
		}
	case <-time.After(time.Minute):
		t.Fatal("still waiting")
	}
}

func advance(t *testing.T, box *Sandbox, by time.Duration) {
	t.Helper()
	if _, err := box.Apply(AdvanceClock{by}); err != nil {
		t.Fatal(err)
	}
}

func TestNoWaitForNoTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, d := range []time.Duration{0, -time.Hour} {
		if err := frozen(t).Pause(ctx, d); err != nil {
			t.Errorf("%s: got %v", d, err)
		}
	}
}

func TestAFrozenClockIsWaitedForUntilItIsMoved(t *testing.T) {
	box := frozen(t)
	short := startWait(t, t.Context(), box, time.Second)
	long := startWait(t, t.Context(), box, time.Hour)
	wantWaiting(t, box, 2)

	advance(t, box, time.Second-time.Nanosecond)
	wantWaiting(t, box, 2)
	advance(t, box, time.Nanosecond)
	wantWaiting(t, box, 1) // right away, not only once the other has woken up
	wantEnd(t, short, nil)

	setClock(box, ClockSetting{Mode: ClockFrozen, At: noon.Add(time.Hour)})
	wantWaiting(t, box, 0)
	wantEnd(t, long, nil)
}

func TestAClockThatIsTakenBackIsWaitedForLonger(t *testing.T) {
	box := frozen(t)
	ended := startWait(t, t.Context(), box, time.Second)
	advance(t, box, -time.Hour)
	advance(t, box, time.Hour)
	wantWaiting(t, box, 1)
	advance(t, box, time.Second)
	wantEnd(t, ended, nil)
}

func TestAWaitThatWasReleasedEndsThoughTheClockGoesBack(t *testing.T) {
	box := frozen(t)
	ended := startWait(t, t.Context(), box, time.Second)
	advance(t, box, time.Second)
	advance(t, box, -time.Hour)
	wantEnd(t, ended, nil)
}

func TestARunningClockIsWaitedForInRealTime(t *testing.T) {
	for name, setting := range map[string]ClockSetting{
		"real":   {},
		"offset": {Mode: ClockOffset, Offset: -1000 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if err := withClock(t, setting).Pause(t.Context(), 5*time.Millisecond); err != nil {
				t.Error(err)
			}
			if took := time.Since(start); took < 5*time.Millisecond {
				t.Errorf("took only %s", took)
			}
		})
	}
}

func TestARunningClockThatIsMovedReleasesAtOnce(t *testing.T) {
	for name, move := range map[string]func(*testing.T, *Sandbox){
		"advanced": func(t *testing.T, c *Sandbox) { advance(t, c, 1001*time.Hour) },
		"offset": func(_ *testing.T, c *Sandbox) {
			setClock(c, ClockSetting{Mode: ClockOffset, Offset: 1001 * time.Hour})
		},
		"frozen": func(_ *testing.T, c *Sandbox) {
			setClock(c, ClockSetting{Mode: ClockFrozen, At: time.Now().Add(1001 * time.Hour)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			box := withClock(t, ClockSetting{})
			ended := startWait(t, t.Context(), box, 1000*time.Hour)
			move(t, box)
			wantWaiting(t, box, 0)
			wantEnd(t, ended, nil)
		})
	}
}

func TestAFrozenClockThatRunsAgainIsWaitedForInRealTime(t *testing.T) {
	box := withClock(t, ClockSetting{Mode: ClockFrozen, At: time.Now()})
	ended := startWait(t, t.Context(), box, time.Millisecond)
	setClock(box, ClockSetting{})
	wantEnd(t, ended, nil)
	wantWaiting(t, box, 0)
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	for name, box := range map[string]*Sandbox{
		"frozen": frozen(t), "real": withClock(t, ClockSetting{}),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := startWait(t, ctx, box, time.Hour)
			cancel()
			wantEnd(t, ended, context.Canceled)
			wantWaiting(t, box, 0)
		})
	}
}

func TestManyWaitWhileTheClockMoves(t *testing.T) {
	box := frozen(t)
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if err := box.Pause(t.Context(), time.Duration(i+1)*time.Second); err != nil {
				t.Error(err)
			}
		})
	}
	all := make(chan struct{})
	go func() { wg.Wait(); close(all) }()
	for {
		select {
		case <-all:
			wantWaiting(t, box, 0)
			return
		default:
			advance(t, box, time.Second)
		}
	}
}
