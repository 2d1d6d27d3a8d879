// Package exchange holds a request and a response as plain values: what
// goes through a call from the first byte read to the last byte sent.
// It knows neither the API nor the network; its only behaviour is encoding.
package exchange

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ContentTypeJSON is the content type of every answer of the API.
const ContentTypeJSON = "application/json; charset=utf-8"

// Request is one call as it arrived. After the body was read, at most one of
// JSON and Form is set, decoded once; everything later works on that value.
// A Request is not changed after it was checked.
type Request struct {
	Method string
	Path   string // as the client wrote it, not decoded, and so ASCII
	Params Params
	Header http.Header
	Source string // the address the call came from, without its port; no X-Forwarded-For

	Query    url.Values // as ParseQuery reads it
	RawQuery string     // as the client wrote it

	MediaType string // of the body, lower case, without parameters; empty without a body
	Body      []byte // a body as it arrived; nil for a form, whose files may be large
	JSON      any    // map[string]any, []any, string, float64, bool or nil
	Form      *Form
}

// HeaderCall of an answer is the id of its call in the journal.
const HeaderCall = "Sim-Call"

// Response is one answer before it is sent.
type Response struct {
	Status int
	Header http.Header // beside Content-Type, Content-Length and what follows; may be nil
	Call   string      // the header HeaderCall; empty if the call is in no journal
	Date   []string    // the header Date, which nobody changes; nil if it is the time of the machine
	Body   []byte      // JSON, which nobody changes either: the journal keeps it
	Fault  Fault       // what goes wrong with it on its way out
}

// WithoutBody is the answer to a HEAD: its header says what the body of a GET
// would be like.
func (r Response) WithoutBody() Response {
	header := maps.Clone(r.Header)
	if header == nil {
		header = http.Header{}
	}
	header["Content-Length"] = []string{strconv.Itoa(len(r.Body))}
	r.Header, r.Body, r.Fault.Noise = header, nil, nil
	return r
}

// JSONResponse encodes v as the body of an answer: without escapes for HTML, as
// the real API's JSON.stringify has none, and a nil list as []. A value that cannot be
// encoded is a bug of the caller and is returned as an error. Bytes that are no
// UTF-8, as a client may send anywhere, go out as U+FFFD.
func JSONResponse(status int, v any) (Response, error) {
	body, err := json.Marshal(v, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return Response{}, fmt.Errorf("encode a %d answer: %w", status, err)
	}
	return Response{Status: status, Body: body}, nil
}
