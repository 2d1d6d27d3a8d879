package sandbox

import (
	"errors"
	"fmt"
	"math"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/recorder"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario"
	"github.com/vsrsim/vsrsim/simulator/internal/scenario/engine"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// WaitsImage is the calls that wait.
type WaitsImage struct {
	Waits []WaitImage
	// Traces has, for each, the rules that were asked and the records that it is about, as
	// a journal has them: calls share them.
	Traces recorder.JournalImage
}

// WaitImage is a call that waits: what it is, and what has come of it so far.
type WaitImage struct {
	Ordinal uint64
	Until   engine.Instant
	Phase   phase
	ID      string
	Call    CallImage
	Now     engine.Instant

	KeyKnown   bool
	AccountID  int64
	Preference PreferenceImage
	Decision   engine.DecisionImage
	Header     *engine.Image // of the scenarios that the call names; nil if it names none
	OfHeader   bool          // the decision is one of these

	Violations contract.ViolationsImage
	Misused    bool
	Hints      []contract.Hint
	Rule       string
	Fault      string
	Changed    bool
	Errors     exchange.ErrorForm
	CarriedOut bool
	NoRoom     bool
	Failure    string

	Differences []contract.Violation
	Response    ResponseImage // that waits to be sent
}

// PreferenceImage is the status that a call prefers.
type PreferenceImage struct {
	Given  bool
	Status int
	Text   string
}

// ResponseImage is an answer.
type ResponseImage struct {
	Status int
	Header http.Header
	Call   string
	Date   []string
	Body   []byte
	Fault  exchange.Fault
}

// CallImage is a call whose key works: no other waits.
type CallImage struct {
	Operation string
	Request   RequestImage
	Key       string
	Address   Address
	Scenarios []scenario.Hash
	Hints     []contract.Hint
	Body      Body
	Begun     uint64
	Served    bool
	Repaired  bool // what is served is what could be made of the request
}

// RequestImage is a request. What follows from it is not there.
type RequestImage struct {
	Method, Path string
	Params       exchange.Params
	Header       http.Header
	Source       string
	RawQuery     string
	MediaType    string
	Body         []byte
	Form         *exchange.FormImage
	HasJSON      bool // the body was decoded
}

// waitsImage is all calls that wait, as a value.
func (s *Sandbox) waitsImage() (image WaitsImage) {
	traces := waitTraces()
	for _, w := range s.waits.all() {
		image.Waits = append(image.Waits, s.waitImage(w))
		traces.Record(recorder.Entry{Call: journal.Call{ID: w.step.id}, Trace: w.step.trace, Facts: w.step.ruleInput.Facts})
	}
	if len(image.Waits) > 0 {
		image.Traces = traces.Image()
	}
	return image
}

// waitTraces is a journal that forgets nothing, for the traces of calls that wait.
func waitTraces() *recorder.Journal {
	return recorder.New(recorder.Settings{Entries: math.MaxInt32, Bytes: math.MaxInt})
}

func (s *Sandbox) waitImage(w *wait) WaitImage {
	c := w.step
	image := WaitImage{
		Ordinal: w.ordinal, Until: engine.InstantOf(w.until), Phase: w.phase, ID: c.id, Call: c.Call.image(), Now: engine.InstantOf(c.now),
		KeyKnown: c.keyKnown, AccountID: c.accountID,
		Preference: PreferenceImage{c.preference.given, c.preference.status, c.preference.text},
		Violations: c.violations.Image(), Misused: c.misused, Hints: c.hints,
		Rule: c.rule, Fault: c.fault, Changed: c.changed, Errors: c.errors,
		CarriedOut: c.carriedOut, NoRoom: c.noRoom, Differences: c.differences,
		Response: ResponseImage(c.response),
	}
	if c.headerEngine != nil {
		header := c.headerEngine.Image()
		image.Header = &header
	}
	if c.failure != nil {
		image.Failure = c.failure.Error()
	}
	of := s.engine
	if c.ofHeader {
		of, image.OfHeader = c.headerEngine, true
	}
	image.Decision = of.DecisionImage(c.decision)
	return image
}

func (c *Call) image() CallImage {
	image := CallImage{
		Operation: c.Operation.ID, Request: requestImage(c.Request), Key: c.Key, Address: c.Address, Hints: c.Hints,
		Body: c.Body, Begun: c.Begun, Served: c.Served != nil, Repaired: c.Served != nil && c.Served != c.Request,
	}
	for _, named := range c.Scenarios {
		image.Scenarios = append(image.Scenarios, named.Hash())
	}
	return image
}

func requestImage(r *exchange.Request) RequestImage {
	image := RequestImage{
		Method: r.Method, Path: r.Path, Params: r.Params, Header: r.Header, Source: r.Source, RawQuery: r.RawQuery,
		MediaType: r.MediaType, Body: r.Body, HasJSON: r.JSON != nil,
	}
	if r.Form != nil {
		form := r.Form.Image()
		image.Form = &form
	}
	return image
}

// restoreWaits lets the calls of an image wait in the sandbox.
func (s *Sandbox) restoreWaits(image WaitsImage, find scenario.ByHash) error {
	if len(image.Waits) == 0 {
		return nil
	}
	traces, err := image.Traces.Journal(recorder.Settings{Entries: math.MaxInt32, Bytes: math.MaxInt}, s.settings.Contract, find)
	if err != nil {
		return err
	}
	entries, _ := traces.Entries(journal.Filter{})
	if len(entries) != len(image.Waits) {
		return fmt.Errorf("the image has %d calls that wait, and what rules said of %d", len(image.Waits), len(entries))
	}
	operations, err := api.Operations(s.settings.Contract)
	if err != nil {
		return err
	}
	for i, w := range image.Waits {
		step, err := s.restoreStep(w, operations, find)
		if err != nil {
			return err
		}
		step.trace, step.ruleInput.Facts = entries[i].Trace, entries[i].Facts
		s.waits.keep(&wait{w.Ordinal, w.Until.Time(), w.Phase, step})
	}
	return nil
}

func (s *Sandbox) restoreStep(image WaitImage, operations []api.Operation, find scenario.ByHash) (*step, error) {
	call, err := image.Call.call(operations, find)
	if err != nil {
		return nil, err
	}
	c := &step{
		Call: call, box: s, now: image.Now.Time(), ordinal: image.Ordinal, id: image.ID,
		keyKnown: image.KeyKnown, accountID: image.AccountID,
		preference: preference{image.Preference.Given, image.Preference.Status, image.Preference.Text},
		outcome: outcome{
			violations: image.Violations.Violations(), misused: image.Misused, hints: image.Hints,
			rule: image.Rule, fault: image.Fault, changed: image.Changed, errors: image.Errors,
			carriedOut: image.CarriedOut, noRoom: image.NoRoom, differences: image.Differences,
		},
		next: image.Phase, until: image.Until.Time(), ofHeader: image.OfHeader,
	}
	c.response = exchange.Response(image.Response)
	if image.Failure != "" {
		c.failure = errors.New(image.Failure)
	}
	c.ruleInput = c.asRulesSeeIt()
	if image.Header != nil {
		if c.headerEngine, err = image.Header.Engine(s.settings.Contract, s.random.For("header"), find); err != nil {
			return nil, err
		}
	}
	of := s.engine
	if image.OfHeader {
		of = c.headerEngine
	}
	if of == nil {
		return nil, errors.New("a call of the image waits for a rule of a scenario that it does not name")
	}
	c.decision, err = of.Decision(image.Decision, find)
	return c, err
}

func (i CallImage) call(operations []api.Operation, find scenario.ByHash) (*Call, error) {
	call := &Call{Key: i.Key, Address: i.Address, Hints: i.Hints, Body: i.Body, Begun: i.Begun}
	for _, op := range operations {
		if op.ID == i.Operation {
			call.Operation = op
		}
	}
	if call.Operation.Operation == nil {
		return nil, fmt.Errorf("a call of the image is to %s, which the contract lacks", i.Operation)
	}
	call.Request = i.Request.request(call.Operation.Operation)
	switch {
	case i.Repaired:
		call.Served, _ = call.Operation.Repair(call.Request)
	case i.Served:
		call.Served = call.Request
	}
	for _, hash := range i.Scenarios {
		named, there := find(hash)
		if !there {
			return nil, fmt.Errorf("a call of the image names a scenario that is not there, with the SHA-256 %x", hash)
		}
		call.Scenarios = append(call.Scenarios, named)
	}
	return call, nil
}

func (i RequestImage) request(op *contract.Operation) *exchange.Request {
	r := &exchange.Request{
		Method: i.Method, Path: i.Path, Params: i.Params, Header: i.Header, Source: i.Source, RawQuery: i.RawQuery,
		MediaType: i.MediaType, Body: i.Body,
	}
	if i.RawQuery != "" {
		r.Query = exchange.ParseQuery(i.RawQuery)
	}
	switch {
	case i.Form != nil:
		r.Form = i.Form.Form()
		r.JSON = op.FormValue(r.MediaType, r.Form)
	case i.HasJSON:
		r.JSON, _ = exchange.DecodeJSON(i.Body) // which it was before
	}
	return r
}
