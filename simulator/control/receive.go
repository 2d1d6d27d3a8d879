package control

import (
	"net/http"
	"net/url"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/contract"
	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// receive takes the head of a call. gin also takes an empty segment for a
// parameter, as in /_sim/sandboxes//world; that is not found.
func receive(g *gin.Context) (request *exchange.Request, found bool) {
	request = &exchange.Request{
		Method: g.Request.Method,
		Path:   g.Request.URL.Path,
		Params: make(map[string]string, len(g.Params)),
		Header: g.Request.Header,
	}
	for _, p := range g.Params {
		if p.Value == "" {
			return nil, false
		}
		request.Params[p.Key] = p.Value
	}
	return request, true
}

// check reads the rest of the call and returns everything in which it differs
// from the contract. Unlike the API's, its query must be free of misspelt keys:
// they would not narrow a search, and the caller would take all for some.
func check(op operation, g *gin.Context, request *exchange.Request) []contract.Violation {
	var violations []contract.Violation
	var err error
	if request.Query, err = url.ParseQuery(g.Request.URL.RawQuery); err != nil && op.Documents(http.StatusBadRequest) {
		text := "cannot be read: " + err.Error()
		violations = append(violations, contract.Violation{Side: contract.InRequest, In: contract.InQuery, Text: text})
	}
	if op.Documents(http.StatusBadRequest) { // probes put what they like behind /health
		violations = append(violations, op.CheckQueryKeys(request)...)
	}
	broken := readBody(op, g, request)
	return append(violations, op.CheckRequest(request, broken)...)
}

// maxBody is the size of a body: a world may be large.
const maxBody = 64 << 20

// The content types of bodies.
const (
	typeJSON   = "application/json"
	typeYAML   = "application/yaml"
	typeBinary = "application/octet-stream"
)

// readBody reads the body that the operation documents into the request: JSON
// decoded, YAML as a string. A body of another type is read as well, as an empty
// one is none, whatever its type. It returns what kept it from doing so; the
// contract check turns that into a violation.
func readBody(op operation, g *gin.Context, request *exchange.Request) error {
	if len(op.MediaTypes) == 0 {
		return nil
	}
	mediaType, _, err := exchange.ContentType(request.Header)
	if err != nil {
		return err
	}
	request.MediaType = mediaType
	content, err := exchange.ReadBody(g.Writer, g.Request.Body, maxBody)
	if err != nil {
		return err
	}
	request.Body = content
	switch {
	case len(content) == 0:
		request.MediaType = "" // no body at all, whatever the header says
	case mediaType == typeJSON:
		request.JSON, err = exchange.DecodeJSON(content)
	case mediaType == typeYAML:
		request.JSON = string(content)
	}
	return err
}
