package agent

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// lastWait is how long an agent that has said all is still answered: so long that an
// operation which takes all the time it may is, too, and one that waits for a call is not
// waited for without end.
const lastWait = remote.Patience + 5*time.Second

// longestMessage is how many bytes a message may have: as many as the SDK lets one have.
const longestMessage = mcp.DefaultMaxLineLength

// conversation is what an agent says and is answered, a message in a line. The SDK's own
// ends at the first line that is no message, and drops what it has not answered when the
// agent, which may be a file, has said all. Ours answers such a line with an error, and
// holds the end back until all that was asked for is answered.
type conversation struct {
	lines  <-chan line
	closed chan struct{}
	close  func()

	writing sync.Mutex
	out     io.Writer

	mu      sync.Mutex
	asked   map[jsonrpc.ID]bool // requests under way; false once the agent has taken one back
	open    int                 // requests whose answers are wanted and not written yet
	settled chan struct{}       // closed once there are none; nil until somebody waits
}

// line is a line, or why there is none.
type line struct {
	text []byte
	err  error
}

// speech is how a session comes by its conversation.
type speech struct {
	in  io.Reader
	out io.Writer
}

// Connect begins to read.
func (s speech) Connect(context.Context) (mcp.Connection, error) {
	lines, closed := make(chan line), make(chan struct{})
	go readLines(bufio.NewReader(s.in), lines, closed)
	return &conversation{
		lines: lines, closed: closed, close: sync.OnceFunc(func() { close(closed) }), out: s.out, asked: map[jsonrpc.ID]bool{},
	}, nil
}

// readLines hands lines on until there are no more or nobody wants them: only what reads
// beside the session can be left waiting for an agent that says nothing.
func readLines(in *bufio.Reader, lines chan<- line, closed <-chan struct{}) {
	for {
		text, err := readLine(in)
		select {
		case lines <- line{text, err}:
		case <-closed:
			return
		}
		if err != nil && !errors.Is(err, errTooLong) {
			return
		}
	}
}

var errTooLong = fmt.Errorf("the line is longer than the %d MiB that a message may have", longestMessage>>20)

// readLine reads a line, the last of which may have no end, or past one that is too long.
// What ends the input is met again when the next line is read.
func readLine(in *bufio.Reader) ([]byte, error) {
	var text []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(text)+len(part) > longestMessage; !long {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
		case long:
			return nil, errTooLong
		case len(text) > 0:
			return text, nil
		default:
			return nil, err
		}
	}
}

// Read gives the next message. What is none is answered here.
func (c *conversation) Read(ctx context.Context) (jsonrpc.Message, error) {
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-c.closed:
			return nil, io.EOF
		case next := <-c.lines:
			if next.err != nil && !errors.Is(next.err, errTooLong) {
				c.awaitAnswers(ctx)
				return nil, next.err
			}
			message, wrong := c.heard(next)
			if message != nil {
				return message, nil
			}
			if wrong == nil {
				continue
			}
			if err := c.refuse(wrong); err != nil {
				return nil, err
			}
		}
	}
}

// heard is the message of a line, or what is wrong with it, or neither: a line may have
// nothing that is to be answered.
func (c *conversation) heard(said line) (jsonrpc.Message, *jsonrpc.Error) {
	if said.err != nil {
		return nil, invalid("%v", said.err)
	}
	if len(bytes.TrimSpace(said.text)) == 0 {
		return nil, nil
	}
	message, wrong := messageOf(said.text)
	request, asks := message.(*jsonrpc.Request)
	if wrong != nil || !asks {
		return message, wrong
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if request.Method == "notifications/cancelled" {
		switch {
		case request.IsCall(): // takes nothing back, least of all itself
			request.Params = json.RawMessage("{}")
		case !c.takenBack(request):
			return nil, nil
		}
	}
	if !request.IsCall() {
		return message, nil
	}
	if _, known := c.asked[request.ID]; known {
		return nil, invalid("the id %v is that of a request that is not answered yet", request.ID.Raw())
	}
	c.asked[request.ID] = true
	c.open++
	return message, nil
}

// takenBack waits no more for the answer to a request that the agent has taken back: it is
// given none. Its id stays in use until the session has done with it, or else what the
// session says of it would answer the next request of that id. It tells whether the session
// may hear of it: what is the id of no request is cut to that of another there. The lock is held.
func (c *conversation) takenBack(by *jsonrpc.Request) bool {
	var params struct {
		RequestID json.RawMessage `json:"requestId"`
	}
	if json.Unmarshal(by.Params, &params) != nil || !canBeAnswered(params.RequestID) {
		return false
	}
	var named any
	_ = json.Unmarshal(params.RequestID, &named) // it was just read
	if id, err := jsonrpc.MakeID(named); err == nil && c.asked[id] {
		c.asked[id] = false
		c.answered()
	}
	return true
}

// answered counts one request less. The lock is held.
func (c *conversation) answered() {
	c.open--
	if c.open == 0 && c.settled != nil {
		close(c.settled)
		c.settled = nil
	}
}

// Write says a message. An id that is answered may be used again at once, but the request
// is done only when its answer is written. The session answers a request that was taken
// back, too, and nobody waits for that: the protocol asks for silence.
func (c *conversation) Write(_ context.Context, message jsonrpc.Message) error {
	response, answers := message.(*jsonrpc.Response)
	if answers && response.Error != nil {
		response.Error = coded(response.Error)
	}
	text, err := jsonrpc.EncodeMessage(message)
	if err != nil {
		return err
	}
	if !answers {
		return c.say(text)
	}
	c.mu.Lock()
	wanted := c.asked[response.ID]
	delete(c.asked, response.ID)
	c.mu.Unlock()
	if !wanted {
		return nil
	}
	err = c.say(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered()
	return err
}

// coded is an error of the session with a code: one of Go alone would go out with 0, which is
// that of no error.
func coded(err error) error {
	if of, is := errors.AsType[*jsonrpc.Error](err); is && of.Code != 0 {
		return err
	}
	return &jsonrpc.Error{Code: jsonrpc.CodeInternalError, Message: err.Error()}
}

// refuse answers what is no message. It belongs to no request.
func (c *conversation) refuse(wrong *jsonrpc.Error) error {
	text, err := json.Marshal(struct {
		Version string         `json:"jsonrpc"`
		ID      *string        `json:"id"`
		Error   *jsonrpc.Error `json:"error"`
	}{Version: "2.0", Error: wrong})
	if err != nil {
		return err
	}
	return c.say(text)
}

func (c *conversation) say(text []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.out.Write(append(text, '\n'))
	return err
}

// awaitAnswers waits until nothing is asked for, but not for long.
func (c *conversation) awaitAnswers(ctx context.Context) {
	c.mu.Lock()
	if c.open == 0 {
		c.mu.Unlock()
		return
	}
	settled := make(chan struct{})
	c.settled = settled
	c.mu.Unlock()
	timer := time.NewTimer(lastWait)
	defer timer.Stop()
	select {
	case <-settled:
	case <-timer.C:
	case <-c.closed:
	case <-ctx.Done():
	}
}

// Close ends the reading. It closes no stream: they are not ours.
func (c *conversation) Close() error {
	c.close()
	return nil
}

// SessionID is empty: there is one session.
func (*conversation) SessionID() string { return "" }
