package web

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// The media types of bodies.
const (
	JSON = "application/json"
	YAML = "application/yaml"
	Form = "multipart/form-data"
	// Binary is bytes of no known type.
	Binary = "application/octet-stream"
)

// Bodies is how the bodies of an API are read.
type Bodies struct {
	MaxBytes int64               // of a body that is not a form
	MaxForm  int64               // bytes of a form
	Form     exchange.FormLimits // of its parts
}

// Read reads and decodes the body that an operation documents, once, into the
// request: JSON as a value, a form as its parts, YAML as a string. A body of
// another type is read as well, for an empty one is none, whatever its type. It
// returns what kept it from doing so; the check of the contract turns that into
// a violation.
func (b *Bodies) Read(c *gin.Context, request *exchange.Request) error {
	mediaType, params, err := exchange.ContentType(request.Header)
	if err != nil {
		return err
	}
	request.MediaType = mediaType
	if mediaType == Form {
		return b.readForm(c, request, params)
	}
	content, err := exchange.ReadBody(c.Writer, c.Request.Body, b.MaxBytes)
	if err != nil {
		return err
	}
	request.Body = content
	switch {
	case len(content) == 0:
		request.Body, request.MediaType = nil, "" // no body at all, whatever the header says
	case mediaType == JSON:
		request.JSON, err = exchange.DecodeJSON(content)
	case mediaType == YAML:
		request.JSON = string(content)
	}
	return err
}

func (b *Bodies) readForm(c *gin.Context, request *exchange.Request, params map[string]string) error {
	boundary := params["boundary"]
	if boundary == "" {
		return &exchange.BodyError{Text: "is a form whose Content-Type names no boundary"}
	}
	form, err := exchange.ReadForm(http.MaxBytesReader(c.Writer, c.Request.Body, b.MaxForm), boundary, b.Form)
	if err != nil {
		return err
	}
	request.Form = form
	return nil
}
