package control

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
)

// respond encodes v as the body of an answer. Unlike an answer of the API, v
// may hold what a client sent, and so anything: bytes that are not UTF-8 go out
// as U+FFFD.
func respond(status int, v any) (exchange.Response, error) {
	var body bytes.Buffer
	encoder := json.NewEncoder(&body)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return exchange.Response{}, fmt.Errorf("encode a %d answer: %w", status, err)
	}
	return exchange.Response{Status: status, Body: bytes.TrimSuffix(body.Bytes(), []byte("\n"))}, nil
}

// respondList answers with a list of what view makes of each item.
func respondList[T, V any](items []T, view func(T) V) (exchange.Response, error) {
	list := struct {
		Data []V `json:"data"`
	}{make([]V, len(items))}
	for i, item := range items {
		list.Data[i] = view(item)
	}
	return respond(http.StatusOK, list)
}

// identity is the view of what is shown whole.
func identity[T any](item T) T { return item }

// respondAs answers with a body that is not JSON.
func respondAs(contentType string, body []byte) exchange.Response {
	return exchange.Response{
		Status: http.StatusOK, Body: body,
		Header: http.Header{"Content-Type": {contentType}, "X-Content-Type-Options": {"nosniff"}},
	}
}

// done answers that there is nothing to say.
func done() exchange.Response { return exchange.Response{Status: http.StatusNoContent} }
