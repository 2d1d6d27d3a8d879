package server

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
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

// readBody reads and decodes the body that the operation documents, once, and holds the
// request against the contract: what is wrong with the body becomes a violation, unless
// there is no room for it. begun is the ordinal of the call, or 0 if it has none yet.
func (c *call) readBody(begun uint64) {
	if begun > 0 { // what was applied stays as it is
		whole, request := *c.command, *c.command.Request
		whole.Request = &request
		c.command = &whole
	}
	command := c.command
	command.Body, command.Begun = sandbox.BodyRead, begun
	err := c.decodeBody(command.Request)
	if full, is := errors.AsType[web.Full](err); is {
		command.NoRoom = &sandbox.NoRoom{Detail: full.Error(), RetryAfter: web.RetryAfter}
		return
	}
	command.Left = hasLeft(err)
	if hints := fileNameHints(command.Request.Form); len(hints) > 0 {
		command.Hints = slices.Concat(command.Hints, hints)
	}
	c.check(err)
}

// hasLeft tells whether reading failed because the connection broke. A client that only
// ends its side too early may still read an answer.
func hasLeft(err error) bool {
	broken, is := errors.AsType[*net.OpError](err)
	return is && !broken.Timeout()
}

// decodeBody reads the body of an operation that documents one.
func (c *call) decodeBody(request *exchange.Request) error {
	op := c.command.Operation
	if err := c.server.bodies.Read(c.gin, request); err != nil {
		return err
	}
	switch {
	case request.Form != nil:
		request.JSON = op.FormValue(request.MediaType, request.Form)
	case c.server.Observe && !op.Takes(request.MediaType) && op.Takes(web.JSON):
		// It may be JSON all the same; if not, the type is what is wrong.
		request.JSON, _ = exchange.DecodeJSON(request.Body)
	}
	return nil
}

// abortUpload reads as much of the body as a rule says, and returns what comes of the
// call then.
func (c *call) abortUpload(asked *sandbox.Answer) *sandbox.Answer {
	var next sandbox.Command = sandbox.Aborted{Ordinal: asked.Ordinal}
	if readAndAbort(c.gin.Request, asked.ReadUpTo) != nil {
		next = sandbox.Leave{Ordinal: asked.Ordinal}
	}
	result, _ := c.box.Apply(next)
	return result.(*sandbox.Answer)
}

// readAndAbort reads at most n bytes of the body, and leaves the rest where it is. From
// then on the body reads as if it ended there, and the connection ends with the answer.
// An error is the connection's.
func readAndAbort(r *http.Request, n int64) error {
	_, err := io.CopyN(io.Discard, r.Body, n)
	r.Body = abortedBody{r.Body}
	if err == io.EOF { // the body is shorter
		return nil
	}
	return err
}

// abortedBody is a body of an upload that was aborted: the rest of it stays unread.
type abortedBody struct{ whole io.ReadCloser }

func (abortedBody) Read([]byte) (int, error) { return 0, io.EOF }

func (b abortedBody) Close() error { return b.whole.Close() }

// uploadAborted tells whether a fault left the rest of the body unread.
func (c *call) uploadAborted() bool {
	_, is := c.gin.Request.Body.(abortedBody)
	return is
}
