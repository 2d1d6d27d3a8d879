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

func frozen() *Clock {
	return NewClock(ClockSetting{Mode: ClockFrozen, At: noon})
}

// startWait waits in a goroutine of its own, and returns once it waits.
func startWait(t *testing.T, ctx context.Context, clock *Clock, d time.Duration) <-chan error {
	t.Helper()
	before := clock.Waiting()
	ended := make(chan error, 1)
	go func() { ended <- clock.Wait(ctx, d) }()
	for guard := time.Now().Add(time.Minute); clock.Waiting() == before; runtime.Gosched() {
		if time.Now().After(guard) {
			t.Fatal("it does not wait")
		}
	}
	return ended
}

func wantWaiting(t *testing.T, clock *Clock, want int) {
	t.Helper()
	if got := clock.Waiting(); got != want {
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

func advance(t *testing.T, clock *Clock, by time.Duration) {
	t.Helper()
	if err := clock.Advance(by); err != nil {
		t.Fatal(err)
	}
}

func TestNoWaitForNoTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, d := range []time.Duration{0, -time.Hour} {
		if err := frozen().Wait(ctx, d); err != nil {
			t.Errorf("%s: got %v", d, err)
		}
	}
}

func TestAFrozenClockIsWaitedForUntilItIsMoved(t *testing.T) {
	clock := frozen()
	short := startWait(t, t.Context(), clock, time.Second)
	long := startWait(t, t.Context(), clock, time.Hour)
	wantWaiting(t, clock, 2)

	advance(t, clock, time.Second-time.Nanosecond)
	wantWaiting(t, clock, 2)
	advance(t, clock, time.Nanosecond)
	wantWaiting(t, clock, 1) // right away, not only once the other has woken up
	wantEnd(t, short, nil)

	clock.Set(ClockSetting{Mode: ClockFrozen, At: noon.Add(time.Hour)})
	wantWaiting(t, clock, 0)
	wantEnd(t, long, nil)
}

func TestAClockThatIsTakenBackIsWaitedForLonger(t *testing.T) {
	clock := frozen()
	ended := startWait(t, t.Context(), clock, time.Second)
	advance(t, clock, -time.Hour)
	advance(t, clock, time.Hour)
	wantWaiting(t, clock, 1)
	advance(t, clock, time.Second)
	wantEnd(t, ended, nil)
}

func TestAWaitThatWasReleasedEndsThoughTheClockGoesBack(t *testing.T) {
	clock := frozen()
	ended := startWait(t, t.Context(), clock, time.Second)
	advance(t, clock, time.Second)
	advance(t, clock, -time.Hour)
	wantEnd(t, ended, nil)
}

func TestARunningClockIsWaitedForInRealTime(t *testing.T) {
	for name, setting := range map[string]ClockSetting{
		"real":   {},
		"offset": {Mode: ClockOffset, Offset: -1000 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if err := NewClock(setting).Wait(t.Context(), 5*time.Millisecond); err != nil {
				t.Error(err)
			}
			if took := time.Since(start); took < 5*time.Millisecond {
				t.Errorf("took only %s", took)
			}
		})
	}
}

func TestARunningClockThatIsMovedReleasesAtOnce(t *testing.T) {
	for name, move := range map[string]func(*testing.T, *Clock){
		"advanced": func(t *testing.T, c *Clock) { advance(t, c, 1001*time.Hour) },
		"offset": func(_ *testing.T, c *Clock) {
			c.Set(ClockSetting{Mode: ClockOffset, Offset: 1001 * time.Hour})
		},
		"frozen": func(_ *testing.T, c *Clock) {
			c.Set(ClockSetting{Mode: ClockFrozen, At: time.Now().Add(1001 * time.Hour)})
		},
	} {
		t.Run(name, func(t *testing.T) {
			clock := NewClock(ClockSetting{})
			ended := startWait(t, t.Context(), clock, 1000*time.Hour)
			move(t, clock)
			wantWaiting(t, clock, 0)
			wantEnd(t, ended, nil)
		})
	}
}

func TestAFrozenClockThatRunsAgainIsWaitedForInRealTime(t *testing.T) {
	clock := NewClock(ClockSetting{Mode: ClockFrozen, At: time.Now()})
	ended := startWait(t, t.Context(), clock, time.Millisecond)
	clock.Set(ClockSetting{})
	wantEnd(t, ended, nil)
	wantWaiting(t, clock, 0)
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	for name, clock := range map[string]*Clock{
		"frozen": frozen(), "real": NewClock(ClockSetting{}),
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			ended := startWait(t, ctx, clock, time.Hour)
			cancel()
			wantEnd(t, ended, context.Canceled)
			wantWaiting(t, clock, 0)
		})
	}
}

func TestManyWaitWhileTheClockMoves(t *testing.T) {
	clock := frozen()
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			if err := clock.Wait(t.Context(), time.Duration(i+1)*time.Second); err != nil {
				t.Error(err)
			}
		})
	}
	all := make(chan struct{})
	go func() { wg.Wait(); close(all) }()
	for {
		select {
		case <-all:
			wantWaiting(t, clock, 0)
			return
		default:
			advance(t, clock, time.Second)
		}
	}
}
