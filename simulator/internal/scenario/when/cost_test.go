package when

import (
	"fmt"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
	"github.com/vsrsim/vsrsim/simulator/state"
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
			Method: "GET", Params: exchange.ParamsOf(map[string]string{"vendorId": "1"}),
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
		"{where: path.vendorId == 2}", "{where: 'review.status == \"x\" && path.vendorId > 5'}", "{where: 'operation == \"x\" or state == \"y\"'}",
		"{where: vendor.name == key}", "{where: review.finalizable}",
		"{review: {finalizable: true}}", "{body: {action: x}}", "{body: {'$.a[*].b': x}}", "{body: {'$.a': null}}",
	} {
		call, conditions := someCall(), whenOf(t, text).Conditions()
		asked := func() {
			if len(conditions) != 1 || conditions[0].Holds(call) {
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
		for _, c := range whenOf(t, test.when).Conditions() {
			holds = holds && c.Holds(someCall())
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
		if got := whenOf(t, "{body: {"+text+"}}").Conditions()[0].Holds(call); got != want {
			t.Errorf("%s: got %v", text, got)
		}
	}
}

// An expression gives the same in both of its forms, and with a call that lacks
// what it asks for.
func TestExpressions(t *testing.T) {
	bare := someCall()
	bare.Facts = state.Facts{}
	full := someCall()
	full.Request.JSON = map[string]any{"action": "finalize", "n": 5.0}
	full.Request.Form = &exchange.Form{Files: map[string][]exchange.File{"files": {{Name: "a.PDF", Size: 7}}}}
	for text, want := range map[string][2]bool{ // of the full call, of the bare one
		"review.status == 'IN_PROGRESS'":                   {true, false},
		"review.status != 'COMPLETED'":                     {true, false}, // there is no status that it could differ from
		"review != nil":                                    {true, false},
		"review == nil or review.id == 3":                  {true, true},
		"review?.status == 'IN_PROGRESS'":                  {true, false},
		"path.vendorId == 1 or review.id == 9":             {true, true},
		"path.vendorId in [1, 2] and vendor.id == 1":       {true, false},
		"path.foo == 0":                                    {true, true},
		"path['vendorId'] == 1":                            {true, true},
		"vendor.securityOwner == 0":                        {true, false},
		"body.action == 'finalize' and body.n > 4":         {true, false},
		"'user' in query.expand":                           {true, true},
		"header['X-Test'] == 'a'":                          {true, true},
		"any(parts, .extension == 'pdf' and .size == 7)":   {true, false},
		"let r = review; r.type == 'SOC_REPORT'":           {true, false},
		"now.Year() == 2026 and key startsWith 'sim'":      {true, true},
		"method == 'GET' and state == ''":                  {true, true},
		"len(filter([1, 2], # == path.vendorId)) == 1":     {true, true},
		"review.title contains 'Year' ? true : false":      {true, false},
		"(review).id == 3 and not (path.vendorId == 2)":    {true, false},
		"review.id + path.vendorId == 4 and review.id > 0": {true, false},
	} {
		c := whereCondition(text)
		for i, call := range []*Call{full, bare} {
			for range 2 {
				if got := c.Holds(call); got != want[i] {
					t.Errorf("%s of call %d: got %v (%s)", text, i, got, c.Got(call))
				}
			}
		}
	}
}

// The state is that of the rule's scenario, which differs by rule.
func TestExpressionsOfSeveralScenarios(t *testing.T) {
	call, c := someCall(), whereCondition("state == 'a' and path.vendorId == 1")
	for _, test := range []struct {
		state string
		want  bool
	}{{"a", true}, {"b", false}, {"a", true}} {
		if call.State = test.state; c.Holds(call) != test.want {
			t.Errorf("%s: got %v", test.state, !test.want)
		}
	}
}

// The dear conditions are asked last, whatever they are called.
func TestCheapConditionsAreAskedFirst(t *testing.T) {
	var names []string
	for _, c := range whenOf(t, "{where: 'now == now', body: {$.a: 1, title: x}, review: {id: 1}, path: {vendorId: 1}, part: {size: 1}}").Conditions() {
		names = append(names, c.Name)
	}
	if got, want := fmt.Sprint(names), "[path.vendorId review.id body.title part body.$.a where]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// asJSON turns the integers of YAML into what JSON numbers are decoded to.
func asJSON(value any) any {
	switch v := value.(type) {
	case int:
		return float64(v)
	case []any:
		for i := range v {
			v[i] = asJSON(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = asJSON(v[name])
		}
	}
	return value
}
