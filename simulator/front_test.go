package simulator_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// New opens no port: it serves under a server of the program's own.
func TestNewOpensNoPort(t *testing.T) {
	sim, err := simulator.New(simulator.WithFrozenClock(simtest.Now))
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	if sim.URL() != "" || sim.Address() != "" || sim.ControlURL() != "" {
		t.Errorf("got %q, %q, %q", sim.URL(), sim.Address(), sim.ControlURL())
	}
	server := httptest.NewServer(sim.Handler())
	defer server.Close()
	response, err := sim.Client().Get(server.URL + reviewPath(1))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != 200 {
		t.Errorf("got %s", response.Status)
	}
	if got := sim.Journal(journal.Filter{}); len(got) != 1 || got[0].Key != "sim-full" {
		t.Errorf("got %v", got)
	}
}

// What the default sandbox does is done on the simulator; other sandboxes have a
// client and a key of their own.
func TestTheDefaultSandboxIsTheSimulator(t *testing.T) {
	sim := simulator.RunT(t)
	same, err := sim.Box("default")
	if err != nil || same.World() != sim.World() || sim.Name() != "default" || sim.Key() != "sim-full" || sim.KeyNamed("sim-read") != "sim-read" {
		t.Errorf("got %v, %s, %s", err, sim.Name(), sim.Key())
	}
	other, err := sim.Box("other")
	if err != nil || other.Key() != "sim-full@other" || other.KeyNamed("sim-read") != "sim-read@other" {
		t.Errorf("got %v, %s", err, other.Key())
	}
	get := func(box *simulator.Sandbox, header string) int {
		request, err := http.NewRequest(http.MethodGet, sim.URL()+reviewPath(1), nil)
		if err != nil {
			t.Fatal(err)
		}
		if header != "" {
			request.Header.Set("Authorization", header)
		}
		response, err := box.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	if got := get(other, ""); got != 200 {
		t.Errorf("got %d", got)
	}
	if got := get(sim.Sandbox, "Bearer sim-none"); got != 403 {
		t.Errorf("a key that the call has itself: got %d", got)
	}
	if a, b := len(sim.Journal(journal.Filter{})), len(other.Journal(journal.Filter{})); a != 1 || b != 1 {
		t.Errorf("got %d and %d calls", a, b)
	}
	if dump := other.Dump(); !strings.Contains(dump, "GET /public/v2/vendors/1/security-reviews/1: 200") || !strings.Contains(dump, "Example Cloud Hosting") {
		t.Errorf("got %s", dump)
	}
	if r := sim.Report(); r.Calls != 2 || r.Sandboxes != 2 {
		t.Errorf("got %d calls in %d sandboxes", r.Calls, r.Sandboxes)
	}
	if err := sim.ResetAll(); err != nil || sim.Report().Calls != 0 || len(other.Journal(journal.Filter{})) != 0 {
		t.Errorf("got %v, %d calls", err, sim.Report().Calls)
	}
}

func TestFreezeEndsWithTheTest(t *testing.T) {
	sim := simulator.RunT(t)
	t.Run("frozen", func(t *testing.T) {
		sim.Freeze(t)
		before := sim.Clock().Now()
		time.Sleep(5 * time.Millisecond)
		if now := sim.Clock().Now(); !now.Equal(before) {
			t.Errorf("got %s, want %s", now, before)
		}
	})
	frozen := sim.Clock().Now()
	for !sim.Clock().Now().After(frozen) { // it goes on
		time.Sleep(time.Millisecond)
	}
}

func TestWaitForCalls(t *testing.T) {
	c := newClient(t)
	wanted := simulator.CallAssertion{When: "{operation: getVendorSecurityReview}", Count: simulator.AtLeast(2)}
	go func() {
		for range 2 {
			if response, err := c.sim.Client().Get(c.sim.URL() + reviewPath(1)); err == nil {
				response.Body.Close()
			}
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := c.sim.WaitFor(ctx, wanted); err != nil {
		t.Fatal(err)
	}
	bad := simulator.CallAssertion{When: "{operation: nothing}"}
	if err := c.sim.WaitFor(t.Context(), bad); err == nil || !strings.Contains(err.Error(), "when.operation: the contract has no") {
		t.Errorf("got %v", err)
	}
	for _, count := range []simulator.Count{simulator.Exactly(-1), simulator.AtLeast(-1), simulator.AtMost(-1)} {
		if err := c.sim.Verify(simulator.CallAssertion{Count: count}); err == nil || err.Error() != "a count must not be negative" {
			t.Errorf("got %v", err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	err := c.sim.WaitFor(ended, simulator.CallAssertion{When: "{operation: updateVendorSecurityReview}"})
	if err == nil || !strings.Contains(err.Error(), "context canceled while waiting for calls: ") || !strings.Contains(err.Error(), ": 0, expected") {
		t.Errorf("got %v", err)
	}
}

// A client may swallow a 400.
func TestStrictFailsATestForViolations(t *testing.T) {
	run := func(opts ...simulator.Option) *failures {
		of := &failures{TB: t}
		sim := simulator.RunT(of, opts...)
		request, err := http.NewRequest(http.MethodPut, sim.URL()+reviewPath(1), strings.NewReader(`{"titel":"x"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := sim.Client().Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		for _, end := range slices.Backward(of.cleanups) {
			end()
		}
		return of
	}
	if got := strings.Join(run().texts, "\n"); got != "" {
		t.Errorf("got %s", got)
	}
	if got := strings.Join(run(simulator.WithStrict()).texts, "\n"); !strings.Contains(got, "titel should not exist, did you mean title?") {
		t.Errorf("got %q", got)
	}
}

// Each check of Go is one of scenarios, and there is no other.
func TestChecksAreThoseOfScenarios(t *testing.T) {
	checks := []simulator.ResilienceCheck{
		simulator.HonoursRetryAfter, simulator.BacksOff, simulator.BoundedAttempts(3), simulator.NoRepeatedWrite,
		simulator.StopsAfterRefusals(1), simulator.NoLoopOf(5),
	}
	sim, err := simulator.New(simulator.WithChecks(checks...))
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	var names []string
	for _, check := range sim.Report().Checks {
		names = append(names, check.Name)
	}
	for i, kind := range scenario.CheckKinds() {
		if !strings.HasPrefix(string(checks[i]), kind.Name) || names[i] != string(checks[i]) {
			t.Errorf("got %s and %s, want %s", checks[i], names[i], kind.Name)
		}
	}
	if len(names) != len(scenario.CheckKinds()) {
		t.Errorf("got %d checks", len(names))
	}
	if _, err := simulator.New(simulator.WithChecks(simulator.BoundedAttempts(0))); err == nil {
		t.Error("a limit of 0 is taken")
	}
}

func TestVendorsAndUsersAreAdded(t *testing.T) {
	sim := simulator.RunT(t)
	user, err := sim.World().AddUser(1, state.NewUser{Email: "new@example.com"}, sim.Clock().Now())
	if err != nil {
		t.Fatal(err)
	}
	vendor, err := sim.World().AddVendor(1, state.NewVendor{Name: "New", SecurityOwner: &user.ID}, sim.Clock().Now())
	if err != nil {
		t.Fatal(err)
	}
	response, err := sim.Client().Post(fmt.Sprintf("%s/vendors/%d/security-reviews", sim.URL(), vendor.ID), "application/json",
		strings.NewReader(`{"reviewDeadlineAt":"2099-12-31T17:00:00.000Z","securityReviewStatus":"IN_PROGRESS","securityReviewType":"SECURITY"}`))
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	reviews, err := sim.World().Reviews(1, vendor.ID)
	if response.StatusCode != http.StatusCreated || err != nil || len(reviews) != 1 || *reviews[0].RequesterUserID != user.ID {
		t.Errorf("got %s, %v, %v", response.Status, reviews, err)
	}
	_, err = sim.World().AddVendor(9, state.NewVendor{SecurityOwner: new(int64)}, sim.Clock().Now())
	if want := "account must exist: there is no account 9; name is required; securityOwner must be the id of a user of the account"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err := sim.World().AddUser(1, state.NewUser{Email: "no address"}, sim.Clock().Now()); err == nil || err.Error() != "email must be a mail address" {
		t.Errorf("got %v", err)
	}
}
