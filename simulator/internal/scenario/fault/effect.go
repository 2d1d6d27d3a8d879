package fault

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// given are the fields of a fault in our words that are set, by their names in
// a file.
func (f Fault) given() []string {
	var names []string
	add := func(name string, given bool) {
		if given {
			names = append(names, name)
		}
	}
	add("status", f.Status != 0)
	add("body", f.Body.Set)
	add("headers", len(f.Headers) > 0)
	add("patch", f.Patch != nil)
	add("retryAfter", f.RetryAfter != nil)
	add("delay", f.Delay != nil)
	add("bandwidth", f.Bandwidth != nil)
	add("drip", f.Drip != nil)
	add("chunked", f.Chunked)
	add("truncate", f.Truncate != nil)
	add("garbage", f.Garbage != "")
	add("connection", f.Connection != "")
	add("cut", f.Cut != nil)
	return names
}

// Effect is a fault that is ready to act, in our words.
type Effect struct {
	Fault
	body        []byte
	contentType string
	patch       []byte
}

func (f Fault) Compile() *Effect {
	ours, _ := f.inOurWords()
	if ours.Cut != nil && ours.Status == 0 && ours.Connection == "" {
		ours.Connection = exchange.ConnectionReset
	}
	e := &Effect{Fault: ours, contentType: exchange.ContentTypeJSON}
	if text, isText := ours.Body.Value.(string); isText {
		e.body, e.contentType = []byte(text), "text/plain; charset=utf-8"
	} else if ours.Body.Set {
		e.body = encoded(ours.Body.Value)
	}
	if ours.Patch != nil {
		e.patch = encoded(ours.Patch)
	}
	return e
}

// encoded is a value of a file as JSON, the same bytes each time.
func encoded(value any) []byte {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil { // it is made of text, numbers, lists and mappings
		panic(err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n"))
}

// Replaces tells whether a fault leaves nothing of the real answer, so that
// before the operation it is not carried out.
func (e *Effect) Replaces() bool {
	return e.Status != 0 || e.Body.Set || e.Cut != nil || e.Garbage == exchange.GarbageConnection ||
		e.Connection != "" && e.Truncate == nil
}

// Changes tells whether the fault makes another message of an answer, which
// then need not fit the contract.
func (e *Effect) Changes() bool { return e.Status != 0 || e.Body.Set || e.patch != nil }

// Shape makes the answer that goes out of the real one. standard is the API's
// own answer with a status.
func (e *Effect) Shape(real exchange.Response, standard func(status int) exchange.Response) exchange.Response {
	shaped := real
	switch {
	case e.Body.Set:
		shaped.Body = e.body
		if e.Status != 0 {
			shaped.Status = e.Status
		}
	case e.Status >= http.StatusBadRequest || e.Status != 0 && real.Status == 0:
		shaped = standard(e.Status)
	case e.Status != 0:
		shaped.Status = e.Status
	}
	if e.patch != nil {
		// The body of an answer is an object, or was given by the same rule.
		if patched, err := jsonpatch.MergePatch(shaped.Body, e.patch); err == nil {
			shaped.Body = patched
		}
	}
	shaped.Header = e.header(real.Header)
	return shaped
}

// header is nil if there is nothing to change. A header without values is not
// sent.
func (e *Effect) header(real http.Header) http.Header {
	if len(e.Headers) == 0 && !e.Body.Set {
		return real
	}
	header := real.Clone()
	if header == nil {
		header = http.Header{}
	}
	if e.Body.Set {
		header.Set("Content-Type", e.contentType)
	}
	for name, value := range e.Headers {
		if value == "" {
			header[http.CanonicalHeaderKey(name)] = nil
		} else {
			header.Set(name, value)
		}
	}
	return header
}

// OnWire is the fault on the wire, with what is random in it drawn.
func (e *Effect) OnWire(draw func(purpose string) uint64) exchange.Fault {
	fault := exchange.Fault{Chunked: e.Chunked, Garbage: e.Garbage, Connection: e.Connection}
	if e.Bandwidth != nil && e.Bandwidth.PerSecond != nil {
		fault.Bandwidth = int64(*e.Bandwidth.PerSecond)
	}
	if e.Drip != nil {
		fault.Drip = exchange.Drip{Bytes: e.Drip.Bytes, Every: time.Duration(e.Drip.Every), Vary: e.Drip.vary}
		if fault.Drip.Vary > 0 {
			fault.Drip.Seed = draw("drip")
		}
	}
	if e.Truncate != nil {
		fault.Truncate = exchange.Amount(*e.Truncate)
	}
	if e.Garbage != "" {
		fault.Noise = noise(draw("garbage"))
	}
	return fault
}

// noiseSize is enough to be seen and little enough to be looked at.
const noiseSize = 256

func noise(seed uint64) []byte {
	random := rand.New(rand.NewPCG(seed, 0))
	garbage := make([]byte, noiseSize)
	for i := range garbage {
		garbage[i] = byte(random.Uint32())
	}
	garbage[0] |= 0x80 // neither JSON nor HTTP nor a chunk begins like this
	return garbage
}

// Wait is how long an answer is delayed, with what is random in it drawn.
func (d *Delay) Wait(draw func(purpose string) uint64) time.Duration {
	switch {
	case d == nil:
		return 0
	case d.Fixed != nil:
		return time.Duration(*d.Fixed)
	case d.Uniform != nil:
		shortest, longest := d.Uniform.bounds()
		return shortest + time.Duration(Share(draw("delay"))*float64(longest-shortest))
	default:
		return d.Lognormal.at(Share(draw("delay")))
	}
}

func (u *Uniform) bounds() (shortest, longest time.Duration) {
	if len(u.Range) == 2 {
		return time.Duration(u.Range[0]), time.Duration(u.Range[1])
	}
	return time.Duration(*u.Lower), time.Duration(*u.Upper)
}

// Share is a drawn number as one from 0 to below 1.
func Share(number uint64) float64 { return float64(number>>11) / (1 << 53) }

// z99 is how many standard deviations 99 of 100 values lie below.
const z99 = 2.3263478740408408

// longestDelay keeps an unlucky draw from running over.
const longestDelay = 24 * time.Hour

// at is the delay that the share p of calls waits less than.
func (l *Lognormal) at(p float64) time.Duration {
	sigma := 0.0
	if l.Sigma != nil {
		sigma = *l.Sigma
	} else if l.P99 != nil {
		sigma = math.Log(float64(*l.P99)/float64(*l.Median)) / z99
	}
	normal := math.Sqrt2 * math.Erfinv(2*p-1)
	wait := longestDelay
	if l.Max != nil {
		wait = time.Duration(*l.Max)
	}
	if value := float64(*l.Median) * math.Exp(sigma*normal); value < float64(wait) {
		return time.Duration(value)
	}
	return wait
}

// String is what goes wrong, for people: "status 412", "delay, connection reset".
func (f Fault) String() string {
	ours, _ := f.inOurWords()
	words := ours.given()
	for i, word := range words {
		switch word {
		case "status":
			words[i] = fmt.Sprint("status ", ours.Status)
		case "garbage":
			words[i] = "garbage " + string(ours.Garbage)
		case "connection":
			words[i] = "connection " + string(ours.Connection)
		}
	}
	return strings.Join(words, ", ")
}
