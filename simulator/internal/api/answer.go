package api

import (
	"bytes"
	"strconv"
	"sync"
	"time"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/madeup"
)

// answer is JSON that is being written, as exchange.JSONResponse would encode it.
type answer struct {
	Call
	maker madeup.Maker
	body  []byte
}

// answers are those that were sent, whose memory the next ones are written in.
var answers = sync.Pool{New: func() any { return new(answer) }}

// maxKeptAnswer is the size in bytes of the largest body whose memory is used again.
const maxKeptAnswer = 64 << 10

func newAnswer(c Call) *answer {
	a := answers.Get().(*answer)
	a.Call = c
	return a
}

// response ends the answer. The journal keeps its body, in as much memory as it needs.
func (a *answer) response(status int) exchange.Response {
	response := exchange.Response{Status: status, Body: bytes.Clone(a.body)}
	if cap(a.body) <= maxKeptAnswer {
		*a = answer{body: a.body[:0]}
		answers.Put(a)
	}
	return response
}

func (a *answer) open()  { a.body = append(a.body, '{') }
func (a *answer) close() { a.body = append(a.body, '}') }

// field begins a property of an object: its value follows. The name needs no escapes.
func (a *answer) field(name string) {
	if a.body[len(a.body)-1] != '{' {
		a.body = append(a.body, ',')
	}
	a.body = append(append(append(a.body, '"'), name...), '"', ':')
}

func (a *answer) null()              { a.body = append(a.body, "null"...) }
func (a *answer) number(n int64)     { a.body = strconv.AppendInt(a.body, n, 10) }
func (a *answer) text(text string)   { a.body = exchange.AppendText(a.body, text) }
func (a *answer) time(at time.Time)  { a.body = append(appendTimestamp(append(a.body, '"'), at), '"') }
func (a *answer) plain(text *string) { orNull(a, text, (*answer).text) }
func (a *answer) numbered(n *int64)  { orNull(a, n, (*answer).number) }

func (a *answer) flag(yes bool)     { a.body = strconv.AppendBool(a.body, yes) }
func (a *answer) flagged(yes *bool) { orNull(a, yes, (*answer).flag) }

// word writes a text that has a type of its own.
func word[T ~string](a *answer, text *T) {
	orNull(a, text, func(a *answer, text T) { a.text(string(text)) })
}

func orNull[T any](a *answer, value *T, write func(*answer, T)) {
	if value == nil {
		a.null()
		return
	}
	write(a, *value)
}

func writeList[T any](a *answer, items []T, write func(*answer, *T)) {
	a.body = append(a.body, '[')
	for i := range items {
		if i > 0 {
			a.body = append(a.body, ',')
		}
		write(a, &items[i])
	}
	a.body = append(a.body, ']')
}

// json writes any value.
func (a *answer) json(value any) {
	var err error
	if a.body, err = exchange.AppendJSON(a.body, value); err != nil { // values are those of JSON
		panic(err)
	}
}

// appendTimestamp appends a time as timestamp writes it, at a third of the cost: there are
// four in each review.
func appendTimestamp(body []byte, at time.Time) []byte {
	at = at.UTC()
	year, month, day := at.Date()
	if year < 0 || year > 9999 { // which no record has (A31)
		return at.AppendFormat(body, timestampLayout)
	}
	hour, minute, second := at.Clock()
	body = append(digits(body, year/100, year%100), '-')
	body = append(digits(body, int(month)), '-')
	body = append(digits(body, day), 'T')
	body = append(digits(body, hour), ':')
	body = append(digits(body, minute), ':')
	body = append(digits(body, second), '.')
	milliseconds := at.Nanosecond() / int(time.Millisecond)
	return append(digits(append(body, byte('0'+milliseconds/100)), milliseconds%100), 'Z')
}

// digits appends numbers of two digits each.
func digits(body []byte, numbers ...int) []byte {
	for _, n := range numbers {
		body = append(body, byte('0'+n/10), byte('0'+n%10))
	}
	return body
}
