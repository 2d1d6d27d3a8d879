package server

import (
	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/api"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

const (
	mebibyte = 1 << 20

	// maxParts is how many fields and files a form may have.
	maxParts = 100
	// wholeFiles is how many files of the largest size a form may hold (A24).
	wholeFiles = 10
	// maxJSON is the size of a JSON body that carries no file.
	maxJSON = 10 * mebibyte
)

// bodies is how bodies are read where a file has at most so many bytes (A24).
func bodies(maxFileSize int64) web.Bodies {
	return web.Bodies{
		// A file in JSON is a data URL, a third longer than the file.
		MaxBytes: max(maxJSON, maxFileSize/3*4+mebibyte),
		MaxForm:  wholeFiles*maxFileSize + 2*mebibyte,
		Form:     exchange.FormLimits{FileBytes: maxFileSize, FieldBytes: mebibyte, Parts: maxParts},
	}
}

// readBody reads and decodes the body that the operation documents, once, into
// the request. It returns what kept it from doing so; the contract check turns
// that into a violation.
func (s *Server) readBody(op api.Operation, c *gin.Context, request *exchange.Request) error {
	if len(op.MediaTypes) == 0 {
		return nil
	}
	if err := s.bodies.Read(c, request); err != nil {
		return err
	}
	switch {
	case request.Form != nil:
		request.JSON = op.FormValue(request.MediaType, request.Form)
	case s.Observe && !op.Takes(request.MediaType) && op.Takes(web.JSON):
		// It may be JSON all the same; if not, the type is what is wrong.
		request.JSON, _ = exchange.DecodeJSON(request.Body)
	}
	return nil
}
