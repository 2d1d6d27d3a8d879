package server

import (
	"context"
	"fmt"
	"net/http"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// deliver sends an answer with what goes wrong with it on its way out. All
// waiting is by the clock of the sandbox.
func (c *call) deliver(response exchange.Response) {
	if response.Fault.IsZero() && !c.uploadAborted() {
		c.send(response)
		return
	}
	if response.Fault.Garbage == exchange.GarbageBody && c.gin.Request.Method != http.MethodHead {
		response.Body = response.Fault.Noise
	}
	if ending, breaks := breakingScript(&response, c.uploadAborted()); breaks {
		c.sendBreaking(response, ending)
	} else {
		c.sendPaced(response)
	}
}

// waitContext ends when the client leaves or the server stops.
func (c *call) waitContext() (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(c.gin.Request.Context())
	forget := context.AfterFunc(c.server.stopping, cancel)
	return ctx, func() { forget(); cancel() }
}

// drop ends the connection of the call, with no answer or with no more of it. A
// connection that cannot be hijacked is left to net/http, which is told by a panic;
// so nothing may follow a drop. Hijacking is preferred because net/http would first
// read on in a body that was not read.
func (c *call) drop() {
	h, err := c.hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	h.release()
}

// sendPaced sends an answer that is sound HTTP, if slow or strange. The call is
// counted before the last of it goes out.
func (c *call) sendPaced(response exchange.Response) {
	ctx, cancel := c.waitContext()
	defer cancel()
	left := len(response.Body)
	if left == 0 {
		c.count(response.Status)
	}
	c.sendFaultyHead(&response)
	err := pace(ctx, c.box, &response.Fault, response.Body, func(piece []byte) error {
		if left -= len(piece); left == 0 {
			c.count(response.Status)
		}
		_, err := c.gin.Writer.Write(piece)
		c.gin.Writer.Flush()
		return err
	})
	if err != nil {
		c.drop()
	}
}

// sendFaultyHead writes the status line and the header. With Chunked they are
// flushed, or else net/http would count a short body and write its length.
func (c *call) sendFaultyHead(response *exchange.Response) {
	web.SendHead(c.gin, response)
	if response.Fault.Chunked {
		c.gin.Writer.Header().Del("Content-Length")
		c.gin.Writer.Flush()
	}
}

// script is what goes out on a connection before it ends.
type script struct {
	head   bool   // whether the status line and the header go out
	before []byte // goes out before the body
	body   []byte // goes out at the pace of the fault
	after  []byte // goes out after the body
}

// breakingScript is what goes out of an answer before its connection ends. breaks tells
// whether it does end, for the fault of the answer or an aborted upload.
func breakingScript(response *exchange.Response, uploadAborted bool) (_ script, breaks bool) {
	fault := &response.Fault
	switch {
	case fault.Garbage == exchange.GarbageConnection:
		return script{before: fault.Noise}, true
	case fault.Garbage == exchange.GarbageChunk:
		fault.Chunked = true
		return script{head: true, before: fault.Noise}, true
	case fault.Truncate.Set:
		whole := bodyScript(response)
		return script{head: true, before: whole.before, body: whole.body[:fault.Truncate.Of(len(whole.body))]}, true
	case fault.Connection != "":
		return script{}, true
	}
	return bodyScript(response), uploadAborted
}

// bodyScript sends a whole answer. With Chunked its body is one chunk.
func bodyScript(response *exchange.Response) script {
	if !response.Fault.Chunked {
		return script{head: true, body: response.Body}
	}
	size := fmt.Appendf(nil, "%x\r\n", len(response.Body))
	return script{head: true, before: size, body: response.Body, after: []byte("\r\n0\r\n\r\n")}
}

// sendBreaking sends what the script says and ends the connection. net/http writes
// the head. What follows the head net/http would refuse to write, so it goes out on the
// hijacked connection.
func (c *call) sendBreaking(response exchange.Response, ending script) {
	if ending.head {
		if c.uploadAborted() { // also keeps net/http from reading the rest of the body first
			c.gin.Writer.Header().Set("Connection", "close")
		}
		c.sendFaultyHead(&response)
		c.gin.Writer.Flush()
	}
	h, err := c.hijack()
	if err != nil {
		c.sendNothing(response.Fault.Connection)
		return
	}
	defer h.release()
	c.count(c.statusSent()) // how the call ends shows on the connection
	// An aborted upload stays unread if its connection is to break. An answer to it does
	// not reach most clients before they have sent all.
	if !c.uploadAborted() || response.Fault.Connection == "" {
		h.drain()
	}
	if h.play(c.box, &response.Fault, ending) == nil {
		h.end(response.Fault.Connection)
	}
}

// sendNothing ends a call whose connection cannot be hijacked, as with HTTP/2 or a
// test's recorder.
func (c *call) sendNothing(end exchange.Connection) {
	if end == exchange.ConnectionHang {
		ctx, cancel := c.waitContext()
		defer cancel()
		<-ctx.Done()
	}
	panic(http.ErrAbortHandler)
}

// pace writes a body in the pieces and with the pauses of a fault. The pauses count
// from the first piece, so that delays of single writes and waits do not add up, and
// advancing the clock by the sum of the pauses releases the whole body.
func pace(ctx context.Context, box *sandbox.Sandbox, fault *exchange.Fault, body []byte, write func([]byte) error) error {
	size, pause := fault.Pieces(len(body))
	next, due := fault.Drip.Sizes(size), box.Now()
	for len(body) > 0 {
		n := min(next(), len(body))
		if err := write(body[:n]); err != nil {
			return err
		}
		if body = body[n:]; len(body) == 0 {
			return nil
		}
		due = due.Add(pause)
		if err := box.Pause(ctx, due.Sub(box.Now())); err != nil {
			return err
		}
	}
	return nil
}
