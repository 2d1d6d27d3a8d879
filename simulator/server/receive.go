package server

import (
	"net"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/api"
	"github.com/vsrsim/vsrsim/simulator/exchange"
)

// receive takes the head of a call. The body is left for later: a call that is
// refused for its key is not read further. gin also takes an empty segment for
// a parameter, as in /vendors//security-reviews; that is not found.
func receive(c *gin.Context) (request *exchange.Request, found bool) {
	request = &exchange.Request{
		Method: c.Request.Method,
		Path:   c.Request.URL.Path,
		Params: make(map[string]string, len(c.Params)),
		Header: c.Request.Header,
		Source: source(c.Request),
	}
	for _, p := range c.Params {
		if p.Value == "" {
			return nil, false
		}
		request.Params[p.Key] = p.Value
	}
	if request.RawQuery = c.Request.URL.RawQuery; request.RawQuery != "" {
		request.Query = c.Request.URL.Query()
	}
	return request, true
}

// source is the address a call came from. An X-Forwarded-For is what the client
// says of itself.
func source(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

const (
	mebibyte = 1 << 20

	// maxParts is how many fields and files a form may have.
	maxParts = 100
	// wholeFiles is how many files of the largest size a form may hold (A24).
	wholeFiles = 10
	// maxJSON is the size of a JSON body that carries no file.
	maxJSON = 10 * mebibyte
)

// readBody reads and decodes the body that the operation documents, once, into
// the request. It returns what kept it from doing so; the contract check turns
// that into a violation.
func (s *Server) readBody(op api.Operation, c *gin.Context, request *exchange.Request) error {
	if len(op.MediaTypes) == 0 {
		return nil
	}
	mediaType, params, err := exchange.ContentType(request.Header)
	if err != nil {
		return err
	}
	request.MediaType = mediaType
	switch mediaType {
	case "application/json":
		return s.readJSON(c, request)
	case "multipart/form-data":
		return s.readForm(op, c, request, params)
	}
	if s.Observe && op.Takes("application/json") {
		_ = s.readJSON(c, request) // it may be JSON all the same; if not, the type is what is wrong
	}
	return nil
}

func (s *Server) readJSON(c *gin.Context, request *exchange.Request) error {
	// A file in JSON is a data URL, a third longer than the file.
	limit := max(maxJSON, s.MaxFileSize/3*4+mebibyte)
	content, err := exchange.ReadBody(c.Writer, c.Request.Body, limit)
	if err != nil {
		return err
	}
	if len(content) == 0 {
		request.MediaType = "" // no body at all, whatever the header says
		return nil
	}
	request.Body = content
	request.JSON, err = exchange.DecodeJSON(content)
	return err
}

func (s *Server) readForm(op api.Operation, c *gin.Context, request *exchange.Request, params map[string]string) error {
	boundary := params["boundary"]
	if boundary == "" {
		return &exchange.BodyError{Text: "is a form whose Content-Type names no boundary"}
	}
	limits := exchange.FormLimits{FileBytes: s.MaxFileSize, FieldBytes: mebibyte, Parts: maxParts}
	whole := http.MaxBytesReader(c.Writer, c.Request.Body, wholeFiles*s.MaxFileSize+2*mebibyte)
	form, err := exchange.ReadForm(whole, boundary, limits)
	if err != nil {
		return err
	}
	request.Form = form
	request.JSON = op.FormValue(request.MediaType, form)
	return nil
}
