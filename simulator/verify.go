package simulator

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/verify"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// CallAssertion is an assertion about the calls of a sandbox.
type CallAssertion struct {
	// When is which calls, as a rule of a scenario says it in YAML:
	// {operation: performSecurityReviewAction, body: {action: finalize}}.
	When string
	// Status is what they were answered with; 0 is any.
	Status int
	// Count is how many there must be: Exactly, AtLeast or AtMost so many. The zero
	// value is at least one.
	Count Count
}

// Count is how many calls there must be.
type Count struct {
	given    bool
	negative bool // which no number of calls is
	count    scenario.Count
}

// Exactly is a Count of n, no more and no fewer.
func Exactly(n int) Count { return Count{true, n < 0, scenario.Count{AtLeast: n, AtMost: n}} }

// AtLeast is a Count of n or more.
func AtLeast(n int) Count { return Count{true, n < 0, scenario.Count{AtLeast: n, AtMost: -1}} }

// AtMost is a Count of n or fewer.
func AtMost(n int) Count { return Count{true, n < 0, scenario.Count{AtMost: n}} }

// String is the count as scenarios write it, as >=1.
func (c Count) String() string { return c.expected().String() }

func (c Count) expected() scenario.Count {
	if !c.given {
		return scenario.AtLeastOnce
	}
	return c.count
}

// Verify fails unless there were as many calls as each assertion says. Its error
// says for each that fails how many there were and, if there were too few, which
// calls came closest and what they differ in.
func (b *Sandbox) Verify(calls ...CallAssertion) error { return b.verifyAll(calls, false) }

// VerifyInOrder is Verify, and the calls of each assertion have to come after
// those of the one before.
func (b *Sandbox) VerifyInOrder(calls ...CallAssertion) error { return b.verifyAll(calls, true) }

// WaitFor is Verify once the calls were made: it waits until all assertions hold, or
// fails with what Verify says when ctx ends; at once, if an assertion is not in order.
func (b *Sandbox) WaitFor(ctx context.Context, calls ...CallAssertion) error {
	asserted, err := b.sim.asserted(calls)
	if err != nil {
		return err
	}
	reader := b.sim.registry.Events().Follow(journal.EventFilter{Sandbox: b.box.Name, Types: changesOfJournals}, nil)
	defer reader.Close()
	for {
		soon := time.After(restOfWaits)
		missing := b.verify(asserted, false)
		if missing == nil {
			return nil
		}
		if await(ctx, reader) == nil {
			<-ctx.Done() // or the simulator has closed, and no call comes any more
			return fmt.Errorf("%w while waiting for calls: %w", context.Cause(ctx), missing)
		}
		select {
		case <-soon:
		case <-ctx.Done():
		}
	}
}

// restOfWaits is how long WaitFor lets pass between two looks at the journal, by the time of
// the machine, however many calls come: each look is at all of it.
const restOfWaits = 10 * time.Millisecond

// changesOfJournals are the events after which a journal may be another.
var changesOfJournals = []journal.EventType{journal.EventCall, journal.EventJournal, journal.EventSandbox}

// Count is how many calls of the journal match a when. It fails if the journal had no
// room for older calls (WithJournal), of which some may match.
func (b *Sandbox) Count(when string) (int, error) {
	asserted, err := b.sim.asserted([]CallAssertion{{When: when}})
	if err != nil {
		return 0, err
	}
	entries, dropped := b.box.Journal().Entries(journal.Filter{})
	results, err := verify.Verify(context.Background(), b.sim.contract, entries, dropped, asserted, false)
	switch {
	case err != nil:
		return 0, err
	case dropped > 0:
		return results[0].Count, fmt.Errorf("the journal no longer holds %d older calls, which may match: let it keep more", dropped)
	}
	return results[0].Count, nil
}

// ExpectViolations lets the violations of the calls that match a when be expected
// until the sandbox is reset: a test sends them on purpose. They are in the journal
// and counted apart in the report, and do not fail the run. The calls may be ones
// that are still to come. It fails if the when is not in order or asks for nothing.
func (b *Sandbox) ExpectViolations(when string) error {
	if strings.TrimSpace(when) == "" {
		return errors.New("every violation would be expected: say which calls break the contract on purpose")
	}
	calls, err := b.sim.selector(when)
	if err != nil {
		return err
	}
	_, err = b.box.Apply(sandbox.ExpectViolations{Calls: calls})
	return err
}

func (b *Sandbox) verifyAll(calls []CallAssertion, inOrder bool) error {
	asserted, err := b.sim.asserted(calls)
	if err != nil {
		return err
	}
	return b.verify(asserted, inOrder)
}

func (b *Sandbox) verify(asserted []verify.Calls, inOrder bool) error {
	entries, dropped := b.box.Journal().Entries(journal.Filter{})
	results, err := verify.Verify(context.Background(), b.sim.contract, entries, dropped, asserted, inOrder)
	if err != nil {
		return err
	}
	var missed []string
	for _, result := range results {
		if !result.Verified {
			missed = append(missed, result.String())
		}
	}
	if len(missed) == 0 {
		return nil
	}
	return errors.New(strings.Join(missed, "\n"))
}

func (s *Simulator) asserted(calls []CallAssertion) ([]verify.Calls, error) {
	var problems []error
	asserted := make([]verify.Calls, len(calls))
	for i, c := range calls {
		selector, err := s.selector(c.When)
		if err != nil {
			problems = append(problems, err)
		}
		if c.Count.negative {
			problems = append(problems, errors.New("a count must not be negative"))
		}
		asserted[i] = verify.Calls{Selector: selector, Status: c.Status, Count: c.Count.expected()}
	}
	return asserted, errors.Join(problems...)
}

// selector reads the text of a when.
func (s *Simulator) selector(text string) (*when.Selector, error) {
	return when.ParseSelector(s.contract, text)
}
