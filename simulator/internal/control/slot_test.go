package control

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// A large world is read only while somebody waits for the answer, and one at a time.
func TestAWorldIsNotReadForACallerWhoLeft(t *testing.T) {
	large := &exchange.Request{Body: make([]byte, web.SmallBody+1)}
	one := make(chan struct{}, 1)
	first := slot{one: one}
	if err := first.acquire(t.Context(), large); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error)
	second := slot{one: one}
	go func() { ended <- second.acquire(ctx, large) }()
	leave()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "the caller left") {
		t.Errorf("got %v", err)
	}
	second.release()
	first.release()
	third := slot{one: one}
	if err := third.acquire(ctx, large); err == nil {
		t.Error("it is read for nobody")
	}
	third.release()
	if len(one) != 0 {
		t.Error("the slot is held by nobody and not free")
	}
}

func TestASmallBodyNeedsNoSlot(t *testing.T) {
	small := slot{} // acquiring it would wait for ever
	if err := small.acquire(t.Context(), &exchange.Request{Body: make([]byte, web.SmallBody)}); err != nil {
		t.Error(err)
	}
	small.release()
}

func TestTheValuesOfAWorldAreBounded(t *testing.T) {
	dense := append([]byte(`{"vendors":[0`), bytes.Repeat([]byte(",0"), maxValues)...)
	for _, mediaType := range []string{web.JSON, web.YAML} {
		one := slot{one: make(chan struct{}, 1)}
		err := one.acquire(t.Context(), &exchange.Request{Body: dense, MediaType: mediaType})
		if err == nil || !strings.Contains(err.Error(), "up to 8000004 values, it may have 8000000") {
			t.Errorf("%s: got %v", mediaType, err)
		}
		if err := one.acquire(t.Context(), &exchange.Request{Body: dense[:maxValues], MediaType: mediaType}); err != nil {
			t.Errorf("%s: got %v", mediaType, err)
		}
	}
	text := append([]byte(`{"documents":[{"content":"`), bytes.Repeat([]byte(",0"), maxValues)...)
	if n := values(&exchange.Request{Body: text, MediaType: web.JSON}); n != 6 {
		t.Errorf("a text: got %d", n)
	}
}
