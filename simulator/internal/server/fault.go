package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/sandbox"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// deliver sends an answer with what goes wrong with it on its way out. All
// waiting is by the clock of the sandbox.
func (s *Server) deliver(c *gin.Context, call *call, response exchange.Response) {
	if response.Fault.IsZero() && !isCut(c) {
		call.shown(response)
		call.counting.send(response)
		return
	}
	if err := s.hold(c, call.box.Clock, response.Fault.Delay); err != nil {
		call.unseen()
		s.drop(c)
		return
	}
	call.shown(response)
	s.sendFaulty(c, call, response)
}

func (s *Server) sendFaulty(c *gin.Context, call *call, response exchange.Response) {
	if response.Fault.Garbage == exchange.GarbageBody && c.Request.Method != http.MethodHead {
		response.Body = response.Fault.Noise
	}
	if script, breaks := breakingScript(&response, isCut(c)); breaks {
		s.sendBroken(c, call, response, script)
	} else {
		s.sendPaced(c, call, response)
	}
}

// hold lets a call wait. It returns an error if the client leaves or the server
// stops meanwhile; all that is left to do then is to drop the call. net/http
// notices that a client leaves only once the body of its call was read, or if
// there is none.
func (s *Server) hold(c *gin.Context, clock *sandbox.Clock, d time.Duration) error {
	if d <= 0 {
		return nil
	}
	ctx, cancel := s.patience(c)
	defer cancel()
	return clock.Wait(ctx, d)
}

// patience ends when the client leaves or the server stops.
func (s *Server) patience(c *gin.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(c.Request.Context())
	forget := context.AfterFunc(s.stopping, cancel)
	return ctx, func() { forget(); cancel() }
}

// drop ends the connection of a call, with no answer or with no more of it. A
// connection that cannot be taken is left to net/http, which is told by a panic;
// so nothing may follow a drop. Taking it is preferred because net/http would
// first read on in a body that was not read.
func (s *Server) drop(c *gin.Context) {
	w, err := s.seize(c)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.release()
}

// cutBody reads at most n bytes of the body of a call and leaves the rest where
// it is. After it the body reads as if it ended there, and the connection ends
// with the answer. An error is the connection's.
func cutBody(c *gin.Context, n int64) error {
	_, err := io.CopyN(io.Discard, c.Request.Body, n)
	c.Request.Body = cut{c.Request.Body}
	if err == io.EOF { // the body is shorter
		return nil
	}
	return err
}

// cut is a body that was cut.
type cut struct{ whole io.ReadCloser }

func (cut) Read([]byte) (int, error) { return 0, io.EOF }

func (c cut) Close() error { return c.whole.Close() }

func isCut(c *gin.Context) bool {
	_, is := c.Request.Body.(cut)
	return is
}

// sendPaced sends an answer that is sound HTTP, if slow or strange. The call is
// counted before the last of it goes out.
func (s *Server) sendPaced(c *gin.Context, call *call, response exchange.Response) {
	ctx, cancel := s.patience(c)
	defer cancel()
	left := len(response.Body)
	if left == 0 {
		call.counting.count(response.Status)
	}
	sendFaultyHead(c, &response)
	err := pace(ctx, call.box.Clock, &response.Fault, response.Body, func(piece []byte) error {
		if left -= len(piece); left == 0 {
			call.counting.count(response.Status)
		}
		_, err := c.Writer.Write(piece)
		c.Writer.Flush()
		return err
	})
	if err != nil {
		s.drop(c)
	}
}

// sendFaultyHead writes the status line and the header. With Chunked they are
// flushed, or else net/http would count a short body and write its length.
func sendFaultyHead(c *gin.Context, response *exchange.Response) {
	web.SendHead(c, response)
	if response.Fault.Chunked {
		c.Writer.Header().Del("Content-Length")
		c.Writer.Flush()
	}
}

// script is what goes out on a connection that breaks.
type script struct {
	head   bool   // the status line and the header, as they would be
	before []byte // the body
	body   []byte // at the pace of the fault
	after  []byte
}

// breakingScript is what an answer whose connection ends with it sends before
// that, if its fault, or a cut body, has its connection end.
func breakingScript(response *exchange.Response, isCut bool) (_ script, breaks bool) {
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
	return bodyScript(response), isCut
}

// bodyScript is a whole answer. With Chunked its body is one chunk.
func bodyScript(response *exchange.Response) script {
	if !response.Fault.Chunked {
		return script{head: true, body: response.Body}
	}
	size := fmt.Appendf(nil, "%x\r\n", len(response.Body))
	return script{head: true, before: size, body: response.Body, after: []byte("\r\n0\r\n\r\n")}
}

// sendBroken sends what the script says and ends the connection. net/http writes
// the head; what follows it would not write, and so goes out past it.
func (s *Server) sendBroken(c *gin.Context, call *call, response exchange.Response, script script) {
	if script.head {
		if isCut(c) { // also keeps net/http from reading the rest of the body first
			c.Writer.Header().Set("Connection", "close")
		}
		sendFaultyHead(c, &response)
		c.Writer.Flush()
	}
	w, err := s.seize(c)
	if err != nil {
		s.sendNothing(c, response.Fault.Connection)
		return
	}
	defer w.release()
	call.counting.count(statusSent(c)) // how it ends shows on the connection
	// A cut upload stays unread if its connection is to break. An answer to it does
	// not reach most clients before they have sent all.
	if !isCut(c) || response.Fault.Connection == "" {
		w.drain()
	}
	if w.play(call.box.Clock, &response.Fault, script) == nil {
		w.end(response.Fault.Connection)
	}
}

// sendNothing ends a call whose connection cannot be taken, as with HTTP/2 or a
// test's recorder.
func (s *Server) sendNothing(c *gin.Context, end exchange.Connection) {
	if end == exchange.ConnectionHang {
		ctx, cancel := s.patience(c)
		defer cancel()
		<-ctx.Done()
	}
	panic(http.ErrAbortHandler)
}

// pace hands a body to write in the pieces and with the pauses of a fault. The
// pauses count from the first piece, so that what one write or one wait is late
// does not add up, and advancing the clock by their sum releases all of it.
func pace(ctx context.Context, clock *sandbox.Clock, fault *exchange.Fault, body []byte, write func([]byte) error) error {
	size, pause := fault.Pieces(len(body))
	next, due := fault.Drip.Sizes(size), clock.Now()
	for len(body) > 0 {
		n := min(next(), len(body))
		if err := write(body[:n]); err != nil {
			return err
		}
		if body = body[n:]; len(body) == 0 {
			return nil
		}
		due = due.Add(pause)
		if err := clock.Wait(ctx, due.Sub(clock.Now())); err != nil {
			return err
		}
	}
	return nil
}
