package fault

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/yamlfile"
)

// kind is one thing that can go wrong. What a kind leaves out does not concern it.
type kind struct {
	// word is what a file calls it, and docs/faults.md in a heading. The field of Fault
	// with this word has its form in a file, and its help.
	word string
	// given tells whether a fault has it.
	given func(f *Fault) bool
	// about is what it is for people, if the word is not enough.
	about func(f *Fault) string

	// lint notes what is wrong with its value; at is the path of the fault.
	lint func(l *yamlfile.Linter, f *Fault, rule RuleContext, at string)
	// apart are the kinds that make no sense beside it.
	apart []apart
	// inAnswer tells that it needs an answer, which a connection that ends brings none of.
	inAnswer bool

	// compile makes its value ready.
	compile func(e *Effect)
	// replaces tells whether nothing is left of the operation's answer, so that in the
	// phase before the operation is not carried out.
	replaces func(f *Fault) bool
	// changes tells that the answer becomes another message, which need not fit the
	// contract.
	changes bool
	// shape changes the answer that goes out; kinds do it in the order of the table.
	shape func(e *Effect, s *shaping)
	// wire says how the answer goes out, with everything random in it drawn.
	wire func(e *Effect, draw Draw, out *exchange.Fault)
}

// apart is kinds that do not go with another, and why.
type apart struct {
	only  func(f *Fault) bool // nil is always
	words []string
	why   string
}

// kinds are all kinds of fault, in the order of docs/faults.md. Who adds one adds a row
// here, a field of Fault, and a heading there; tests compare the three. What goes
// wrong on the wire is acted out by fault.go of server, by what wire said.
var kinds = []kind{
	{
		word: "status", given: func(f *Fault) bool { return f.Status != 0 },
		about: func(f *Fault) string { return fmt.Sprint("status ", f.Status) },
		lint:  lintStatus, inAnswer: true,
		replaces: always, changes: true, shape: shapeStatus,
	},
	{
		word: "body", given: func(f *Fault) bool { return f.Body.Set },
		lint: lintBody, inAnswer: true, apart: []apart{{words: []string{"patch"}, why: "a body that is given needs no patch"}},
		compile: compileBody, replaces: always, changes: true, shape: shapeBody,
	},
	{
		word: "headers", given: func(f *Fault) bool { return len(f.Headers) > 0 },
		lint: lintHeaders, inAnswer: true,
		shape: shapeHeaders,
	},
	{
		word: "patch", given: func(f *Fault) bool { return f.Patch != nil }, inAnswer: true,
		compile: func(e *Effect) { e.patch = encoded(e.Patch) }, changes: true, shape: shapePatch,
	},
	{
		word: "retryAfter", given: func(f *Fault) bool { return f.RetryAfter != nil },
		lint: lintRetryAfter, inAnswer: true,
		shape: func(e *Effect, s *shaping) { s.ownHeader().Set("Retry-After", e.RetryAfter.header(s.now, s.window)) },
	},
	{
		word: "delay", given: func(f *Fault) bool { return f.Delay != nil }, // acted out before there is an answer
		lint: lintDelay,
	},
	{
		word: "bandwidth", given: func(f *Fault) bool { return f.Bandwidth != nil },
		lint: lintBandwidth, inAnswer: true, apart: []apart{{words: []string{"drip"}, why: "both say how fast the body goes out"}},
		wire: func(e *Effect, _ Draw, out *exchange.Fault) {
			if e.Bandwidth.PerSecond != nil {
				out.Bandwidth = int64(*e.Bandwidth.PerSecond)
			}
		},
	},
	{
		word: "drip", given: func(f *Fault) bool { return f.Drip != nil },
		lint: lintDrip, inAnswer: true,
		wire: wireDrip,
	},
	{
		word: "chunked", given: func(f *Fault) bool { return f.Chunked }, inAnswer: true,
		wire: func(_ *Effect, _ Draw, out *exchange.Fault) { out.Chunked = true },
	},
	{
		word: "truncate", given: func(f *Fault) bool { return f.Truncate != nil },
		wire: func(e *Effect, _ Draw, out *exchange.Fault) { out.Truncate = exchange.Amount(*e.Truncate) },
	},
	{
		word: "garbage", given: func(f *Fault) bool { return f.Garbage != "" },
		about: func(f *Fault) string { return "garbage " + string(f.Garbage) },
		lint: func(l *yamlfile.Linter, f *Fault, _ RuleContext, at string) {
			l.RefuseUnlessOneOf(at+".garbage", string(f.Garbage), GarbageWords)
		},
		inAnswer: true,
		apart: []apart{
			{words: []string{"body", "patch", "truncate"}, why: "nothing is left of the body"},
			{noHTTP, []string{"status", "headers", "retryAfter"}, "there is no HTTP to carry it"},
			{endsConnection, []string{"bandwidth", "drip", "chunked", "connection"}, "the garbage goes out at once and ends the connection"},
		},
		replaces: noHTTP,
		wire: func(e *Effect, draw Draw, out *exchange.Fault) {
			out.Garbage, out.Noise = e.Garbage, noise(draw("garbage"))
		},
	},
	{
		word: "connection", given: func(f *Fault) bool { return f.Connection != "" },
		about: func(f *Fault) string { return "connection " + string(f.Connection) },
		lint: func(l *yamlfile.Linter, f *Fault, _ RuleContext, at string) {
			l.RefuseUnlessOneOf(at+".connection", string(f.Connection), ConnectionWords)
		},
		replaces: noAnswer,
		wire:     func(e *Effect, _ Draw, out *exchange.Fault) { out.Connection = e.Connection },
	},
	{
		word: "cut", given: func(f *Fault) bool { return f.AbortUpload != nil },
		lint: lintAbortUpload,
		apart: []apart{{
			words: []string{"patch", "truncate", "drip", "bandwidth", "chunked", "garbage"},
			why:   "a cut request is answered with a status, or its connection ends",
		}},
		compile: func(e *Effect) {
			if e.Status == 0 && e.Connection == "" {
				e.Connection = exchange.ConnectionReset
			}
		},
		replaces: always,
	},
}

func always(*Fault) bool { return true }

// noAnswer tells whether the connection ends without an answer.
func noAnswer(f *Fault) bool { return f.Connection != "" && f.Truncate == nil }

func noHTTP(f *Fault) bool { return f.Garbage == exchange.GarbageConnection }

func endsConnection(f *Fault) bool { return noHTTP(f) || f.Garbage == exchange.GarbageChunk }

// given are the kinds that a normalized fault has.
func (f *Fault) given() []*kind {
	var all []*kind
	for i := range kinds {
		if kinds[i].given(f) {
			all = append(all, &kinds[i])
		}
	}
	return all
}

// words are what a file calls the kinds that a normalized fault has.
func (f *Fault) words() []string {
	var words []string
	for _, k := range f.given() {
		words = append(words, k.word)
	}
	return words
}

// String is what goes wrong, for people: "status 412", "delay, connection reset".
func (f Fault) String() string {
	normal, _ := f.normalized()
	words := normal.words()
	for i, k := range normal.given() {
		if k.about != nil {
			words[i] = k.about(&normal)
		}
	}
	return strings.Join(words, ", ")
}

func shapeStatus(e *Effect, s *shaping) {
	if s.ofStatus.Status == 0 {
		s.answer.Status = e.Status
		return
	}
	header := s.answer.Header
	s.answer = s.ofStatus
	s.answer.Header = header
}

func compileBody(e *Effect) {
	if text, isText := e.Body.Value.(string); isText {
		e.body, e.contentType = []byte(text), "text/plain; charset=utf-8"
	} else {
		e.body, e.contentType = encoded(e.Body.Value), exchange.ContentTypeJSON
	}
}

func shapeBody(e *Effect, s *shaping) {
	s.answer.Body = e.body
	s.ownHeader().Set("Content-Type", e.contentType)
}

// shapeHeaders knows that a header without values is not sent.
func shapeHeaders(e *Effect, s *shaping) {
	header := s.ownHeader()
	for name, value := range e.Headers {
		if value == "" {
			header[http.CanonicalHeaderKey(name)] = nil
		} else {
			header.Set(name, value)
		}
	}
}

// shapePatch changes a body that is an object, or was given by the same rule.
func shapePatch(e *Effect, s *shaping) {
	if patched, err := jsonpatch.MergePatch(s.answer.Body, e.patch); err == nil {
		s.answer.Body = patched
	}
}

// wait is how long the client is told to wait, in either form.
func (r *RetryAfter) wait() Wait {
	if r.Date != nil {
		return *r.Date
	}
	return *r.Seconds
}

// header is the value of the header, rounded up (A76): who waits for less meets the fault
// again.
func (r *RetryAfter) header(now time.Time, window time.Duration) string {
	wait := r.wait().Fixed
	if r.wait().Window {
		wait = window
	}
	if r.Date != nil {
		return now.Add(wait + time.Second - 1).Truncate(time.Second).UTC().Format(http.TimeFormat)
	}
	return fmt.Sprint(int64((wait + time.Second - 1) / time.Second))
}

func wireDrip(e *Effect, draw Draw, out *exchange.Fault) {
	out.Drip = exchange.Drip{Bytes: e.Drip.Bytes, Every: time.Duration(e.Drip.Every), Vary: e.Drip.vary}
	if out.Drip.Vary > 0 {
		out.Drip.Seed = draw("drip")
	}
}

// GarbageWords and ConnectionWords are what a file may say of garbage and connection.
var (
	GarbageWords = []string{
		string(exchange.GarbageBody), string(exchange.GarbageChunk), string(exchange.GarbageConnection),
	}
	ConnectionWords = []string{
		string(exchange.ConnectionReset), string(exchange.ConnectionClose), string(exchange.ConnectionHang),
	}
)

// excluded are the pairs of kinds of a normalized fault that do not go together, and why.
func (f *Fault) excluded(visit func(word, other, why string)) {
	given := f.words()
	for _, k := range f.given() {
		for _, a := range k.apart {
			if a.only != nil && !a.only(f) {
				continue
			}
			for _, other := range a.words {
				if slices.Contains(given, other) {
					visit(k.word, other, a.why)
				}
			}
		}
		if k.inAnswer && noAnswer(f) {
			visit("connection", k.word, "no answer is sent; with truncate the connection ends after a part of it")
		}
	}
}
