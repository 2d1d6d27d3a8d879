package recorder

import (
	"fmt"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// JournalImage is a journal as a plain value, for the images of sandboxes. The settings of
// the journal are not in it. Texts need not be UTF-8.
type JournalImage struct {
	Entries  []EntryImage // oldest first
	RuleSets engine.RuleSetsImage
	Vendors  []VendorImage // of the facts of the entries
	Reviews  []ReviewImage // of the facts of the entries
	Slots    int           // which count as memory, taken or not
	Dropped  uint64
}

// EntryImage is an Entry as a plain value.
type EntryImage struct {
	ID                string
	Ordinal           uint64
	Time              engine.Instant
	Came              engine.Instant
	Sandbox           string
	Operation         string
	Key               string
	Request           MessageImage
	Header            Header // of the request, sorted
	Told              bool
	Response          MessageImage
	Unsimulated       string
	Violations        []journal.Violation
	ViolationsOmitted int
	ViolationsAtLeast bool
	OnPurpose         bool
	AnswerChanged     bool
	Wrote             bool
	Hints             []journal.Hint
	Rule              string
	Fault             string
	Broken            bool
	Lost              bool
	Trace             engine.TraceImage
	Facts             FactsImage
}

// MessageImage is a message without the names that JSON has for it: with those, encoders
// leave out an empty list, which is not the same as none.
type MessageImage struct {
	Method    string
	Path      string
	Query     string
	Status    int
	Unsent    bool
	Header    map[string][]string
	Body      string
	Parts     []journal.Part
	Truncated []string
}

// Image is the journal as a value. It shares messages with the entries, so it must not be
// changed.
func (j *Journal) Image() JournalImage {
	image := JournalImage{Slots: len(j.entries.slots), Dropped: j.dropped}
	var traces engine.TraceImages
	var facts factsImages
	for i := range j.entries.n {
		e := &j.entries.at(i).Entry
		image.Entries = append(image.Entries, e.image(traces.Image(e.Trace), facts.image(e.Facts)))
	}
	image.RuleSets, image.Vendors, image.Reviews = traces.RuleSets, facts.vendors.images, facts.reviews.images
	return image
}

func (e *Entry) image(trace engine.TraceImage, facts FactsImage) EntryImage {
	return EntryImage{
		ID: e.ID, Ordinal: e.Ordinal, Time: engine.InstantOf(e.Time), Came: engine.InstantOf(e.Came), Sandbox: e.Sandbox, Operation: e.Operation, Key: e.Key,
		Request: MessageImage(e.Request), Header: e.Header.sorted(), Told: e.Told, Response: MessageImage(e.Response), Unsimulated: e.Unsimulated,
		Violations: e.Violations, ViolationsOmitted: e.ViolationsOmitted, ViolationsAtLeast: e.ViolationsAtLeast,
		OnPurpose: e.OnPurpose, AnswerChanged: e.AnswerChanged, Wrote: e.Wrote, Hints: e.Hints, Rule: e.Rule, Fault: e.Fault, Broken: e.Broken, Lost: e.Lost,
		Trace: trace, Facts: facts,
	}
}

// Journal is the journal that the image is of, with settings of its own. It fails if find
// does not find a scenario, or the image does not go with the scenarios and the contract. It
// shares messages with the image.
func (i JournalImage) Journal(settings Settings, c *contract.Contract, find scenario.ByHash) (*Journal, error) {
	j := New(settings)
	if n := len(i.Entries); i.Slots < n || i.Slots > 4*n+8 { // more room is given back
		return nil, fmt.Errorf("the journal of the image has %d entries in %d slots", n, i.Slots)
	}
	traces, err := i.RuleSets.Traces(c, find)
	if err != nil {
		return nil, err
	}
	facts, err := i.restoredFacts()
	if err != nil {
		return nil, err
	}
	j.dropped, j.entries.slots = i.Dropped, make([]*kept, i.Slots)
	for n := range i.Entries {
		e, err := i.Entries[n].entry(traces, facts)
		if err != nil {
			return nil, fmt.Errorf("the call %s: %w", i.Entries[n].ID, err)
		}
		e.mask = settings.Mask
		k := &kept{Entry: e, bytes: e.size()}
		k.Trace, j.bytes = j.shared.hold(k.Trace, j.bytes+k.bytes)
		j.entries.n++
		j.entries.set(n, k)
	}
	j.own = j.entries.n
	return j, nil
}

func (i *EntryImage) entry(traces engine.Traces, facts restoredFacts) (e Entry, err error) {
	e.Header, e.Told, e.Came = i.Header, i.Told, i.Came.Time()
	e.Call = journal.Call{
		ID: i.ID, Ordinal: i.Ordinal, Time: i.Time.Time(), Sandbox: i.Sandbox, Operation: i.Operation, Key: i.Key,
		Request: journal.Message(i.Request), Response: journal.Message(i.Response), Unsimulated: i.Unsimulated,
		Violations: i.Violations, ViolationsOmitted: i.ViolationsOmitted, ViolationsAtLeast: i.ViolationsAtLeast,
		OnPurpose: i.OnPurpose, AnswerChanged: i.AnswerChanged, Wrote: i.Wrote, Hints: i.Hints, Rule: i.Rule, Fault: i.Fault, Broken: i.Broken, Lost: i.Lost,
	}
	if e.Trace, err = traces.Trace(i.Trace); err != nil {
		return Entry{}, err
	}
	e.Facts, err = facts.of(i.Facts)
	return e, err
}
