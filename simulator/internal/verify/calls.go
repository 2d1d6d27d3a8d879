// Package verify judges what has been, by the journal: whether calls came as
// often and in the order that a test asserts, and whether a client did well when
// it met a failure.
package verify

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// Calls is what a test asserts: how many calls there were that match.
type Calls struct {
	Selector *when.Selector
	Status   int // of the answer; 0 is any
	Count    scenario.Count
}

// Result is what became of an assertion.
type Result struct {
	About    string   `json:"about"`    // which calls were looked for
	Expected string   `json:"expected"` // how many
	Count    int      `json:"count"`    // how many there were
	Verified bool     `json:"verified"`
	Why      string   `json:"why,omitempty"` // not, one line
	Matched  []string `json:"matched"`       // ids in the journal, of the first maxMatched
	// Closest are calls that did not match, the closest first, with the first
	// thing that each differs in. There are none if there were calls enough.
	Closest []journal.NearMiss `json:"closest,omitempty"`
}

const (
	maxMatched = 100
	maxClosest = 3
	// maxSteps bounds what the expressions of all assertions take over all calls:
	// each alone may take many for each call.
	maxSteps = 10_000_000
)

// errSteps is why assertions are not looked at to their end.
var errSteps = fmt.Errorf("the expressions take more than %d steps over all calls: ask for less in where, without loops in loops, or in several requests", maxSteps)

// Verify counts the calls of each assertion. dropped is how many older calls the
// journal no longer holds: with any, no assertion of at most so many can be
// verified. With inOrder, the calls of each also have to come after those of the
// one before. It ends with the error of the context if nobody waits for it any more,
// and with another if the expressions take too many steps.
func Verify(ctx context.Context, c *contract.Contract, entries []recorder.Entry, dropped uint64, asserted []Calls, inOrder bool) ([]Result, error) {
	calls := make([]*when.Call, len(entries))
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		calls[i] = e.Asked(c)
	}
	results := make([]Result, len(asserted))
	steps := 0
	after := -1 // the index of the last call that is taken
	for i, a := range asserted {
		found, err := a.find(ctx, entries, calls, &steps)
		if err != nil {
			return nil, err
		}
		results[i] = found.result(a, dropped)
		if inOrder {
			after = found.follow(&results[i], a, after)
		}
	}
	return results, nil
}

// found is what was found for an assertion.
type found struct {
	entries []recorder.Entry
	indexes []int // of the calls that match
	misses  []nearMiss
}

type nearMiss struct {
	journal.NearMiss
	held int
}

func (a Calls) find(ctx context.Context, entries []recorder.Entry, calls []*when.Call, steps *int) (found, error) {
	f := found{entries: entries}
	for i, call := range calls {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		before := call.Steps()
		differs, held := a.Selector.NearMiss(call)
		if *steps += call.Steps() - before; *steps > maxSteps {
			return f, errSteps
		}
		if status := entries[i].Response.Status; differs == nil && a.Status != 0 && status != a.Status {
			differs = &journal.NearMiss{Call: call.ID, Failed: "status", Wanted: fmt.Sprintf("is %d", a.Status), Got: statusText(status)}
		}
		if differs == nil {
			f.indexes = append(f.indexes, i)
		} else {
			f.misses = append(f.misses, nearMiss{*differs, held})
		}
	}
	return f, nil
}

func statusText(status int) string {
	if status == 0 {
		return "no answer"
	}
	return fmt.Sprint(status)
}

func (f found) result(a Calls, dropped uint64) Result {
	r := Result{About: a.about(), Expected: a.Count.String(), Count: len(f.indexes), Matched: []string{}}
	for _, i := range f.indexes[:min(len(f.indexes), maxMatched)] {
		r.Matched = append(r.Matched, f.entries[i].ID)
	}
	switch {
	case !a.Count.Holds(r.Count):
		r.Why = r.wrongCount()
	case a.Count.AtMost >= 0 && dropped > 0:
		r.Why = fmt.Sprintf("the journal no longer holds %d older calls, which may match: let it keep more", dropped)
	}
	r.Verified = r.Why == ""
	if r.Count < a.Count.AtLeast {
		r.Closest = f.nearMisses()
	}
	return r
}

func (a Calls) about() string {
	if a.Status == 0 {
		return a.Selector.String()
	}
	return fmt.Sprintf("%s, answered with %d", a.Selector, a.Status)
}

// nearMisses are the misses for which the most held, newer ones first among equals.
func (f found) nearMisses() []journal.NearMiss {
	slices.Reverse(f.misses)
	slices.SortStableFunc(f.misses, func(a, b nearMiss) int { return cmp.Compare(b.held, a.held) })
	var nearest []journal.NearMiss
	for _, m := range f.misses[:min(len(f.misses), maxClosest)] {
		nearest = append(nearest, m.NearMiss)
	}
	return nearest
}

// follow takes the first calls that match and come after those taken before, as
// many as there must be, at least one. It returns the index of the last.
func (f found) follow(r *Result, a Calls, after int) int {
	wanted := max(a.Count.AtLeast, 1)
	if a.Count.AtMost == 0 || len(f.indexes) < wanted {
		return after // nothing to follow, or said already
	}
	later := slices.DeleteFunc(slices.Clone(f.indexes), func(i int) bool { return i <= after })
	if len(later) < wanted {
		r.Verified = false
		if r.Why == "" {
			r.Why = fmt.Sprintf("only %d of them came after the calls before it in the list, the last of which is %s",
				len(later), f.entries[after].ID)
		}
		return after
	}
	return later[wanted-1]
}

func (r Result) wrongCount() string {
	return fmt.Sprintf("there were %d, expected %s", r.Count, r.Expected)
}

// String is the result for people: what was looked for and, if it was not found,
// what came closest.
func (r Result) String() string {
	text := fmt.Sprintf("calls with %s: %d, expected %s", r.About, r.Count, r.Expected)
	if r.Verified {
		return text
	}
	if r.Why != r.wrongCount() { // else the text has said it
		text += "; " + r.Why
	}
	lines := []string{text}
	for _, m := range r.Closest {
		lines = append(lines, fmt.Sprintf("  call %s came close: %s", m.Call, m.Why()))
	}
	return strings.Join(lines, "\n")
}

// describe is a call in a line: what was called, and what came of it.
func describe(e recorder.Entry) string {
	text := e.Request.Method + " " + e.Request.Path
	if e.Request.Query != "" {
		text += "?" + e.Request.Query
	}
	switch {
	case e.Response.Status == 0 || e.Response.Unsent:
		text += ": no answer"
	case e.Broken:
		text += fmt.Sprintf(": %d, which did not arrive whole", e.Response.Status)
	default:
		text += fmt.Sprintf(": %d", e.Response.Status)
	}
	if after := http.Header(e.Response.Header).Get("Retry-After"); after != "" {
		text += ", Retry-After: " + after
	}
	if e.Lost {
		text += ", although it was carried out"
	}
	return text
}
