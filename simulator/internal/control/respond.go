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

// encode is the answer with the output of an operation. An output may say its status;
// it is 200 otherwise.
func encode(output any) (exchange.Response, error) {
	switch output := output.(type) {
	case document:
		return output, nil
	case none:
		return noContent(), nil
	case interface{ status() int }:
		return respond(output.status(), output)
	default:
		return respond(http.StatusOK, output)
	}
}

type list[V any] struct {
	Data []V `json:"data"`
}

// listOf is the list of what view makes of each item.
func listOf[T, V any](items []T, view func(T) V) list[V] {
	views := list[V]{make([]V, len(items))}
	for i, item := range items {
		views.Data[i] = view(item)
	}
	return views
}

// respondAs answers with a body that is not JSON.
func respondAs(contentType string, body []byte) document {
	return document{
		Status: http.StatusOK, Body: body,
		Header: http.Header{"Content-Type": {contentType}, "X-Content-Type-Options": {"nosniff"}},
	}
}

// noContent answers that there is nothing to say.
func noContent() exchange.Response { return exchange.Response{Status: http.StatusNoContent} }
