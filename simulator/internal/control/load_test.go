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
	first := turn{one: one}
	if err := first.take(t.Context(), large); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error)
	second := turn{one: one}
	go func() { ended <- second.take(ctx, large) }()
	leave()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "the caller left") {
		t.Errorf("got %v", err)
	}
	second.end()
	first.end()
	third := turn{one: one}
	if err := third.take(ctx, large); err == nil {
		t.Error("it is read for nobody")
	}
	third.end()
	if len(one) != 0 {
		t.Error("nobody has a turn any more")
	}
}

func TestASmallBodyNeedsNoTurn(t *testing.T) {
	small := turn{} // which would never come
	if err := small.take(t.Context(), &exchange.Request{Body: make([]byte, web.SmallBody)}); err != nil {
		t.Error(err)
	}
	small.end()
}

func TestTheValuesOfAWorldAreBounded(t *testing.T) {
	dense := append([]byte(`{"vendors":[0`), bytes.Repeat([]byte(",0"), maxValues)...)
	for _, mediaType := range []string{web.JSON, web.YAML} {
		one := turn{one: make(chan struct{}, 1)}
		err := one.take(t.Context(), &exchange.Request{Body: dense, MediaType: mediaType})
		if err == nil || !strings.Contains(err.Error(), "up to 8000004 values, it may have 8000000") {
			t.Errorf("%s: got %v", mediaType, err)
		}
		if err := one.take(t.Context(), &exchange.Request{Body: dense[:maxValues], MediaType: mediaType}); err != nil {
			t.Errorf("%s: got %v", mediaType, err)
		}
	}
	text := append([]byte(`{"documents":[{"content":"`), bytes.Repeat([]byte(",0"), maxValues)...)
	if n := values(&exchange.Request{Body: text, MediaType: web.JSON}); n != 6 {
		t.Errorf("a text: got %d", n)
	}
}
