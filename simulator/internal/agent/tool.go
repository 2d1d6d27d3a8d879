package agent

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// tool is an operation of a simulator that an agent may call.
type tool struct {
	sim remote.Simulator
	row control.Row
}

// call is a call of the tool. What is wrong with it is said in its result, so that the
// agent can put it right.
func (t tool) call(ctx context.Context, request *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
	inputs, from, err := t.inputs(request.Params.Arguments)
	if err != nil {
		return failed(err), nil
	}
	answer, err := t.sim.Call(ctx, t.row, inputs, "")
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if missing, is := errors.AsType[remote.Missing](err); is {
		return failed(missing), nil
	}
	if err != nil {
		return failed(fmt.Errorf("%w; is the simulator still there?", err)), nil
	}
	if answer.OK() || t.row.Judges && answer.IsVerdict() {
		return t.result(answer.Body, from), nil
	}
	result := t.result([]byte(control.InWordsOf(string(answer.Body), toolName)), 0)
	result.IsError = true
	return result, nil
}

// toolName is the tool that calls an operation.
func toolName(of control.Row, _ map[string]string) string {
	if !of.Tool {
		return ""
	}
	return of.Name
}

func failed(err error) *mcp.CallToolResult {
	return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: err.Error()}}}
}

// maxText is how many bytes of an answer an agent gets at once: more would fill its
// memory with what it did not ask for.
const maxText = 32 << 10

// result is an answer from a byte on, and how to have the rest if it is cut.
func (t tool) result(body []byte, from int) *mcp.CallToolResult {
	if !t.row.HasOutput && len(body) == 0 {
		return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "Done."}}}
	}
	from = min(from, len(body))
	for from < len(body) && !utf8.RuneStart(body[from]) {
		from++
	}
	end := min(from+maxText, len(body))
	for end < len(body) && end > from && !utf8.RuneStart(body[end]) {
		end--
	}
	content := []mcp.Content{&mcp.TextContent{Text: strings.ToValidUTF8(string(body[from:end]), "\uFFFD")}}
	if end < len(body) || from > 0 {
		content = append(content, &mcp.TextContent{Text: t.note(from, end, len(body))})
	}
	return &mcp.CallToolResult{Content: content}
}

// note says which part of an answer it is, and how to have more or less.
func (t tool) note(from, end, whole int) string {
	text := fmt.Sprintf("[bytes %d to %d of %d", from, end, whole)
	if end < whole && t.row.ReadOnly {
		text += fmt.Sprintf("; to go on, call %s again with %s %d", t.row.Name, offset, end)
	}
	var narrower []string
	for _, input := range t.row.Inputs {
		if input.In == control.InQuery && input.Name != "format" {
			narrower = append(narrower, input.Name)
		}
	}
	if end < whole && len(narrower) > 0 {
		text += "; to have less, give " + strings.Join(narrower, ", ")
	}
	return text + "]"
}

// inputs reads the arguments of a call, and says what is wrong with any of them.
func (t tool) inputs(arguments json.RawMessage) (inputs remote.Inputs, from int, err error) {
	given := map[string]json.RawMessage{}
	if len(arguments) > 0 {
		if err := json.Unmarshal(arguments, &given); err != nil {
			return nil, 0, errors.New("the arguments must be an object")
		}
	}
	if text, ok := given[offset]; ok && t.row.ReadOnly {
		if err := json.Unmarshal(text, &from); err != nil || from < 0 {
			return nil, 0, errors.New(offset + " must be an integer of at least 0")
		}
		delete(given, offset)
	}
	inputs = remote.Inputs{}
	var problems []error
	for _, input := range t.row.Inputs {
		text, ok := given[input.Name]
		delete(given, input.Name)
		if string(text) == "null" && !mayBeNull(input) {
			ok = false
		}
		if !ok && input.Required {
			problems = append(problems, fmt.Errorf("%s is required", input.Name))
		}
		if !ok {
			continue
		}
		value, err := valueOf(input, text)
		inputs[input.Name] = value
		problems = append(problems, err)
	}
	for name := range given {
		problems = append(problems, fmt.Errorf("there is no %q: %s takes %s", name, t.row.Name, t.names()))
	}
	return inputs, from, errors.Join(problems...)
}

// names are those of all inputs.
func (t tool) names() string {
	var names []string
	for _, input := range t.row.Inputs {
		names = append(names, input.Name)
	}
	if t.row.ReadOnly {
		names = append(names, offset)
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

func mayBeNull(input control.Input) bool {
	types, _ := input.Schema["type"].([]any)
	return slices.Contains(types, any("null"))
}

// valueOf is an argument as remote.Inputs takes it. What the control API asks of it
// beyond that, it says itself.
func valueOf(input control.Input, text json.RawMessage) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, fmt.Errorf("%s cannot be read: %w", input.Name, err)
	}
	switch input.In {
	case control.InProperty:
		return value, nil
	case control.InText:
		if written, ok := value.(string); ok {
			return textOf(input, written)
		}
		return textOf(input, string(text)) // JSON is YAML
	case control.InPath, control.InQuery:
		return parameterOf(input, value)
	}
	return nil, fmt.Errorf("%s cannot be given", input.Name)
}

// textOf is a text that is the whole of a body. What is wrong with all of it is said here: the
// control API knows it by no name.
func textOf(input control.Input, text string) (any, error) {
	var object map[string]json.RawMessage
	switch {
	case input.Required && strings.TrimSpace(text) == "":
		return nil, fmt.Errorf("%s must not be empty", input.Name)
	case json.Valid([]byte(text)) && (json.Unmarshal([]byte(text), &object) != nil || object == nil):
		return nil, fmt.Errorf("%s must be an object, in YAML or JSON, is %.100s", input.Name, text)
	}
	return text, nil
}

func parameterOf(input control.Input, value any) (any, error) {
	switch value := value.(type) {
	case []any:
		if input.Schema["type"] == "array" {
			return value, nil
		}
	case map[string]any, nil:
	case string:
		return value, nil
	default:
		return fmt.Sprint(value), nil
	}
	return nil, fmt.Errorf("%s must be a %v", input.Name, input.Schema["type"])
}
