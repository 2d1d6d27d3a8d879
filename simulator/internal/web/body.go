package web

import (
	"errors"
	"io"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
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
	MaxBytes int64               // of a body that is not a form, as sent and as inflated
	MaxForm  int64               // bytes of a form; 0 where there are none
	Form     exchange.FormLimits // of its parts
}

// Read reads and decodes the body that an operation documents, once, into the
// request: JSON as a value, a form as its parts, YAML as a string. A body of
// another type is read as well, for an empty one is none, whatever its type. It
// fails with Full if other bodies leave no room. Any other error says what is wrong
// with the body, and the check of the contract makes a violation of it.
func (b *Bodies) Read(c *gin.Context, request *exchange.Request) error {
	if err := b.Take(c, request); err != nil {
		return err
	}
	if u, ok := c.Request.Body.(*Upload); ok && request.MediaType == JSON {
		if err := u.holdValues(request.Body); err != nil {
			return err
		}
	}
	return Decode(request)
}

// Take is Read without decoding JSON and YAML.
func (b *Bodies) Take(c *gin.Context, request *exchange.Request) error {
	mediaType, params, err := exchange.ContentType(request.Header)
	if err != nil {
		return err
	}
	request.MediaType = mediaType
	if mediaType == Form && b.MaxForm > 0 {
		return b.readForm(c, request, params)
	}
	content, err := b.readInflated(c, request)
	if err != nil {
		return err
	}
	request.Body = content
	if len(content) == 0 {
		request.Body, request.MediaType = nil, "" // no body at all, whatever the header says
	}
	return nil
}

// Decode decodes a body of JSON or YAML that was taken.
func Decode(request *exchange.Request) (err error) {
	switch request.MediaType {
	case JSON:
		request.JSON, err = exchange.DecodeJSON(request.Body)
	case YAML:
		request.JSON = string(request.Body)
	}
	return err
}

// readInflated bounds the body as sent and inflated alike, so that a small body
// cannot become a large one, nor a large one nothing.
func (b *Bodies) readInflated(c *gin.Context, request *exchange.Request) ([]byte, error) {
	encoding, err := exchange.Encoding(request.Header)
	if err != nil {
		return nil, err
	}
	r := newBodyReader(c, b.MaxBytes)
	if encoding != "" && r.known != 0 {
		r.body = exchange.Inflate(encoding, &bounded{r.body, r.limit, r.limit})
		r.known = -1
	}
	return r.all()
}

// readForm leaves a form as it came, whatever its Content-Encoding: multer does
// not inflate one (A57).
func (b *Bodies) readForm(c *gin.Context, request *exchange.Request, params map[string]string) error {
	boundary := params["boundary"]
	if boundary == "" {
		return &exchange.BodyError{Text: "is a form whose Content-Type names no boundary"}
	}
	content, err := newBodyReader(c, b.MaxForm).all()
	if err != nil {
		return err
	}
	request.Form, err = exchange.ReadForm(content, boundary, b.Form)
	bodyError, isBody := errors.AsType[*exchange.BodyError](err)
	if encoding, _ := exchange.Encoding(request.Header); isBody && encoding != "" {
		bodyError.Text += "; a form is not inflated, send it without its Content-Encoding " + encoding
	}
	return err
}

// bounded fails after limit bytes.
type bounded struct {
	io.Reader
	left, limit int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, exchange.BodyTooLarge(b.limit)
	}
	return n, err
}
