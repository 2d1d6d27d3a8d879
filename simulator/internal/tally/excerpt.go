package tally

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// What a report shows of calls at most, over all sandboxes.
const (
	maxShown      = 300
	maxShownBytes = 512 << 10 // of their JSON
)

// excerpt is the calls that a report names, each as it is shown. The first examples go
// before further ones: with them, each violation can be looked at.
type excerpt struct {
	calls []shownCall
	bytes int
}

// shownCall is a call as a text, of which each report makes a call of its own: what it
// hands out is its caller's.
type shownCall struct {
	name    string // sandbox/id
	text    string // a report.Call as JSON
	further bool
}

// newShown is a call as reports show it.
func newShown(e recorder.Entry, further bool) shownCall {
	text, err := json.Marshal(shortened(e.Plain()))
	if err != nil { // it is made of texts and numbers, and no probability is infinite
		panic(err)
	}
	return shownCall{e.Sandbox + "/" + e.ID, string(text), further}
}

// call is the call itself.
func (c shownCall) call() (call report.Call) {
	if err := json.Unmarshal([]byte(c.text), &call); err != nil { // it was made of one
		panic(err)
	}
	return call
}

// full tells whether no further example can be added.
func (x *excerpt) full() bool { return len(x.calls) >= maxShown || x.bytes >= maxShownBytes }

// add adds a call that is not there yet, if there is room for it.
func (x *excerpt) add(c shownCall) {
	if i := slices.IndexFunc(x.calls, func(other shownCall) bool { return other.text == c.text }); i >= 0 {
		x.calls[i].further = x.calls[i].further && c.further
		return
	}
	for x.lacksRoom(c) {
		i := lastFurther(x.calls)
		if c.further || i < 0 {
			return
		}
		x.bytes -= len(x.calls[i].text)
		x.calls = slices.Delete(x.calls, i, i+1)
	}
	x.bytes += len(c.text)
	x.calls = append(x.calls, c)
}

func (x *excerpt) lacksRoom(c shownCall) bool {
	return len(x.calls) >= maxShown || x.bytes+len(c.text) > maxShownBytes
}

func lastFurther(calls []shownCall) int {
	for i, c := range slices.Backward(calls) {
		if c.further {
			return i
		}
	}
	return -1
}

func (x *excerpt) addAll(calls []shownCall) {
	for _, c := range calls {
		x.add(c)
	}
}

// show takes the calls that a sandbox names out of its journal.
func (t *tally) show(e sandbox.Evidence) {
	if e.Journal == nil || !e.Named.Any() {
		return
	}
	for _, examples := range []struct {
		names   []string
		further bool
	}{{e.Named.First, false}, {e.Named.Further, true}} {
		if examples.further && t.excerpt.full() {
			return
		}
		wanted := map[string]bool{}
		for _, name := range examples.names {
			_, id, _ := strings.Cut(name, "/")
			wanted[id] = true
		}
		for _, entry := range e.Journal.Pick(wanted) {
			t.excerpt.add(newShown(entry, examples.further))
		}
	}
}

// reportShown puts those calls in that the report names in the end: checks that are in
// order may have given their place to others that are not. They are in the order of their
// sandboxes and times, since checks of sandboxes that have gone are judged when there is
// time.
func (t *tally) reportShown(r *report.Report) {
	named := namedIn(r)
	for _, c := range slices.SortedFunc(slices.Values(t.excerpt.calls), compareText) {
		if named[c.name] {
			r.ShownCalls = append(r.ShownCalls, c.call())
		}
	}
	slices.SortStableFunc(r.ShownCalls, func(a, b report.Call) int {
		return cmp.Or(cmp.Compare(a.Sandbox, b.Sandbox), a.Time.Compare(b.Time), cmp.Compare(a.Ordinal, b.Ordinal))
	})
}

func compareText(a, b shownCall) int { return cmp.Compare(a.text, b.text) }

// namedIn are the calls that a report names, by sandbox/id.
func namedIn(r *report.Report) map[string]bool {
	named := map[string]bool{}
	add := func(examples []string) {
		for _, name := range examples {
			named[name] = true
		}
	}
	for _, v := range r.Violations {
		add(v.Examples)
	}
	for _, h := range r.Hints {
		add(h.Examples)
	}
	for _, u := range r.Unsimulated {
		add(u.Examples)
	}
	add(r.OnPurpose.Examples)
	addEvidence := func(evidence []report.Evidence) {
		for _, e := range evidence {
			named[e.Sandbox+"/"+e.Call] = true
		}
	}
	for _, e := range r.Expectations {
		addEvidence(e.Evidence)
	}
	for _, c := range r.Checks {
		addEvidence(c.Evidence)
	}
	return named
}
