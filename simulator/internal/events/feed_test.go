package events

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/vsrsim/vsrsim/simulator/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, time.November, 22, 12, 0, 0, 0, time.UTC)

func newFeed() *Feed { return New(func() time.Time { return noon }) }

// publish publishes a call for each sandbox that is named.
func (f *Feed) publish(sandboxes ...string) {
	for _, name := range sandboxes {
		f.Publish(journal.Event{Time: noon, Sandbox: name, Data: journal.CallEvent{ID: name}})
	}
}

// taken is what a reader gets, as "2 a" for a call of the sandbox a, and "3 missed 2".
func taken(r *Reader) (texts []string) {
	for {
		events := r.Take()
		if len(events) == 0 {
			return texts
		}
		for _, e := range events {
			what := e.Sandbox
			if missed, is := e.Data.(journal.MissedEvent); is {
				what = "missed ?"
				if missed.Events != nil {
					what = fmt.Sprint("missed ", *missed.Events)
				}
			}
			texts = append(texts, fmt.Sprint(e.ID, " ", what))
		}
	}
}

func want(t *testing.T, r *Reader, texts ...string) {
	t.Helper()
	if got := taken(r); !slices.Equal(got, texts) {
		t.Errorf("got %q, want %q", got, texts)
	}
}

func id(n uint64) *uint64 { return &n }

// all chooses all events.
var all journal.EventFilter

func TestNothingIsKeptWhileNobodyReads(t *testing.T) {
	var none *Feed
	f := newFeed()
	if none.Live() || f.Live() {
		t.Error("it is live, and nobody reads")
	}
	f.publish("a")
	first := f.Follow(all, nil)
	defer first.Close()
	f.publish("b")
	want(t, first, "1 b")
}

func TestReadersChoose(t *testing.T) {
	f := newFeed()
	of := func(filter journal.EventFilter) *Reader {
		r := f.Follow(filter, nil)
		t.Cleanup(r.Close)
		return r
	}
	box, types := of(journal.EventFilter{Sandbox: "b"}), of(journal.EventFilter{Types: []journal.EventType{journal.EventReport, journal.EventHint}})
	f.publish("a", "b")
	f.Tell(journal.ReportEvent{Change: journal.ChangeRestarted})
	f.publish("a", "b")
	want(t, box, "2 b", "5 b")
	want(t, types, "3 ")
	if box.Last() != 5 || types.Last() != 5 {
		t.Errorf("they go on after %d and %d", box.Last(), types.Last())
	}
}

func TestReadersGoOn(t *testing.T) {
	f := newFeed()
	first := f.Follow(all, id(0))
	want(t, first)
	f.publish("a", "b")
	first.Close()
	first.Close()  // once more is fine
	f.publish("c") // is kept for a while
	for _, row := range []struct {
		after uint64
		want  []string
	}{
		{0, []string{"1 a", "2 b", "3 c"}},
		{2, []string{"3 c"}},
		{3, nil},
		{4, []string{"0 missed ?", "1 a", "2 b", "3 c"}}, // of another simulator
		{1<<64 - 1, []string{"0 missed ?", "1 a", "2 b", "3 c"}},
	} {
		r := f.Follow(all, &row.after)
		want(t, r, row.want...)
		r.Close()
	}
	r := f.Follow(all, nil)
	want(t, r)
	r.Close()
}

// Once nothing was kept for a time, nobody knows what has happened meanwhile.
func TestWhatWasNotKeptIsMissed(t *testing.T) {
	f := newFeed()
	first := f.Follow(all, nil)
	f.publish("a")
	first.Close()
	f.letGo(f.quit)
	if f.Live() {
		t.Fatal("it is live, and nobody reads")
	}
	f.publish("b")
	second := f.Follow(all, nil)
	began := second.Last()
	f.publish("c")
	want(t, second, "3 c")
	second.Close()
	for after, texts := range map[uint64][]string{
		0: {"2 missed ?", "3 c"}, 1: {"2 missed ?", "3 c"}, began: {"3 c"}, 3: nil,
	} {
		r := f.Follow(all, &after)
		want(t, r, texts...)
		r.Close()
	}
}

// A reader that comes in time keeps what is there, whatever the clock of those that have
// gone does.
func TestAReaderThatComesBackKeepsTheEvents(t *testing.T) {
	f := newFeed()
	first := f.Follow(all, nil)
	f.publish("a")
	first.Close()
	old := f.quit
	second := f.Follow(all, id(0))
	f.letGo(old)
	want(t, second, "1 a")
	second.Close()
	f.letGo(old)
	if !f.Live() {
		t.Error("the time of the first reader has ended that of the second")
	}
}

func TestASlowReaderMissesTheOldest(t *testing.T) {
	f := newFeed()
	slow, other := f.Follow(all, nil), f.Follow(journal.EventFilter{Sandbox: "z"}, nil)
	defer slow.Close()
	defer other.Close()
	f.publish("a", "b")
	if got := slow.Take(); len(got) != 2 {
		t.Fatalf("got %d", len(got))
	}
	for range maxEvents + 5 {
		f.publish("c")
	}
	got := taken(slow)
	if len(got) != 1+maxEvents || got[0] != "7 missed 5" || got[1] != "8 c" || got[maxEvents] != fmt.Sprint(maxEvents+7, " c") {
		t.Errorf("got %d: %q", len(got), got[:2])
	}
	want(t, other, "7 missed 7") // also if it may have been none for it
	resumed := f.Follow(all, id(3))
	defer resumed.Close()
	if got := taken(resumed); got[0] != "7 missed 4" || len(got) != 1+maxEvents {
		t.Errorf("got %d: %q", len(got), got[:2])
	}
}

func TestTheMemoryOfEventsIsBounded(t *testing.T) {
	f := newFeed()
	r := f.Follow(all, nil)
	defer r.Close()
	long := strings.Repeat("<", 4<<10) // which is six bytes in JSON
	for range maxEvents / 2 {
		f.Publish(journal.Event{Data: journal.ViolationEvent{Violation: journal.Violation{Text: long, Fix: long}}})
	}
	ring := f.ring.Load()
	bytes, n := 0, 0
	for i := range ring.slots {
		if e := ring.slots[i].Load(); e != nil {
			n++
			bytes += len(e.Text()) + 2*len(long)
		}
	}
	if ring.bytes > maxBytes || bytes > maxBytes || bytes < maxBytes/2 || uint64(n) != ring.next.Load()-ring.first.Load() {
		t.Errorf("%d events take %d, counted are %d", n, bytes, ring.bytes)
	}
	if got := taken(r); got[0] != fmt.Sprintf("%d missed %d", maxEvents/2-n, maxEvents/2-n) || len(got) != n+1 {
		t.Errorf("got %d, %s; %d are kept", len(got), got[0], n)
	}
}

// An event that alone is larger than all that is kept is kept all the same.
func TestTheNewestEventIsKept(t *testing.T) {
	f := newFeed()
	r := f.Follow(all, nil)
	defer r.Close()
	f.publish("a")
	f.Publish(journal.Event{Sandbox: "b", Data: journal.CallEvent{Path: strings.Repeat("x", maxBytes)}})
	want(t, r, "1 missed 1", "2 b")
}

func TestReadersWake(t *testing.T) {
	f := newFeed()
	const readers, events = 20, 2000
	done := make(chan []string)
	for range readers {
		r := f.Follow(all, nil)
		go func() {
			defer r.Close()
			var got []string
			for len(got) < events {
				<-r.Turn()
				for _, e := range r.Take() {
					got = append(got, e.Sandbox)
				}
				r.Rest()
			}
			done <- got
		}()
	}
	var names []string
	for i := range events {
		names = append(names, fmt.Sprint(i))
		f.publish(names[i])
	}
	for range readers {
		if got := <-done; !slices.Equal(got, names) {
			t.Errorf("got %d, the first is %s", len(got), got[0])
		}
	}
}

// A reader that does not come to the end of its turn, as its client is slow, keeps nobody
// from reading.
func TestASlowReaderHoldsUpNobody(t *testing.T) {
	f := newFeed()
	slow, other := f.Follow(all, nil), f.Follow(all, nil)
	defer slow.Close()
	defer other.Close()
	for i := range uint64(3) {
		f.publish("a")
		if i == 0 {
			<-slow.Turn()
		}
		<-other.Turn()
		want(t, other, fmt.Sprint(i+1, " a"))
		other.Rest()
	}
	slow.Rest()
	<-slow.Turn()
	want(t, slow, "1 a", "2 a", "3 a")
}

// Readers that come while the last one leaves get their turns.
func TestReadersComeWhileTheLastOneLeaves(t *testing.T) {
	for round := range 120 {
		f := newFeed()
		last := f.Follow(all, nil)
		stop := make(chan struct{})
		var publisher sync.WaitGroup
		publisher.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					f.publish("x")
				}
			}
		})
		<-last.Turn()
		last.Take()
		last.Close()
		readers := make([]*Reader, 6)
		for i := range readers {
			readers[i] = f.Follow(all, nil)
		}
		for _, r := range readers {
			for range 3 {
				select {
				case <-r.Turn():
				case <-time.After(time.Minute): // a bound for a machine that does much else
					t.Fatalf("in round %d, a reader gets no turn any more", round)
				}
				r.Take()
				r.Rest()
			}
		}
		close(stop)
		publisher.Wait()
		for _, r := range readers {
			r.Close()
		}
		f.End()
	}
}

// Readers that find something missing while others publish lose nothing else.
func TestReadersAndPublishersGoBesideEachOther(t *testing.T) {
	f := newFeed()
	const events = 5 * maxEvents
	done := make(chan string)
	for range 4 {
		r := f.Follow(all, nil)
		go func() {
			defer r.Close()
			last, missed := uint64(0), uint64(0)
			for last < events {
				<-r.Turn()
				taken := r.Take()
				r.Rest()
				for _, e := range taken {
					if gap, is := e.Data.(journal.MissedEvent); is {
						missed += *gap.Events
						last += *gap.Events
					} else {
						last++
					}
					if e.ID != last {
						done <- fmt.Sprintf("got %d after %d, %d are missed", e.ID, last, missed)
						return
					}
				}
			}
			done <- ""
		}()
	}
	for range 2 {
		go func() {
			for range events / 2 {
				f.publish("a")
			}
		}()
	}
	for range 4 {
		if wrong := <-done; wrong != "" {
			t.Error(wrong)
		}
	}
}

func TestTheEnd(t *testing.T) {
	f := newFeed()
	r, other := f.Follow(all, nil), f.Follow(all, nil)
	other.Close()
	f.publish("a")
	f.End()
	f.End()
	f.publish("b")
	if r.Ended().Err() == nil || f.Live() {
		t.Error("it goes on")
	}
	r.Close()
	late := f.Follow(all, id(0))
	if late.Ended().Err() == nil {
		t.Error("it goes on")
	}
	late.Close()
	f.letGo(f.quit)
}

// Each type of event has a text, in one line, and takes no more memory than is counted.
func TestEveryTypeHasAText(t *testing.T) {
	long := strings.Repeat("<\n\u2028", 100) + strings.Repeat("<", 500)
	for _, data := range []journal.EventData{
		journal.CallEvent{ID: "1", Path: long, Fault: long, Rule: long, Method: "GET", Operation: "performSecurityReviewAction"}, journal.RuleEvent{Call: "1", Rule: long, Fault: long},
		journal.ViolationEvent{Call: "1", Violation: journal.Violation{Text: long, Fix: long, Pointer: long, Name: long}},
		journal.HintEvent{Call: "1", Hint: journal.Hint{Text: long, Fix: long, Name: long}},
		journal.SandboxEvent{Change: journal.ChangeMade}, journal.ClockEvent{Mode: "frozen", Now: noon}, journal.WaitEvent{Call: "1", Rule: long, Fault: long}, journal.ScenarioEvent{Scenario: strings.Repeat("x", 64)},
		journal.WorldEvent{}, journal.CheckpointEvent{Checkpoint: strings.Repeat("x", 64)}, journal.JournalEvent{}, journal.ReportEvent{}, journal.MissedEvent{},
	} {
		e := &Event{Event: journal.Event{ID: 7, Time: noon, Sandbox: "s", Data: data}}
		head := fmt.Sprintf("id: 7\nevent: %s\ndata: {\"time\":\"2026-11-22T12:00:00Z\",\"sandbox\":\"s\",\"", data.Type())
		text := string(e.Text())
		if body, ok := strings.CutPrefix(text, head); !ok || !strings.HasSuffix(body, "}\n\n") || strings.Count(body, "\n") != 2 {
			t.Errorf("%T: got %q", data, text)
		}
		if more := 200; len(text)+more > e.size() { // beside the text
			t.Errorf("%T: counted are %d bytes, the text alone has %d", data, e.size(), len(text))
		}
		if name := strings.ToLower(strings.TrimSuffix(reflect.TypeOf(data).Name(), "Event")); name != string(data.Type()) {
			t.Errorf("%T is of the type %s", data, data.Type())
		}
	}
}

// A program may set a clock to a year that JSON has no form for.
func TestAnEventAtNoTimeHasNoText(t *testing.T) {
	e := &Event{Event: journal.Event{Time: noon.AddDate(10_000, 0, 0), Data: journal.WorldEvent{}}}
	if text := e.Text(); len(text) > 0 {
		t.Errorf("got %q", text)
	}
}
