package recorder_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

var began = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

// called is a call with that ordinal, a second after the one before.
func called(sandbox string, ordinal int) recorder.Entry {
	return recorder.Entry{Call: journal.Call{
		ID: fmt.Sprint(sandbox, "-", ordinal), Ordinal: uint64(ordinal), Sandbox: sandbox,
		Time: began.Add(time.Duration(ordinal) * time.Second), Request: journal.Message{Method: "GET", Path: fmt.Sprint("/", ordinal)},
	}}
}

func ids(entries []recorder.Entry) string {
	all := []string{}
	for _, e := range entries {
		all = append(all, e.ID)
	}
	return strings.Join(all, " ")
}

func TestTheNewestEntriesStay(t *testing.T) {
	j := recorder.New(recorder.Settings{Entries: 3, Bytes: 1 << 20})
	for ordinal := range 1000 {
		j.Record(called("a", ordinal))
		entries, dropped := j.Entries(journal.Filter{})
		want := []string{}
		for kept := max(0, ordinal-2); kept <= ordinal; kept++ {
			want = append(want, fmt.Sprint("a-", kept))
		}
		if got := ids(entries); got != strings.Join(want, " ") || int(dropped) != max(0, ordinal-2) || j.Len() != len(want) {
			t.Fatalf("%d: got %s and %d dropped", ordinal, got, dropped)
		}
	}
	if e, ok := j.Entry("a-998"); !ok || e.Ordinal != 998 {
		t.Errorf("got %v, %v", e, ok)
	}
	if _, ok := j.Entry("a-996"); ok {
		t.Error("a dropped entry is there")
	}
}

// What a journal takes grows and shrinks with what it holds.
func TestBytesAreBounded(t *testing.T) {
	const bound = 100_000
	j := recorder.New(recorder.Settings{Entries: 10_000, Bytes: bound})
	fill := func(n, size int) {
		for ordinal := range n {
			e := called("a", ordinal)
			e.Request.Body = strings.Repeat("x", size)
			if j.Record(e); j.Bytes() > bound {
				t.Fatalf("%d bytes: it takes %d", size, j.Bytes())
			}
		}
	}
	fill(1000, 0)
	small := j.Len()
	fill(1000, 20_000)
	if few := j.Len(); few < 3 || few > 5 {
		t.Errorf("got %d large entries", few)
	}
	fill(1000, 0)
	if again := j.Len(); small < 100 || again < small*4/5 {
		t.Errorf("got %d small entries, and %d after large ones", small, again)
	}
	j.Take()
	if j.Bytes() != 0 || j.Len() != 0 {
		t.Errorf("an empty journal takes %d", j.Bytes())
	}
}

// An entry that is larger than its journal is there all the same, and says what it
// lacks.
func TestAnEntryThatIsTooLargeIsStripped(t *testing.T) {
	j := recorder.New(recorder.Settings{Entries: 10, Bytes: 4000})
	for ordinal := range 3 {
		e := called("a", ordinal)
		e.Request.Body, e.Request.Query, e.Request.Header = strings.Repeat("x", 9000), "a=1", map[string][]string{"X": {"y"}}
		e.Violations = []contract.Violation{{Text: "must be smaller"}}
		j.Record(e)
	}
	entries, _ := j.Entries(journal.Filter{})
	got := entries[len(entries)-1]
	want := journal.Message{Method: "GET", Path: "/2", Truncated: []string{"query", "header", "body"}}
	if fmt.Sprint(got.Request) != fmt.Sprint(want) || got.ViolationsOmitted != 1 || j.Bytes() > 4000 {
		t.Errorf("got %+v, %d bytes", got, j.Bytes())
	}
}

func TestWhatIsKeptOfAMessage(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	header := http.Header{"X-Long": {long}, "A-Bad": {"a\xff\x00b"}, "Cookie": {"a=b"}, long: {"a"}}
	for i := range 200 {
		header[fmt.Sprintf("X-%03d", i)] = []string{"a"}
	}
	request := &exchange.Request{
		Method: long, Path: "/" + long, RawQuery: long, Header: header,
		Form: &exchange.Form{
			Fields: map[string][]string{long: {long}, "a": slices.Repeat([]string{"v"}, 200)},
			Files:  map[string][]exchange.File{"files": {{Name: long, ContentType: long}}},
		},
	}
	m := recorder.RequestMessage(request, recorder.Mask{}).Plain()
	if got := fmt.Sprint(m.Truncated); got != "[method path query header parts]" {
		t.Errorf("cut: got %s", got)
	}
	again := recorder.RequestMessage(request, recorder.Mask{}).Plain()
	if fmt.Sprint(m) != fmt.Sprint(again) {
		t.Error("what is kept differs from time to time")
	}
	if len(m.Path) > 4<<10 || len(m.Query) > 16<<10 || len(m.Header) > 100 || len(m.Parts) != 100 {
		t.Errorf("got %d, %d, %d, %d", len(m.Path), len(m.Query), len(m.Header), len(m.Parts))
	}
	if m.Header["A-Bad"][0] != "a\ufffd\x00b" || m.Header["Cookie"][0] != "***" || m.Header[long] != nil {
		t.Errorf("header: got %q", m.Header["A-Bad"])
	}
	if text := fmt.Sprint(m); !utf8.ValidString(text) {
		t.Error("it is not UTF-8")
	}
	small := recorder.RequestMessage(&exchange.Request{Method: "GET", Path: "/a", RawQuery: "b=1", Header: http.Header{"A": {"1", "2"}, "B": {}}}, recorder.Mask{}).Plain()
	if fmt.Sprint(small) != fmt.Sprint(journal.Message{Method: "GET", Path: "/a", Query: "b=1", Header: map[string][]string{"A": {"1", "2"}}}) {
		t.Errorf("got %v", small)
	}
}

func TestNewestOfSeveralJournals(t *testing.T) {
	journals := map[string]*recorder.Journal{}
	list := []*recorder.Journal{}
	for _, name := range []string{"b", "a", "c"} {
		journals[name] = recorder.New(recorder.Settings{Entries: 1000, Bytes: 1 << 20})
		list = append(list, journals[name])
	}
	for ordinal := range 4 {
		journals["a"].Record(called("a", ordinal))
		journals["b"].Record(called("b", ordinal))
	}
	for _, row := range []struct {
		filter  journal.Filter
		skip    int
		limit   int
		want    string
		matched int
	}{
		{journal.Filter{}, 0, 1, "b-3", 8},
		{journal.Filter{}, 0, 3, "b-2 a-3 b-3", 8},
		{journal.Filter{}, 1, 2, "b-2 a-3", 8},
		{journal.Filter{}, 6, 5, "a-0 b-0", 8},
		{journal.Filter{}, 9, 5, "", 8},
		{journal.Filter{}, 0, -1, "a-0 b-0 a-1 b-1 a-2 b-2 a-3 b-3", 8},
		{journal.Filter{}, 0, 0, "", 8},
		{journal.Filter{Path: "/2"}, 0, 1, "b-2", 2},
		{journal.Filter{Path: "/2"}, 1, 1, "a-2", 2},
		{journal.Filter{Path: "/9"}, 0, 1, "", 0},
		{journal.Filter{Until: began.Add(2 * time.Second)}, 0, 3, "b-0 a-1 b-1", 4},
	} {
		entries, matched, _ := recorder.Newest(list, row.filter, row.skip, row.limit)
		if got := ids(entries); got != row.want || matched != row.matched {
			t.Errorf("%+v, %d: got %s and %d, want %s and %d", row.filter, row.limit, got, matched, row.want, row.matched)
		}
	}
}

// A sandbox whose clock is set back has the newest call all the same.
func TestNewestIsWhatCameLast(t *testing.T) {
	j, frozen := recorder.New(recorder.Settings{Entries: 9, Bytes: 1 << 20}), recorder.New(recorder.Settings{Entries: 9, Bytes: 1 << 20})
	for i := range 3 {
		later := called("later", 100+i)
		later.Came = began.Add(time.Duration(2*i) * time.Second)
		j.Record(later)
		earlier := called("earlier", i)
		earlier.Came = later.Came.Add(time.Second)
		frozen.Record(earlier)
	}
	entries, _, _ := recorder.Newest([]*recorder.Journal{j, frozen}, journal.Filter{}, 0, 3)
	if got := ids(entries); got != "earlier-1 later-102 earlier-2" {
		t.Errorf("got %s", got)
	}
}

// A question for one call of many costs what one call costs.
func TestOneCallOfManyIsNotACopyOfAll(t *testing.T) {
	j := recorder.New(recorder.Settings{Entries: 10_000, Bytes: 64 << 20})
	for ordinal := range 10_000 {
		j.Record(called("a", ordinal))
	}
	for name, ask := range map[string]func(){
		"newest": func() { j.Newest(journal.Filter{}, 0, 1) },
		"merged": func() { recorder.Newest([]*recorder.Journal{j, j}, journal.Filter{}, 0, 1) },
		"count":  func() { j.Count(journal.Filter{Method: "GET"}) },
	} {
		if allocs := testing.AllocsPerRun(10, ask); allocs > 12 {
			t.Errorf("%s: %v allocations", name, allocs)
		}
	}
}

// A copy never changes, so that it is read without the lock of the sandbox. The race
// detector finds what is written to it.
func TestReadingACopyWhileRecording(t *testing.T) {
	j := recorder.New(recorder.Settings{Entries: 50, Bytes: 1 << 20})
	for ordinal := range 60 {
		j.Record(called("a", ordinal))
	}
	copied := j.Copy()
	read := func() string {
		entries, matched, dropped := copied.Newest(journal.Filter{Path: "/"}, 0, 20)
		return fmt.Sprint(entries, matched, dropped, copied.Len(), copied.Bytes())
	}
	before := read()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ordinal := 60; ordinal < 500; ordinal++ {
			j.Record(called("a", ordinal))
			j.Undelivered(fmt.Sprint("a-", ordinal-55), false) // mostly dropped, and in the copy
			j.Undelivered(fmt.Sprint("a-", ordinal-5), true)
			if ordinal%100 == 99 {
				j.Take()
			}
		}
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		if after := read(); after != before {
			t.Fatalf("got %s\nwant %s", after, before)
		}
	}
}

func TestCoverageIsBounded(t *testing.T) {
	var c recorder.Coverage
	long := strings.Repeat("x", 64<<10)
	for i := range 2000 {
		key := fmt.Sprint("key-", i)
		c.Note(recorder.Observation{Key: key, Call: "a/b", Violations: []contract.Violation{{Text: fmt.Sprint(i, long), Pointer: long + key}}})
	}
	violations, omitted := c.Violations()
	bytes := 0
	for _, v := range violations {
		bytes += len(v.Value.Text) + len(v.Value.Pointer)
	}
	if bytes > 256<<10 || len(violations)+omitted != 2000 || len(violations) < 50 {
		t.Errorf("got %d violations with %d bytes, %d omitted", len(violations), bytes, omitted)
	}
	if keys := len(c.Keys()); keys != 1000 || c.Calls().All != 2000 {
		t.Errorf("got %d keys, %d calls", keys, c.Calls().All)
	}
}
