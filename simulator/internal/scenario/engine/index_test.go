package engine

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/builtin"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// withoutIndex lets an engine ask every rule about every call of an operation.
func (e *Engine) withoutIndex(op *contract.Operation) {
	found := e.index.of(op)
	for _, list := range []*ruleList{&found.beforeBody, &found.afterBody} {
		list.places = nil
		for i := range list.rules {
			list.always.set(i)
		}
	}
}

// TestTheIndexChangesNothing compares, for drawn rules and calls, an engine that looks rules
// up with one that asks them all: which rule fires, what the trace says of each, and what
// each has counted and noted, do not differ.
func TestTheIndexChangesNothing(t *testing.T) {
	c, err := builtin.Default.Contract()
	if err != nil {
		t.Fatal(err)
	}
	op, _ := c.Operation("updateVendorSecurityReview")
	var skipped, fired int
	rapid.Check(t, func(t *rapid.T) {
		s, err := scenario.Load(c, "drawn.yaml", []byte(drawnScenario(t)), nil)
		if err != nil {
			t.Fatal(err)
		}
		indexed, all := playing(c, s), playing(c, s)
		all.withoutIndex(op)
		for i := range rapid.IntRange(1, 40).Draw(t, "calls") {
			call, same := drawnCall(t, i, op)
			list := &indexed.index.of(op).afterBody
			for range len(list.rules) - len(indexesOf(list.toAsk(call))) {
				skipped++
			}
			got, gotTrace := indexed.Choose(call)
			want, wantTrace := all.Choose(same)
			if got.Fired() {
				fired++
			}
			if got.Fired() != want.Fired() || got.Fired() && got.Rule() != want.Rule() {
				t.Fatalf("call %d: rule %q fires with the index, %q without", i, got.Rule(), want.Rule())
			}
			if !reflect.DeepEqual(gotTrace.Rules(), wantTrace.Rules()) {
				t.Fatalf("call %d: traces differ\nwith the index: %+v\nwithout: %+v", i, gotTrace.Rules(), wantTrace.Rules())
			}
		}
		if !reflect.DeepEqual(indexed.Rules(), all.Rules()) {
			t.Fatalf("what the rules have noted differs\nwith the index: %+v\nwithout: %+v", indexed.Rules(), all.Rules())
		}
	})
	if skipped == 0 || fired == 0 {
		t.Fatalf("%d rules were skipped and %d fired: the test shows nothing", skipped, fired)
	}
}

func indexesOf(b bitset) (all []int) {
	for i := b.next(0); i >= 0; i = b.next(i + 1) {
		all = append(all, i)
	}
	return all
}

func playing(c *contract.Contract, s *scenario.Scenario) *Engine {
	e := New(c, func(string) (uint64, uint64) { return 0, 0 })
	e.Play(s, simtest.Now)
	return e
}

// whens are what rules ask for, each with a place for a small number.
var whens = []string{
	`{path: {vendorId: %d}}`,
	`{path: {vendorId: {in: [%d, 2, "3.0"]}}}`,
	`{path: {vendorId: {less: %d}}}`,
	`{path: {securityReviewId: "%d", vendorId: 1}}`,
	`{key: key-%d}`,
	`{key: {contains: "%d"}}`,
	`{query: {expand: e%d}}`,
	`{query: {"expand[]": {equals: "e%d"}}}`,
	`{header: {X-Test: "%d"}}`,
	`{header: {x-test: {matches: "%d"}}}`,
	`{vendor: {id: %d}}`,
	`{vendor: {securityOwner: %d}}`,
	`{vendor: {name: vendor-%d}}`,
	`{review: {id: %d}}`,
	`{review: {title: "%d"}}`,
	`{review: {userId: %d, status: NOT_YET_STARTED}}`,
	`{body: {title: title-%d}}`,
	`{body: {title: {in: ["a", "%d"]}}}`,
	`{body: {'$.title': %d}}`,
	`{body: {'$.title': {in: [-0.0, %d]}}}`,
	`{body: {'$.title': {in: [0, true, %d]}}}`,
	`{body: {'$.title[*]': %d}}`,
	`{body: {'$.title': title-%d}}`,
	`{where: 'path.vendorId == %d'}`,
	`{where: '%d == path.vendorId && key == "key-1"'}`,
	`{where: 'path.vendorId in [%d, 7]'}`,
	`{where: 'path.vendorId == %d || path.vendorId == 3'}`,
	`{where: 'path.vendorId == %d || key == "key-2"'}`,
	`{where: 'review.userId == %d'}`,
	`{where: 'review.title == "%d"'}`,
	`{where: 'review?.id == %d'}`,
	`{where: 'vendor.securityOwner == %d'}`,
	`{where: 'vendor.name == "vendor-%d" and method == "PUT"'}`,
	`{where: 'method == "PUT" && path.vendorId < %d'}`,
	`{where: 'not (path.vendorId == %d)'}`,
	`{where: 'path.vendorId == %d.0'}`,
	`{where: 'body.title == "title-%d"'}`,
	`{where: 'state == "start" && path.vendorId == %d'}`,
	`{where: 'operation == "updateVendorSecurityReview" && path.vendorId == %d'}`,
	`{where: 'key == "key-%d" ? path.vendorId == 1 : true'}`,
}

func drawnScenario(t *rapid.T) string {
	text := "name: drawn\nrules:\n"
	for range rapid.IntRange(1, 30).Draw(t, "rules") {
		asks := fmt.Sprintf(rapid.SampledFrom(whens).Draw(t, "when"), rapid.IntRange(1, 4).Draw(t, "number"))
		asks = strings.Replace(asks, "{", "{operation: updateVendorSecurityReview, ", 1)
		more := rapid.SampledFrom([]string{", times: 1", ", after: 1", ", times: 2, then: other", ", probability: 0.5"}).Draw(t, "more")
		text += "  - {when: " + asks + more + ", fault: {status: 500}}\n"
	}
	return text
}

// drawnCall is a call, and the same for another engine.
func drawnCall(t *rapid.T, i int, op *contract.Operation) (call, same *when.Call) {
	number := func(name string) int { return rapid.IntRange(0, 4).Draw(t, name) }
	text := func(name string) string { return fmt.Sprint(number(name)) }
	pointer := func(name string) *int64 {
		if rapid.Bool().Draw(t, "has "+name) {
			return new(int64(number(name)))
		}
		return nil
	}
	request := &exchange.Request{
		Method: op.Method, Path: "/public/v2/vendors/1/security-reviews/1",
		Params: exchange.ParamsOf(map[string]string{
			"vendorId":         rapid.SampledFrom([]string{"1", "2", "3", "4.0", "02"}).Draw(t, "vendorId"),
			"securityReviewId": text("securityReviewId"),
		}),
		Query:  url.Values{"expand[]": {"e" + text("expand"), "e9"}},
		Header: http.Header{"X-Test": {text("header")}},
		JSON:   drawnBody(t, number),
	}
	facts := state.Facts{}
	if rapid.Bool().Draw(t, "has a vendor") {
		facts.Vendor = &state.Vendor{ID: int64(number("vendor")), Name: "vendor-" + text("name"), SecurityOwner: pointer("owner")}
	}
	if rapid.Bool().Draw(t, "has a review") {
		title := text("title")
		facts.Review = &state.Review{ID: int64(number("review")), Status: "NOT_YET_STARTED", Title: &title, UserID: pointer("user")}
	}
	make := func() *when.Call {
		return &when.Call{
			ID: fmt.Sprint("call", i), Operation: op, Request: request, Facts: facts, Now: simtest.Now, Key: "key-1",
		}
	}
	return make(), make()
}

func drawnBody(t *rapid.T, number func(string) int) any {
	n := number("body")
	return rapid.SampledFrom([]any{
		nil, map[string]any{}, map[string]any{"title": fmt.Sprint("title-", n)}, map[string]any{"title": float64(n)},
		map[string]any{"title": -float64(n)}, map[string]any{"title": math.Copysign(0, -1)}, map[string]any{"title": fmt.Sprint(n)},
		map[string]any{"title": []any{float64(n), fmt.Sprint(n + 1), []any{"1"}, nil}}, map[string]any{"title": true},
	}).Draw(t, "the body")
}
