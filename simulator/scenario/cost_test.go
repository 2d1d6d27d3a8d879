package scenario

import (
	"fmt"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/exchange"
	"github.com/vsrsim/vsrsim/simulator/state"
	"github.com/vsrsim/vsrsim/simulator/yamlfile"
)

func whenOf(t testing.TB, text string) When {
	t.Helper()
	var source selection
	if _, problems := yamlfile.Decode("when", []byte("when: "+text), &source); len(problems) > 0 {
		t.Fatal(problems)
	}
	return source.When
}

func someCall() *Call {
	title := "Yearly"
	return &Call{
		Request: &exchange.Request{
			Method: "GET", Params: map[string]string{"vendorId": "1"},
			Query: map[string][]string{"expand": {"user", "requesterUser"}}, Header: map[string][]string{"X-Test": {"a"}},
		},
		Key: "sim-full",
		Facts: state.Facts{
			Vendor: &state.Vendor{ID: 1, Name: "Example"},
			Review: &state.Review{ID: 3, Type: state.TypeSOCReport, Status: state.StatusInProgress, Title: &title, SOCForm: &state.SOCForm{}},
		},
		Now: time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC),
	}
}

// What a rule asks of a call costs no memory, and what many rules ask for costs
// it once.
func TestConditionsCostNoMemory(t *testing.T) {
	for _, text := range []string{
		"{path: {vendorId: 2}}", "{path: {vendorId: {in: [2, 3]}}}", "{key: {equals: x}}", "{query: {expand: x}}",
		"{header: {x-test: {in: [b, c]}}}", "{vendor: {name: x}}", "{vendor: {id: {in: [2, 3]}}}", "{vendor: {securityOwner: 5}}",
		"{review: {id: 4}}", "{review: {status: COMPLETED}}", "{review: {title: {equals: x}}}", "{review: {userId: 4}}",
		"{review: {finalizable: true}}", "{body: {action: x}}", "{body: {'$.a[*].b': x}}", "{body: {'$.a': null}}",
	} {
		call, conditions := someCall(), whenOf(t, text).conditions()
		asked := func() {
			if len(conditions) != 1 || conditions[0].holds(call) {
				t.Errorf("%s: holds", text)
			}
		}
		asked()
		if allocations := testing.AllocsPerRun(100, asked); allocations > 0 {
			t.Errorf("%s: %v allocations", text, allocations)
		}
	}
}

// Equality that is asked the cheap way is equality all the same.
func TestFactsAreEqualAsValuesAre(t *testing.T) {
	for _, test := range []struct {
		when string
		want bool
	}{
		{"{review: {id: 3}}", true}, {"{review: {id: '3'}}", false}, {"{review: {id: 3.5}}", false}, {"{review: {id: {in: [x, 3]}}}", true},
		{"{review: {status: IN_PROGRESS}}", true}, {"{review: {title: Yearly}}", true}, {"{review: {title: null}}", false},
		{"{review: {userId: null}}", false}, {"{review: {userId: {absent: true}}}", true}, {"{review: {finalizable: false}}", true},
		{"{review: {finalizable: 'false'}}", false}, {"{review: {id: {less: 4, greater: 2}}}", true}, {"{review: {id: [3]}}", false},
		{"{vendor: {id: {equals: 1}}}", true}, {"{vendor: {name: {matches: '^Ex'}}}", true},
		{"{query: {expand: requesterUser}}", true}, {"{query: {expand: {in: [x, user]}}}", true}, {"{query: {none: null}}", false},
		{"{header: {X-TEST: a}}", true}, {"{path: {vendorId: 1}}", true}, {"{path: {vendorId: '1'}}", true}, {"{path: {vendorId: [1]}}", false},
	} {
		holds := true
		for _, c := range whenOf(t, test.when).conditions() {
			holds = holds && c.holds(someCall())
		}
		if holds != test.want {
			t.Errorf("%s: got %v", test.when, holds)
		}
	}
	var body any
	if err := yaml.Unmarshal([]byte("{a: [x, 5], b: {c: 5}, d: null, e: false}"), &body); err != nil {
		t.Fatal(err)
	}
	call := &Call{Request: &exchange.Request{JSON: asJSON(body)}}
	for text, want := range map[string]bool{
		"a: x": true, "a: 5": true, "a: '5'": false, "a: [x, 5]": true, "b.c: 5": true, "b.c: {in: [4, 5]}": true, "b: 5": false,
		"d: null": true, "d: x": false, "e: false": true, "e: null": false, "none: null": false,
	} {
		if got := whenOf(t, "{body: {"+text+"}}").conditions()[0].holds(call); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

// The dear conditions are asked last, whatever they are called.
func TestCheapConditionsAreAskedFirst(t *testing.T) {
	var names []string
	for _, c := range whenOf(t, "{where: 'now == now', body: {$.a: 1, title: x}, review: {id: 1}, path: {vendorId: 1}, part: {size: 1}}").conditions() {
		names = append(names, c.name)
	}
	if got, want := fmt.Sprint(names), "[path.vendorId review.id body.title part body.$.a where]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
