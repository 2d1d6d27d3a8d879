package control

import (
	"maps"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/vsrsim/vsrsim/simulator/internal/contract"
	"github.com/vsrsim/vsrsim/simulator/internal/exchange"
	"github.com/vsrsim/vsrsim/simulator/internal/web"
)

// serve is the whole life of one call that gin found the operation of: receive, answer,
// check the answer, send.
func (c *Control) serve(op described) gin.HandlerFunc {
	return func(g *gin.Context) {
		request := web.Receive(g)
		if !web.Params(g, &request) {
			c.noRoute(g)
			return
		}
		c.perform(op, g, &request)
	}
}

// perform answers a call to an operation.
func (c *Control) perform(op described, g *gin.Context, request *exchange.Request) {
	response, goesOn := c.answer(op, g, request)
	if goesOn != nil {
		defer goesOn.end()
	}
	if len(response.Body) <= maxChecked {
		for _, violation := range op.CheckResponse(response).List {
			c.responseViolation(violation)
		}
	}
	if goesOn == nil {
		send(g, response)
		return
	}
	begun := web.BeginStream(g, response, c.streams.grace)
	if g.Request.Method != http.MethodHead {
		goesOn.follow(begun)
	}
}

// maxChecked is the size in bytes of the largest answer that is held against the
// contract: to decode one again takes many times its size, and a larger world or
// archive has the form of a small one.
const maxChecked = 1 << 20

// send answers HEAD as GET, without the body.
func send(g *gin.Context, response exchange.Response) {
	if g.Request.Method == http.MethodHead {
		web.SendHead(g, &response)
		return
	}
	web.Send(g, response)
}

// answer takes the call through the checks in their order: origin, token,
// contract, sandbox, and then the operation itself. The answer of some operations goes on
// after it.
func (c *Control) answer(op described, g *gin.Context, request *exchange.Request) (response exchange.Response, goesOn *stream) {
	defer func() {
		if cause := recover(); cause != nil {
			response = errorResponse(web.Panicked(c.Logger, op.ID, cause))
		}
	}()
	header := http.Header{}
	output, err := c.output(op, g, request, header)
	if err != nil {
		return c.fail(op, err), nil
	}
	if output, is := output.(stream); is {
		return output.head, &output
	}
	if response, err = encode(output); err != nil {
		return c.fail(op, err), nil
	}
	if response.Header == nil {
		response.Header = header
	} else {
		maps.Copy(response.Header, header)
	}
	return response, nil
}

// output checks the call, and lets the operation make its output, and headers beside it.
func (c *Control) output(op described, g *gin.Context, request *exchange.Request, header http.Header) (output any, err error) {
	if err := c.admit(g.Request); err != nil {
		return nil, err
	}
	if err := c.authorise(g.Request); err != nil && !op.has(tokenless) {
		return nil, err
	}
	slot := slot{one: c.loading}
	defer slot.release()
	violations, err := c.check(op, g, request, &slot)
	if err != nil {
		return nil, err
	}
	if !violations.None() {
		return nil, badRequest(violations.String())
	}
	call := call{Control: c, from: g.Request, header: header}
	if name, ok := request.Params.Get("sandbox"); ok && !op.has(makesSandbox) {
		if call.box, err = c.Sandboxes.Find(name); err != nil {
			return nil, err
		}
	}
	return op.execute(call, request)
}

// execute reads the input of the operation, and runs it.
func (op operation) execute(call call, request *exchange.Request) (output any, err error) {
	input, err := op.decode(request)
	if err != nil {
		return nil, err
	}
	return op.run(call, input)
}

func (c *Control) fail(op described, err error) exchange.Response {
	response := errorResponse(err)
	if isBug(response.Status) {
		c.Logger.Error("a call failed", "operation", op.ID, "error", err)
	}
	return response
}

// responseViolation reports an answer that differs from spec/control.yaml: a
// bug of the simulator, never of the client.
func (c *Control) responseViolation(v contract.Violation) {
	c.Logger.Error("an answer of the control API differs from its contract, please report this",
		"operation", v.Operation, "in", string(v.In), "violation", v.String(), "contractLine", v.Line)
	c.OnResponseViolation(v)
}
