package recorder_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/when"
	"github.com/vsrsim/vsrsim/simulator/internal/simtest"
	"github.com/vsrsim/vsrsim/simulator/journal"
	"github.com/vsrsim/vsrsim/simulator/state"
)

// texts are of scenarios that count, draw, note and remember whatever there is to.
var texts = []string{
	`{name: odds, rules: [
		{name: a, when: {operation: getVendor*}, probability: 0.5, then: met, fault: {status: 404}, expect: {fired: 1}},
		{when: {state: met, method: [GET, POST]}, after: 1, every: 2, times: 3, phase: after, then: over, fault: {connection: reset}},
		{when: {state: [over, start], where: 'state != "x" && "kind" in query'}, until: 5s, fault: {status: 500}}]}`,
	`{name: rate, checks: [no-repeated-write], errors: observed, expectViolations: {query: {kind: "a"}}, rules: [
		{when: {operation: "*"}, over: {calls: 2, per: 4s, by: key}, fault: {status: 429}, violates: true},
		{when: {review: {title: one}}, probability: 0.2, fault: {status: 500}},
		{when: {vendor: {name: one}, header: {Accept: "\xff"}}, over: {calls: 1, per: 2s}, fault: {status: 500}}]}`,
	`{name: upload, rules: [{when: {operation: createVendorSecurityReviewWithFile}, times: 2, fault: {cut: 10}, expect: {fired: 1}},
		{when: {operation: createVendorSecurityReviewWithFile, body: {title: "1"}}, fault: {status: 400}}]}`,
	`{name: odds, rules: [{when: {key: k1}, probability: 0.9, fault: {status: 500}}]}`,
}

// recorded is a journal, a coverage and an engine as a sandbox has them.
type recorded struct {
	contract *contract.Contract
	journal  *recorder.Journal
	coverage *recorder.Coverage
	engine   *engine.Engine
	drawn    uint64
	again    map[scenario.Hash]*scenario.Scenario // that restore finds
}

func newRecorded(c *contract.Contract, settings recorder.Settings) *recorded {
	r := &recorded{contract: c, journal: recorder.New(settings), coverage: &recorder.Coverage{}}
	r.engine = engine.New(c, r.draw)
	return r
}

func (r *recorded) draw(string) (number, ordinal uint64) {
	r.drawn++
	return r.drawn * 0x9e3779b97f4a7c15, r.drawn
}

// images is all of recorded as images have it.
type images struct {
	Journal  recorder.JournalImage
	Coverage recorder.CoverageImage
	Engine   engine.Image
}

func (r *recorded) images() images {
	return images{r.journal.Copy().Image(), r.coverage.Image(), r.engine.Image()}
}

// readAgain are the scenarios by hash, for what is restored: each was read another time.
func readAgain(t simtest.Failing, c *contract.Contract) map[scenario.Hash]*scenario.Scenario {
	again := map[scenario.Hash]*scenario.Scenario{}
	for _, text := range texts {
		s := load(t, c, text)
		again[s.Hash()] = s
	}
	return again
}

// restore makes all parts anew of their images, which were written and read.
func (r *recorded) restore(t simtest.Failing, settings recorder.Settings) {
	bytes := simtest.CBOR(t, r.images())
	var read images
	simtest.ReadCBOR(t, bytes, &read)
	find := func(hash scenario.Hash) (*scenario.Scenario, bool) { s, there := r.again[hash]; return s, there }
	var err error
	if r.journal, err = read.Journal.Journal(settings, r.contract, find); err != nil {
		t.Fatal(err)
	}
	if r.coverage, err = read.Coverage.Coverage(r.contract); err != nil {
		t.Fatal(err)
	}
	if r.engine, err = read.Engine.Engine(r.contract, r.draw, find); err != nil {
		t.Fatal(err)
	}
	if again := simtest.CBOR(t, r.images()); string(again) != string(bytes) {
		t.Fatal("what was restored has another image")
	}
}

func load(t simtest.Failing, c *contract.Contract, text string) *scenario.Scenario {
	s, err := scenario.Load(c, "s.yaml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// step is something that is done with what was recorded. It returns what can be seen of it.
type step func(*recorded) any

// reads are all that can be asked of what was recorded.
func (r *recorded) reads() []any {
	entries, dropped := r.journal.Entries(journal.Filter{})
	var asked []any
	for _, e := range entries {
		call := e.Asked(r.contract)
		asked = append(asked, e.Size(), call.Request, call.Key, call.Facts, call.Now, call.Mask)
	}
	violating, _ := r.journal.Count(journal.Filter{Violating: true})
	return append([]any{
		recorder.Plain(entries), asked, dropped, violating, r.journal.Len(), r.journal.Bytes(),
		r.engine.Playing(), r.engine.Rules(), r.engine.Asked(), r.engine.ErrorForm(), len(r.engine.Scenarios()),
	}, said(r.coverage, r.contract.Operations...), r.coverage.OnPurpose())
}

var anyText = rapid.OneOf(rapid.SampledFrom([]string{"", "a", "\xff\xfe", "é", "{\"a\":\"1\"}", strings.Repeat("x", 300)}), rapid.String())

func anyMessage(t *rapid.T) journal.Message {
	m := journal.Message{
		Method: rapid.SampledFrom([]string{"GET", "POST", "\xff"}).Draw(t, "method"), Path: "/" + anyText.Draw(t, "path"),
		Query: anyText.Draw(t, "query"), Unsent: rapid.Bool().Draw(t, "unsent"),
		Body: anyText.Draw(t, "body"), Status: rapid.SampledFrom([]int{0, 200, 404}).Draw(t, "status"),
		Header:    rapid.SampledFrom([]map[string][]string{nil, {}, {"A": {"\xff", ""}, "B\xfe": {}, "C": nil}}).Draw(t, "header"),
		Parts:     rapid.SampledFrom([][]journal.Part{nil, {}, {{Name: "a", Value: "\xff", Truncated: true}, {FileName: "f", SHA256: "1", Size: 7}}}).Draw(t, "parts"),
		Truncated: rapid.SampledFrom([][]string{nil, {}, {journal.TruncatedBody}}).Draw(t, "truncated"),
	}
	return m
}

func anyRecords(t *rapid.T) state.Facts {
	title, yes := rapid.SampledFrom([]string{"one", "two", "\xff"}).Draw(t, "title"), true
	at := time.Date(9000, 1, 2, 3, 4, 5, 6, time.UTC)
	vendor := &state.Vendor{ID: rapid.Int64Range(1, 2).Draw(t, "vendor"), Name: title, CreatedAt: at}
	review := &state.Review{ID: rapid.Int64Range(1, 2).Draw(t, "review"), Title: &title, DeadlineAt: at, Type: state.TypeSOCReport, SOCForm: &state.SOCForm{HasMaterialImpact: &yes}}
	facts := rapid.SampledFrom([]state.Facts{
		{}, {Vendor: vendor}, {Vendor: vendor, Review: review}, {Review: review, Finalizable: &yes, Rules: state.Rules{ActionsForAll: true}},
	}).Draw(t, "facts")
	if facts.Vendor != nil && rapid.Bool().Draw(t, "fields") {
		facts.Vendor.Fields = state.Fields{"category": "NONE"}
	}
	return facts
}

// aCall goes through the rules, the journal and the coverage.
func aCall(t *rapid.T, c *contract.Contract, ordinal int) step {
	op := c.Operations[rapid.IntRange(0, len(c.Operations)-1).Draw(t, "operation")]
	if rapid.Bool().Draw(t, "often") {
		op, _ = c.Operation(rapid.SampledFrom([]string{"createVendorSecurityReviewWithFile", "getVendorSecurityReview"}).Draw(t, "which"))
	}
	facts, success := anyRecords(t), rapid.Bool().Draw(t, "success")
	key := rapid.SampledFrom([]string{"", "k1", "k2", "ÿ", "\xff"}).Draw(t, "key")
	entry := recorder.Entry{Call: called("a", ordinal).Call}
	entry.Operation, entry.Key, entry.Request, entry.Response = op.ID, key, anyMessage(t), anyMessage(t)
	entry.Violations = rapid.SampledFrom([][]journal.Violation{nil, {}, {{Side: journal.InRequest, Text: "\xff", Line: 7}, {Side: journal.InResponse, Text: "b"}}}).Draw(t, "violations")
	entry.Hints = rapid.SampledFrom([][]journal.Hint{nil, {{Name: "n", Text: "t"}}, {{Text: "t"}, {Fix: "f"}}}).Draw(t, "hints")
	entry.OnPurpose, entry.ViolationsAtLeast = rapid.Bool().Draw(t, "on purpose"), rapid.Bool().Draw(t, "at least")
	query := rapid.SampledFrom([]string{"", "kind=a", "kind=%ff", "expand[]=user"}).Draw(t, "query")
	request := &exchange.Request{
		Method: op.Method, Header: map[string][]string{"Accept": {key}}, Query: exchange.ParseQuery(query), RawQuery: query,
		Source: rapid.SampledFrom([]string{"1.1.1.1", "2.2.2.2"}).Draw(t, "source"), Params: exchange.ParamsOf(map[string]string{}),
	}
	unsimulated := rapid.SampledFrom([]string{"", "", "", "GET /x", "GET /y"}).Draw(t, "unsimulated")
	return func(r *recorded) any {
		own := facts.Clone() // a sandbox that was restored has records of its own
		call := &when.Call{ID: entry.ID, Operation: op, Request: request, Key: key, Facts: own, Now: entry.Time}
		decision, trace := r.engine.ChooseBeforeBody(call)
		if !decision.Fired() {
			var rest engine.Trace
			decision, rest = r.engine.Choose(call)
			trace = append(trace, rest...)
		}
		decision = decision.Settle(success)
		e := entry
		e.Rule, e.Fault, e.Trace, e.Facts = decision.Rule(), decision.Fault(), trace, own
		r.journal.Record(e)
		o := recorder.Observation{
			Operation: op, Request: request, Key: key, Status: e.Response.Status, Violations: e.Violations, Omitted: 1,
			Hints: e.Hints, Call: "a/" + e.ID, OnPurpose: r.engine.ViolationsExpected(call),
		}
		if unsimulated != "" {
			o.Operation, o.Unsimulated = nil, recorder.Unsimulated{Operation: unsimulated, Revision: "2026-08"}
		}
		if r.coverage.Note(o); success {
			r.coverage.Delivered(op, e.Response.Status)
		}
		return []any{decision.Rule(), decision.Delay(), trace.Rules(), o.OnPurpose}
	}
}

// steps are all else that changes what is recorded, by their names.
var steps = map[string]func(*rapid.T, *contract.Contract, time.Time) step{
	"play": func(t *rapid.T, c *contract.Contract, now time.Time) step {
		text := rapid.SampledFrom(texts).Draw(t, "text")
		return func(r *recorded) any { r.engine.Play(load(t, c, text), now); return nil }
	},
	"replace": func(t *rapid.T, c *contract.Contract, now time.Time) step {
		name, text := rapid.SampledFrom([]string{"odds", "rate"}).Draw(t, "name"), rapid.SampledFrom(texts).Draw(t, "text")
		return func(r *recorded) any { r.engine.Replace(name, load(t, c, text), now); return nil }
	},
	"stop": func(t *rapid.T, _ *contract.Contract, _ time.Time) step {
		name := rapid.SampledFrom([]string{"odds", "rate", "upload"}).Draw(t, "name")
		return func(r *recorded) any { return r.engine.Stop(name) }
	},
	"restart": func(t *rapid.T, _ *contract.Contract, now time.Time) step {
		name := rapid.SampledFrom([]string{"odds", "rate", "upload"}).Draw(t, "name")
		return func(r *recorded) any { return r.engine.Restart(name, now) }
	},
	"stop all": func(*rapid.T, *contract.Contract, time.Time) step {
		return func(r *recorded) any { r.engine.StopAll(); return nil }
	},
	"start over": func(t *rapid.T, c *contract.Contract, now time.Time) step {
		if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
			return func(*recorded) any { return nil }
		}
		return func(r *recorded) any {
			r.engine.StartOver(nil, []*scenario.Scenario{load(t, c, texts[0])}, now)
			return nil
		}
	},
	"expect": func(t *rapid.T, c *contract.Contract, _ time.Time) step {
		text := rapid.SampledFrom([]string{"{method: GET}", "{query: {kind: {present: true}}, key: 'k1'}", "operation: [\n  get*]\n"}).Draw(t, "when")
		return func(r *recorded) any {
			calls, err := when.ParseSelector(c, text)
			if err != nil {
				t.Fatal(err)
			}
			r.engine.ExpectViolations(calls)
			return nil
		}
	},
	"undelivered": func(t *rapid.T, _ *contract.Contract, now time.Time) step {
		id, lost := fmt.Sprint("a-", int(now.Sub(began)/time.Second)-rapid.IntRange(1, 9).Draw(t, "before")), rapid.Bool().Draw(t, "lost")
		return func(r *recorded) any {
			r.journal.Undelivered(id, lost)
			e, found := r.journal.Entry(id)
			return []any{e.Plain(), found}
		}
	},
	"take the journal": func(t *rapid.T, _ *contract.Contract, _ time.Time) step {
		if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
			return func(r *recorded) any { return r.journal.Copy().Bytes() }
		}
		return func(r *recorded) any { return r.journal.Take().Bytes() }
	},
	"take the coverage": func(t *rapid.T, _ *contract.Contract, _ time.Time) step {
		if rapid.IntRange(0, 3).Draw(t, "seldom") > 0 {
			return func(r *recorded) any { r.coverage = r.coverage.Copy(); return nil }
		}
		return func(r *recorded) any { return r.coverage.Take().Calls() }
	},
}

// What was restored of an image goes on as if nothing had been.
func TestImagesLoseNothing(t *testing.T) {
	c := loadedContract(t)
	names := []string{}
	for name := range steps {
		names = append(names, name)
	}
	slices.Sort(names)
	again := readAgain(t, c)
	rapid.Check(t, func(t *rapid.T) {
		settings := recorder.Settings{
			Entries: rapid.SampledFrom([]int{0, 3, 1000}).Draw(t, "entries"), Bytes: rapid.SampledFrom([]int{9_000, 30_000, 1 << 20}).Draw(t, "bytes"),
			Mask: recorder.NewMask("a"),
		}
		plain, restored := newRecorded(c, settings), newRecorded(c, settings)
		restored.again = again
		for ordinal := range rapid.IntRange(1, 30).Draw(t, "steps") {
			name, next := "call", step(nil)
			if rapid.IntRange(0, 2).Draw(t, "kind") == 0 {
				name = rapid.SampledFrom(names).Draw(t, "name")
				next = steps[name](t, c, began.Add(time.Duration(ordinal)*time.Second))
			} else {
				next = aCall(t, c, ordinal)
			}
			if rapid.Bool().Draw(t, "restore") {
				restored.restore(t, settings)
			}
			if got, want := next(restored), next(plain); !reflect.DeepEqual(got, want) {
				t.Fatalf("%s:\ngot  %+v\nwant %+v", name, got, want)
			}
			if got, want := restored.reads(), plain.reads(); !reflect.DeepEqual(got, want) {
				t.Fatalf("after %s:\ngot  %+v\nwant %+v", name, got, want)
			}
			if string(simtest.CBOR(t, restored.images())) != string(simtest.CBOR(t, plain.images())) {
				t.Fatalf("after %s: the images differ:\ngot  %+v\nwant %+v", name, restored.images(), plain.images())
			}
		}
	})
}
