package fault

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// Effect is a fault that is ready to act: normalized, with its values compiled. It does
// not change, and may act on any number of calls.
type Effect struct {
	Fault
	kinds       []*kind // that it has, in the order of the table
	body        []byte
	contentType string // of body
	patch       []byte
}

// Draw is the next random number for a purpose.
type Draw func(purpose string) uint64

// Compile makes a fault ready whose lint found nothing.
func (f Fault) Compile() *Effect {
	normal, _ := f.normalized()
	e := &Effect{Fault: normal, kinds: normal.given()}
	for _, k := range e.kinds {
		if k.compile != nil {
			k.compile(e)
		}
	}
	e.kinds = e.given() // one may stand for another
	return e
}

// Replaces tells whether a fault leaves nothing of the real answer, so that
// before the operation it is not carried out.
func (e *Effect) Replaces() bool {
	for _, k := range e.kinds {
		if k.replaces != nil && k.replaces(&e.Fault) {
			return true
		}
	}
	return false
}

// Changes tells whether the fault makes another message of an answer, which
// then need not fit the contract.
func (e *Effect) Changes() bool {
	for _, k := range e.kinds {
		if k.changes {
			return true
		}
	}
	return false
}

// Shape makes the answer that goes out of the operation's, which is zero if that was not
// carried out, with everything random in it drawn. answerOf is the API's own answer with a
// status, now the time of the call, and window what is left of the window of the rule's
// rate. The answer's fault has no delay: when that acts is for the caller to see to.
//
// answerOf must not be kept: calls without a fault pass one as well, and it costs no
// memory as long as it stays on the stack.
func (e *Effect) Shape(real exchange.Response, answerOf func(status int) exchange.Response, now time.Time, window time.Duration, draw Draw) exchange.Response {
	s := shaping{now: now, window: window, answer: real}
	if !e.Body.Set && (e.Status >= http.StatusBadRequest || e.Status != 0 && real.Status == 0) {
		s.ofStatus = answerOf(e.Status)
	}
	for _, k := range e.kinds {
		if k.shape != nil {
			k.shape(e, &s)
		}
	}
	s.answer.Fault = e.onWire(draw)
	return s.answer
}

// shaping is an answer while kinds of fault change it.
type shaping struct {
	ofStatus   exchange.Response // zero unless the status asks for it
	now        time.Time
	window     time.Duration
	answer     exchange.Response
	ownsHeader bool // the header is no one else's
}

// ownHeader is the header of the answer, to be changed.
func (s *shaping) ownHeader() http.Header {
	if !s.ownsHeader {
		s.answer.Header, s.ownsHeader = s.answer.Header.Clone(), true
		if s.answer.Header == nil {
			s.answer.Header = http.Header{}
		}
	}
	return s.answer.Header
}

// onWire is what goes wrong on the wire.
func (e *Effect) onWire(draw Draw) exchange.Fault {
	var fault exchange.Fault
	for _, k := range e.kinds {
		if k.wire != nil {
			k.wire(e, draw, &fault)
		}
	}
	return fault
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
