// Package agent gives agents the operations of a simulator that runs as tools, by the
// Model Context Protocol.
package agent

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vsrsim/vsrsim/simulator/internal/control"
	"github.com/vsrsim/vsrsim/simulator/internal/remote"
)

// Serve answers an agent until it has nothing more to say, or ctx ends. Nothing but the
// protocol is written to out. What the simulator cannot be asked for is said to the agent,
// which may ask again; that it does not answer at the start is also said to silent, for the
// people who started this.
func Serve(ctx context.Context, sim remote.Simulator, version string, in io.Reader, out io.Writer, silent func(error)) error {
	facts, err := factsOf(ctx, sim)
	if err != nil && ctx.Err() == nil {
		silent(err)
	}
	server := serverOf(sim, version, instructions(sim, facts, err))
	return server.Run(ctx, speech{in, out})
}

// New makes a server that has a tool for each row of the table that is for agents.
func New(ctx context.Context, sim remote.Simulator, version string) *mcp.Server {
	facts, err := factsOf(ctx, sim)
	return serverOf(sim, version, instructions(sim, facts, err))
}

func serverOf(sim remote.Simulator, version, instructions string) *mcp.Server {
	server := mcp.NewServer(&mcp.Implementation{Name: "vsrsim", Title: "Simulator of the Drata Vendor Security Reviews API", Version: version},
		&mcp.ServerOptions{Instructions: instructions, Capabilities: &mcp.ServerCapabilities{}})
	for _, row := range control.Rows() {
		if row.Tool {
			server.AddTool(toolOf(row), tool{sim, row}.call)
		}
	}
	return server
}

// toolOf is what an agent is told of an operation.
func toolOf(row control.Row) *mcp.Tool {
	no := false
	description := row.Summary + "."
	if row.Description != "" {
		description += " " + row.Description
	}
	return &mcp.Tool{
		Name: row.Name, Title: row.Summary, Description: description, InputSchema: schemaOf(row),
		Annotations: &mcp.ToolAnnotations{
			ReadOnlyHint: row.ReadOnly, DestructiveHint: &row.Loses, IdempotentHint: row.Repeatable, OpenWorldHint: &no,
		},
	}
}

// offset is the input of all tools that read: where a long answer goes on.
const offset = "offset"

func schemaOf(row control.Row) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, input := range row.Inputs {
		property := map[string]any{}
		for key, value := range input.Schema {
			property[key] = value
		}
		if input.Description != "" {
			property["description"] = input.Description
		}
		if input.Default != "" {
			property["default"] = input.Default
		}
		properties[input.Name] = property
		if input.Required {
			required = append(required, input.Name)
		}
	}
	if row.ReadOnly {
		properties[offset] = map[string]any{
			"type": "integer", "minimum": 0,
			"description": "At which byte to go on in an answer that was cut, as the note behind it says.",
		}
	}
	return map[string]any{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

// factsWait is how long a simulator may take to say what the agent is told first.
const factsWait = 5 * time.Second

// howTo is what an agent that writes a client does with the tools.
const howTo = `vsrsim simulates the Drata Vendor Security Reviews API for the tests of a client: it answers from true state, holds every call against the contract, and never calls Drata.

Run the client against the base URL, with a key as its bearer token. Then listCalls shows what it sent to one sandbox, listAllCalls to all, and getCall explains one call: what differed from the contract and how to put it right, and which rules of scenarios were asked. A key with @NAME behind it, as sim-full@mine, works in a sandbox of its own, which is made at its first call or by makeSandbox. playScenario lets calls fail: listScenarios finds scenarios by a word, such as retry, and lintScenario checks one that you write. changeWorld, changeAccount and changeKey set the stage, setClock and advanceClock move its time, saveCheckpoint and rewind go back. verifyCalls asserts which calls came, and getReportAs with format text judges the run.

Long answers are cut, and say how to go on.`

// instructions are how to use the tools, and where the simulator is, unless it did not say so.
func instructions(sim remote.Simulator, facts string, err error) string {
	if err != nil {
		return howTo + fmt.Sprintf("\n\nThe simulator at %s cannot be used now (%v). Once it can, getSandbox says its base URL, and listKeys its keys.", sim.Control, err)
	}
	return howTo + "\n\n" + facts
}

// factsOf are the base URL and the keys, for those who read.
func factsOf(ctx context.Context, sim remote.Simulator) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, factsWait)
	defer cancel()
	var box struct{ URL string }
	var keys struct {
		Data []struct {
			Key, Access, State string
			Account            int64
			Purpose            string
		}
	}
	if err := ask(ctx, sim, "getSandbox", &box); err != nil {
		return "", err
	}
	if err := ask(ctx, sim, "listKeys", &keys); err != nil {
		return "", err
	}
	lines := []string{"Base URL of the simulated API: " + box.URL, "Keys of the default sandbox:"}
	for _, key := range keys.Data {
		line := fmt.Sprintf("- %s: %s, access %s, account %d", key.Key, key.State, key.Access, key.Account)
		if key.Purpose != "" {
			line += " (" + key.Purpose + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines[:min(len(lines), mostFacts)], "\n"), nil
}

// mostFacts is how many lines an agent is told before it asks.
const mostFacts = 30

func ask(ctx context.Context, sim remote.Simulator, name string, into any) error {
	answer, err := sim.Call(ctx, control.RowNamed(name), nil, "")
	if err != nil {
		return err
	}
	if !answer.OK() {
		var view struct{ Message string }
		_ = json.Unmarshal(answer.Body, &view) // there is no message in what is no answer of ours
		return fmt.Errorf("it answered %s", strings.TrimSpace(fmt.Sprintf("%d %s", answer.Status, view.Message)))
	}
	return json.Unmarshal(answer.Body, into)
}
