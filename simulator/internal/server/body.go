package server

import (
	"io"
	"net/http"

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
// the request. It returns what is wrong with the body, which the contract check
// turns into a violation, or web.Full. While the body is on its way, the call keeps
// no sandbox from making room for others.
func (c *call) readBody() error {
	if c.gin.Request.ContentLength != 0 {
		defer c.server.Sandboxes.Receiving(c.box)()
	}
	if len(c.op.MediaTypes) == 0 {
		return nil
	}
	if err := c.server.bodies.Read(c.gin, c.request); err != nil {
		return err
	}
	switch {
	case c.request.Form != nil:
		c.request.JSON = c.op.FormValue(c.request.MediaType, c.request.Form)
	case c.server.Observe && !c.op.Takes(c.request.MediaType) && c.op.Takes(web.JSON):
		// It may be JSON all the same; if not, the type is what is wrong.
		c.request.JSON, _ = exchange.DecodeJSON(c.request.Body)
	}
	return nil
}

// readBodyUpTo reads at most n bytes of the body, as readBody does, and leaves the
// rest where it is. From then on the body reads as if it ended there, and the
// connection ends with the answer. An error is the connection's.
func (c *call) readBodyUpTo(n int64) error {
	defer c.server.Sandboxes.Receiving(c.box)()
	return readAndAbort(c.gin.Request, n)
}

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

// refuseForRoom is the answer to a call whose body found no room. It is an answer of
// the simulator, and no violation of the contract.
func (c *call) refuseForRoom(full web.Full) exchange.Response {
	c.changed, c.noRoom = true, true
	response := c.errorResponse(api.Error{Kind: api.NoMemory, Detail: full.Error()})
	response.Header = http.Header{"Retry-After": {web.RetryAfter}}
	return response
}
