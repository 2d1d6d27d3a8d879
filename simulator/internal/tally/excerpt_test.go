package tally

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// called is a call as it is shown, with an answer of so many bytes.
func called(id string, further bool, bytes int) shownCall {
	return newShown(recorder.Entry{Call: journal.Call{ID: id, Sandbox: "s", Response: journal.Message{Body: strings.Repeat("x", bytes)}}}, further)
}

// counted are the calls of an excerpt, those that are first examples and the others.
func counted(x excerpt) (first, further int) {
	for _, c := range x.calls {
		if c.further {
			further++
		} else {
			first++
		}
	}
	return first, further
}

// A first example takes the place of a further one, and of no other first one: what is
// shown stays within its bounds, in number and in bytes.
func TestShownCallsAreBounded(t *testing.T) {
	for _, bytes := range []int{0, maxShownBody} {
		var x excerpt
		for i := range 2 * maxShown {
			x.add(called(fmt.Sprint("further-", i), true, bytes))
		}
		all := len(x.calls)
		if all == 0 || all > maxShown || x.bytes > maxShownBytes || bytes == 0 && all != maxShown || bytes > 0 && all >= maxShown {
			t.Errorf("%d bytes each: %d calls are kept, %d bytes", bytes, all, x.bytes)
		}
		x.add(called("first", false, bytes))
		if first, further := counted(x); first != 1 || further < all-2 || further > all-1 {
			t.Errorf("got %d and %d of %d", first, further, all)
		}
		for i := range 2 * maxShown {
			x.add(called(fmt.Sprint("first-", i), false, bytes))
		}
		sum := 0
		for _, c := range x.calls {
			sum += len(c.text)
		}
		if first, further := counted(x); further != 0 || first > maxShown || sum != x.bytes || sum > maxShownBytes || x.calls[0].name != "s/first" {
			t.Errorf("got %d and %d, %d bytes, said to be %d", first, further, sum, x.bytes)
		}
	}
}

// A call is there once, however often it is named; one of the same id that is another is
// another.
func TestShownCallsAreThereOnce(t *testing.T) {
	var x excerpt
	x.add(called("1", true, 1))
	x.add(called("1", false, 1))
	x.add(called("1", true, 2))
	if first, further := counted(x); first != 1 || further != 1 {
		t.Errorf("got %d and %d", first, further)
	}
}

// The list of verdicts keeps those that did not pass, and counts those left out.
func TestVerdictsAreBounded(t *testing.T) {
	past, total := newTally(Config{}), newTally(Config{})
	for i := range maxVerdicts + 10 {
		past.verdicts.add(report.Verdict{Sandbox: fmt.Sprint("good-", i), Calls: 1})
		past.verdicts.add(report.Verdict{Sandbox: fmt.Sprint("good-", i), Calls: 1})
	}
	text := strings.Repeat("x", 1000)
	bad := report.Verdict{Sandbox: "bad", Calls: 1, Findings: []report.Finding{{Text: text}, {Text: text}, {Text: text}}}
	past.verdicts.add(bad)
	past.verdicts.add(bad)
	past.addTo(total)
	for _, sum := range []*tally{past, total} {
		list, omitted := sum.verdicts.report()
		if len(list) != maxVerdicts || omitted != 11 {
			t.Fatalf("%d are kept, %d left out", len(list), omitted)
		}
		if first := list[0]; first.Sandbox != "bad" || first.Passed || first.Calls != 2 || len(first.Findings) != maxFindings || first.Omitted != 1 || len(first.Findings[0].Text) > 400 {
			t.Errorf("got %+v", first)
		}
		if other := list[1]; !other.Passed || other.Calls != 2 {
			t.Errorf("got %+v", other)
		}
	}
	for i := range 10 * maxVerdicts {
		bad.Sandbox = fmt.Sprint("bad-", i)
		total.verdicts.add(bad)
	}
	if total.verdicts.bytes > maxFindingBytes || len(total.verdicts.list) != maxVerdicts || len(total.verdicts.named) != maxVerdicts {
		t.Errorf("%d bytes are kept, %d and %d verdicts", total.verdicts.bytes, len(total.verdicts.list), len(total.verdicts.named))
	}
}
