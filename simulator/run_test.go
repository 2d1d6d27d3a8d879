package simulator_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

func TestStartSaysWhatIsWrong(t *testing.T) {
	taken := simulator.RunT(t)
	for name, row := range map[string]struct {
		option simulator.Option
		says   string
	}{
		"address taken": {simulator.WithListen(taken.Address()), "address already in use"},
		"no address":    {simulator.WithListen("nowhere"), "missing port in address"},
		"bad fixture":   {simulator.WithFixture("world.yaml", []byte("vendors: 3\n")), "world.yaml:1:10: "},
	} {
		t.Run(name, func(t *testing.T) {
			sim, err := simulator.Start(row.option)
			if err == nil {
				_ = sim.Close()
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), row.says) {
				t.Errorf("got %q, want it to say %q", err, row.says)
			}
		})
	}
}

func TestCloseTwiceIsFine(t *testing.T) {
	sim := simulator.RunT(t)
	for range 2 {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
	}
	if err := <-sim.Done(); err != nil {
		t.Error(err)
	}
}

// A call that is under way when the simulator stops still gets its answer.
func TestShutdownDrains(t *testing.T) {
	c := newClient(t)
	head, tail := io.Pipe()
	request, err := http.NewRequest(http.MethodPost, c.sim.URL()+creation, head)
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{
		"Authorization": {"Bearer sim-full"}, "Content-Type": {"application/json"},
		"Expect": {"100-continue"}, // answered once the body is about to be read
	}
	c.http.Transport.(*http.Transport).ExpectContinueTimeout = time.Minute
	reading := make(chan struct{})
	request = request.WithContext(httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got100Continue: func() { close(reading) },
	}))
	var wg sync.WaitGroup
	wg.Go(func() {
		if answer := c.do(request); answer.Status != 201 {
			t.Errorf("got %d: %s", answer.Status, answer.Body)
		}
	})
	<-reading
	wg.Go(func() {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := c.sim.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	})
	if err := <-c.sim.Done(); err != nil { // nothing new is taken, the old call goes on
		t.Error(err)
	}
	_, err = io.WriteString(tail, `{"reviewDeadlineAt":"2026-12-31T17:00:00Z",`+
		`"securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`)
	if err != nil || tail.Close() != nil {
		t.Error("the body could not be sent")
	}
	wg.Wait()
}

func TestKeyIsEmptyIfNoneIsUsable(t *testing.T) {
	sim := simulator.RunT(t, simulator.WithFixture("keys.yaml", []byte(`
accounts: [{id: 1, name: Example, termsAccepted: true, platformAdmin: 1}]
users: [{id: 1, account: 1, email: admin@example.com, active: true}]
keys: [{key: gone, account: 1, access: full, revoked: true}]
vendors: []
`)))
	if got := sim.Key(); got != "" {
		t.Errorf("got %q", got)
	}
}

// Parallel writers and readers of one world: no race, no lost write, no torn read.
func TestParallelCalls(t *testing.T) {
	c := newClient(t)
	const writers, each = 8, 25
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				id := c.post(creation, newReview(map[string]any{"securityReviewType": "SOC_REPORT"})).Want(201).ID()
				c.put(reviewPath(id), completeForm).Want(200)
				c.get(reviewPath(3)).Want(200)
				c.put(reviewPath(2), section("findings", `{"findings":[{"description":"x"}]}`)).Want(200)
				c.upload(vendorUpload, simtest.File("files", "a.pdf", "x")).Want(201)
				c.post(reviewPath(id)+"/actions", `{"action":"finalize"}`).Want(200)
			}
		})
	}
	wg.Wait()
	reviews, err := c.sim.World().Reviews(1, 1)
	if err != nil || len(reviews) != 5+writers*each {
		t.Errorf("reviews: got %d (%v), want %d", len(reviews), err, 5+writers*each)
	}
	review, err := c.sim.World().Review(state.Target{AccountID: 1, VendorID: 1, ReviewID: 2})
	if err != nil || len(review.SOCForm.Findings) != writers*each {
		t.Errorf("findings: got %d (%v), want %d", len(review.SOCForm.Findings), err, writers*each)
	}
}
