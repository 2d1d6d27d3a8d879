package recorder_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/spec"
)

// said is all that a coverage has of two operations, in words.
func said(c *recorder.Coverage, ops ...*contract.Operation) []string {
	calls := c.Calls()
	lines := []string{fmt.Sprintf("calls %d, unknown %d, without a key %d", calls.All, calls.UnknownPath, calls.UnknownKey)}
	for _, op := range ops {
		of := c.Operation(op)
		line := fmt.Sprintf("%s %d", op.ID, of.Calls)
		for _, s := range of.Statuses {
			line += fmt.Sprintf(", %d answered %d delivered %d", s.Status, s.Answered, s.Delivered)
		}
		for i, used := range of.Used {
			if is := op.Elements[i]; used > 0 && is.Name == "expand[]" {
				line += fmt.Sprintf(", %s%s %d", is.Name, is.Value, used)
			}
		}
		lines = append(lines, line)
	}
	keys := c.Keys()
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		lines = append(lines, fmt.Sprint("key ", name, " ", keys[name].Calls, " ", keys[name].Needed))
	}
	violations, omitted := c.Violations()
	for _, v := range violations {
		lines = append(lines, fmt.Sprint("violation ", v.Value.Text, " ", v.Count, " ", v.Examples))
	}
	hints, more := c.Hints()
	for _, h := range hints {
		lines = append(lines, fmt.Sprint("hint ", h.Value.Operation, " ", h.Value.Text, " ", h.Count, " ", h.Examples))
	}
	for _, u := range c.Unsimulated() {
		lines = append(lines, fmt.Sprint("unsimulated ", u.Value, " ", u.Count, " ", u.Examples))
	}
	return append(lines, fmt.Sprintf("omitted %d and %d", omitted, more))
}

// A coverage counts what it is told, and the sum of two is that of both.
func TestCoverageSums(t *testing.T) {
	c, err := contract.Load(spec.OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	get, list := operation(t, c, "getVendorSecurityReview"), operation(t, c, "listSecurityReviewActions")
	plain := &exchange.Request{Params: exchange.ParamsOf(map[string]string{})}
	expanded := &exchange.Request{Query: exchange.ParseQuery("expand[]=user&expand[]=user")}
	one, other := &recorder.Coverage{}, &recorder.Coverage{}
	one.Note(recorder.Observation{Operation: get, Request: expanded, Key: "a", Status: 200})
	one.Delivered(get, 200)
	one.Note(recorder.Observation{Operation: get, Request: plain, Key: "a", Status: 200}) // and not delivered
	one.Note(recorder.Observation{Operation: get, Request: plain, Key: "a"})              // without an answer
	one.Note(recorder.Observation{
		Operation: list, Request: plain, Key: "b", Status: 400, Call: "x/1", Omitted: 2,
		Violations: []contract.Violation{{Text: "bad"}}, Hints: []contract.Hint{{Text: "why"}},
	})
	other.Note(recorder.Observation{Call: "y/1", Violations: []contract.Violation{{Text: "bad"}, {Text: "worse"}}})
	other.Note(recorder.Observation{Unsimulated: recorder.Unsimulated{Operation: "GET /vendors", Lookup: true}, Call: "y/2", Hints: []contract.Hint{{Text: "why"}}})
	other.Note(recorder.Observation{Operation: get, Request: expanded, Key: "a", Status: 404})
	other.Delivered(get, 404)

	ofOne := []string{
		"calls 4, unknown 0, without a key 0", "getVendorSecurityReview 3, 200 answered 2 delivered 1, expand[] 1, expand[]user 1",
		"listSecurityReviewActions 1, 400 answered 1 delivered 0",
		"key a 3 map[vendors-get:3]", "key b 1 map[vendors-get-security-review-actions:1]",
		"violation bad 1 [x/1]", "hint listSecurityReviewActions why 1 [x/1]", "omitted 2 and 0",
	}
	ofBoth := []string{
		"calls 7, unknown 1, without a key 2", "getVendorSecurityReview 4, 200 answered 2 delivered 1, 404 answered 1 delivered 1, expand[] 2, expand[]user 2",
		"listSecurityReviewActions 1, 400 answered 1 delivered 0",
		"key a 4 map[vendors-get:4]", "key b 1 map[vendors-get-security-review-actions:1]",
		"violation bad 2 [x/1 y/1]", "violation worse 1 [y/1]",
		"hint listSecurityReviewActions why 1 [x/1]", "hint GET /vendors why 1 [y/2]", "unsimulated {GET /vendors  true} 1 [y/2]", "omitted 2 and 0",
	}
	check := func(what string, c *recorder.Coverage, want []string) {
		t.Helper()
		if got := said(c, get, list); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", what, got, want)
		}
	}
	check("one", one, ofOne)
	total := one.Copy()
	other.AddTo(total)
	check("both", total, ofBoth)
	check("one, which was added to a copy", one, ofOne)
	check("what was taken", one.Take(), ofOne)
	check("nothing", one, []string{"calls 0, unknown 0, without a key 0", "getVendorSecurityReview 0", "listSecurityReviewActions 0", "omitted 0 and 0"})
}

func operation(t *testing.T, c *contract.Contract, id string) *contract.Operation {
	t.Helper()
	for _, op := range c.Operations {
		if op.ID == id {
			return op
		}
	}
	t.Fatalf("there is no operation %s", id)
	return nil
}

// A client that left is noted in its own entry, wherever that is in the ring.
func TestUnseenCalls(t *testing.T) {
	j := recorder.New(recorder.Settings{Entries: 4, Bytes: 1 << 20})
	for ordinal := range 6 {
		e := called("a", ordinal)
		e.Response.Status = 200 * (ordinal % 2) // every other one without an answer
		j.Record(e)
	}
	j.Undelivered("a-1", true) // has been dropped
	j.Undelivered("a-2", false)
	j.Undelivered("a-5", true)
	entries, _ := j.Entries(journal.Filter{})
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprint(e.ID, " ", e.Broken, e.Lost, e.Response.Unsent))
	}
	want := []string{"a-2 true false false", "a-3 false false false", "a-4 false false false", "a-5 true true true"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A copy and what was taken go on by themselves.
func TestJournalsApart(t *testing.T) {
	j := recorder.New(recorder.Settings{Entries: 2, Bytes: 1 << 20})
	for ordinal := range 3 {
		j.Record(called("a", ordinal))
	}
	copied := j.Copy()
	j.Record(called("a", 3))
	taken := j.Take()
	j.Record(called("a", 4))
	for _, is := range []struct {
		name    string
		j       *recorder.Journal
		ids     string
		dropped uint64
	}{{"the copy", copied, "a-1 a-2", 1}, {"what was taken", taken, "a-2 a-3", 2}, {"the journal", j, "a-4", 0}} {
		entries, dropped := is.j.Entries(journal.Filter{})
		if got := ids(entries); got != is.ids || dropped != is.dropped || is.j.Dropped() != is.dropped {
			t.Errorf("%s: got %s, %d dropped; want %s, %d", is.name, got, dropped, is.ids, is.dropped)
		}
	}
}
