package agent

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
)

// messageOf reads a message, or says what is wrong with it, of which the SDK takes some for
// right. An answer is never refused: two sides that did so would not stop.
func messageOf(text []byte) (jsonrpc.Message, *jsonrpc.Error) {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeParseError, Message: fmt.Sprintf("the line is no JSON: %v; a message is a JSON object in a line of its own", err)}
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil || members == nil {
		return nil, invalid("a message is a JSON object in a line of its own; batches are not taken")
	}
	if members["method"] == nil && (members["result"] != nil || members["error"] != nil) {
		answer, err := jsonrpc.DecodeMessage(text)
		if err != nil {
			return nil, nil
		}
		return answer, nil
	}
	if version := members["jsonrpc"]; string(version) != `"2.0"` {
		return nil, invalid(`the member jsonrpc must be "2.0"`)
	}
	if members["method"] == nil {
		return nil, invalid("the member method is missing")
	}
	if id, given := members["id"]; given && !canBeAnswered(id) {
		return nil, invalid("the id %.100s cannot be answered: an id is a string, or an integer below 2^53", id)
	}
	request, err := jsonrpc.DecodeMessage(text)
	if err != nil {
		return nil, invalid("this is no message: %v", err)
	}
	return request, nil
}

func invalid(format string, values ...any) *jsonrpc.Error {
	return &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: fmt.Sprintf(format, values...)}
}

// idEnd ends the numbers that the SDK, which reads all as float64, tells apart.
const idEnd = 1 << 53

// canBeAnswered tells whether the answer to an id has the same id. The protocol has no
// request whose id is null.
func canBeAnswered(id json.RawMessage) bool {
	if bytes.HasPrefix(id, []byte(`"`)) {
		return true
	}
	var number *float64
	if json.Unmarshal(id, &number) != nil || number == nil {
		return false
	}
	return *number == math.Trunc(*number) && math.Abs(*number) < idEnd
}
